"""Leftovers: what processes that were killed had begun to write. It is cleared by whoever writes there next.

Whoever writes holds a lock on the file or folder, which the system lets go when the process ends, however it ends. So
what bears our mark and is not locked is nobody's any more. Where there are no such locks, age decides.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: ends the names of what is written beside what it will be, and of temporary folders
MARK = ".frostline"
#: of a name stands in what is written beside: a name may be as long as a disk allows
LETTERS_OF_NAME = 40
#: ends the name of what keeps a folder that is replaced, until the new one is in its place
OLD = f"{MARK}-old"
SECONDS_OF_A_DAY = 86_400

_MARKED = re.compile(r"\.(?P<name>.+)\.[a-z0-9_]{8}\.frostline(?P<old>-old)?", re.DOTALL)


@contextmanager
def held(make: Callable[[], Path]) -> Iterator[Path]:
    """Make a file or folder, and hold the lock that says that it is being written."""
    while True:
        made = make()
        handle = _locked(made, wait=True)
        if handle is None or made.exists():  # else somebody has taken it for a leftover before it was locked
            break
        os.close(handle)
    try:
        yield made
    finally:
        if handle is not None:
            os.close(handle)


def clear_beside(folder: Path, name: str | None = None) -> None:
    """Remove the leftovers in `folder`, or only those of the file or folder `name` in it.

    A folder that was to be replaced, and is gone, gets its place back.
    """
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            match = _MARKED.fullmatch(entry.name)
            if match and name in (None, match["name"]):
                _clear(Path(entry.path), match["name"], is_old=match["old"] is not None)


def remove_where_abandoned(path: Path) -> None:
    """Remove a file or folder, unless a process is writing it."""
    with _taken(path) as is_taken:
        if is_taken:
            _remove(path)


def _clear(path: Path, name: str, *, is_old: bool) -> None:
    with _taken(path) as is_taken:
        if not is_taken:
            return
        place = path.with_name(name)
        if is_old and not place.exists() and (path / "old").exists():
            if len(name) == LETTERS_OF_NAME:  # it may be the beginning of a name only
                return
            (path / "old").rename(place)
        _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _taken(path: Path) -> Iterator[bool]:
    """Yield whether nobody else is writing `path`, nor can begin to. Go on where it cannot be removed."""
    handle = _locked(path, wait=False)
    try:
        with suppress(OSError):
            yield handle is not None or (sys.platform == "win32" and _is_a_day_old(path))
    finally:
        if handle is not None:
            os.close(handle)


def _is_a_day_old(path: Path) -> bool:
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > SECONDS_OF_A_DAY
    return False


def _locked(path: Path, *, wait: bool) -> int | None:
    """Return the handle that holds the lock; None where there is none to be had."""
    if sys.platform == "win32":
        return None
    import fcntl

    with suppress(OSError):
        if not (stat.S_ISREG(mode := path.lstat().st_mode) or stat.S_ISDIR(mode)):
            return None
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            os.close(handle)
            return None
        return handle
    return None
