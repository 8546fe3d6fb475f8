"""Files that are either the old ones or the new ones, whatever happens in between: written beside, synced, renamed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from core.disk import named


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Yield a path to write to; on leaving it is synced and takes the place of `path`. On an error nothing changes."""
    with named(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    os.close(handle)
    beside = Path(name)
    try:
        with named(path, beside):
            beside.chmod(0o666 & ~_umask())  # mkstemp makes it private; a project may be shared
            yield beside
            sync(beside)
            os.replace(beside, path)
            sync_folder(path.parent)
    finally:
        with suppress(OSError):  # else it would hide why it was not written
            beside.unlink(missing_ok=True)


@contextmanager
def folder_written_beside(path: Path) -> Iterator[Path]:
    """The same for a folder: `path` appears whole, or not at all. An existing `path` is replaced."""
    with named(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name[:40]}.", dir=path.parent))
    try:
        with named(path, beside):
            beside.chmod(0o777 & ~_umask())
            yield beside
            for file in beside.rglob("*"):
                if file.is_file():
                    sync(file)
            old = None
            if path.exists():
                old = Path(tempfile.mkdtemp(prefix=f".{path.name[:40]}.old.", dir=path.parent)) / "old"
                os.replace(path, old)
            os.replace(beside, path)
            sync_folder(path.parent)
            if old is not None:
                shutil.rmtree(old.parent, ignore_errors=True)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_bytes(path: Path, content: bytes) -> None:
    with written_beside(path) as beside:
        beside.write_bytes(content)


def write_text(path: Path, text: str) -> None:
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def sync(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of_file(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(*parts: Any) -> str:
    """The hash of plain values (numbers, strings, lists, dictionaries), the same in every process.

    Names of files that are not Unicode hold surrogates, which no encoding takes as they are.
    """
    return hashlib.sha256(
        json.dumps(parts, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
