"""File state: by what a file, with what belongs to it, is known to be unchanged, and to be the same as another."""

from __future__ import annotations

from pathlib import Path

from core.storage.files import sha256_of, sha256_of_file

#: a NIfTI header may keep its values in a file of their own, and many headers are alike
HEADER, VALUES = ".hdr", (".img", ".img.gz")


def files_of(path: Path) -> list[Path]:
    """Return the file, and the one in which its values lie."""
    if path.suffix.lower() != HEADER:
        return [path]
    stem = path.name[: -len(HEADER)]
    return [path, *(path.with_name(stem + ending) for ending in VALUES if path.with_name(stem + ending).is_file())]


def state_of(path: Path) -> tuple[int, int]:
    """Return bytes, and the last time of change in nanoseconds. Raise OSError."""
    states = [file.stat() for file in files_of(path)]
    return sum(state.st_size for state in states), max(state.st_mtime_ns for state in states)


def content_hash(path: Path) -> str:
    """Return sha256, hexadecimal. Raise OSError."""
    hashes = [sha256_of_file(file) for file in files_of(path)]
    return hashes[0] if len(hashes) == 1 else sha256_of(*hashes)
