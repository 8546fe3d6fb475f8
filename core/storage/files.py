"""Files that are either the old ones or the new ones, whatever happens in between: written beside, synced, renamed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from core.storage.disk import named
from core.storage.leftovers import LETTERS_OF_NAME, MARK, OLD, clear_beside, held


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Yield a path to write to; on leaving it is synced and takes the place of `path`. On an error nothing changes."""
    _make_room(path)
    with _beside(path, lambda: _new_file(path)) as beside:
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
    """Do the same for a folder: `path` appears whole, or not at all. An existing `path` is replaced."""
    _make_room(path)
    with _beside(path, lambda: _new_folder(path)) as beside:
        try:
            with named(path, beside):
                beside.chmod(0o777 & ~_umask())
                yield beside
                for file in beside.rglob("*"):
                    if file.is_file():
                        sync(file)
                _take_place(beside, path)
                sync_folder(path.parent)
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
    """Return the hash of plain values (numbers, strings, lists, dictionaries), the same in every process.

    Names of files that are not Unicode hold surrogates, which no encoding takes as they are.
    """
    return hashlib.sha256(
        json.dumps(parts, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


@contextmanager
def _beside(path: Path, make: Callable[[], Path]) -> Iterator[Path]:
    with ExitStack() as stack:
        with named(path):
            beside = stack.enter_context(held(make))
        yield beside


def _new_file(path: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:LETTERS_OF_NAME]}.", suffix=MARK, dir=path.parent)
    os.close(handle)
    return Path(name)


def _new_folder(path: Path, mark: str = MARK) -> Path:
    return Path(tempfile.mkdtemp(prefix=f".{path.name[:LETTERS_OF_NAME]}.", suffix=mark, dir=path.parent))


def _take_place(beside: Path, path: Path) -> None:
    if not path.exists():
        os.replace(beside, path)
        return
    with held(lambda: _new_folder(path, OLD)) as place:
        old = place / "old"
        try:
            os.replace(path, old)
            os.replace(beside, path)
        finally:
            if old.exists() and not path.exists():
                os.replace(old, path)
            shutil.rmtree(place, ignore_errors=True)


def _make_room(path: Path) -> None:
    """Make the folder in which it is to lie, and clear there what was left when it was last written."""
    with named(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        clear_beside(path.parent, path.name[:LETTERS_OF_NAME])


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
