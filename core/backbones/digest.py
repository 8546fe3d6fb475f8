"""The identity of a module: a hash over its files, from which caches and runs know that it is the same one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.storage.files import sha256_of, sha256_of_file


def module_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a SavedModel that decide what it computes, in a fixed order."""
    yield folder / "saved_model.pb"
    for part in ("variables", "assets"):
        yield from sorted(file for file in (folder / part).rglob("*") if file.is_file())


def module_digest(folder: Path) -> str:
    """Return sha256 over names and contents, hexadecimal; the card and what else lies there do not count."""
    return sha256_of([[file.relative_to(folder).as_posix(), sha256_of_file(file)] for file in module_files(folder)])
