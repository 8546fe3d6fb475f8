"""Locks of a project: one program at a time works in it, and one window at a time shows it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import UserError
from core.messages import Message
from core.storage.disk import reported_as
from core.storage.readable_names import is_unicode, printable


@contextmanager
def work_lock(folder: Path) -> Iterator[None]:
    """Let only one program work in a project, whose folder is made. Raise UserError where another does."""
    if not is_unicode(str(folder)):
        raise UserError(Message("project-folder-not-unicode", folder=printable(str(folder))))
    lock = FileLock(folder / ".lock", timeout=0)
    with reported_when_not_writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout:  # which is an OSError, too
            raise UserError(Message("project-in-use")) from None
    try:
        yield
    finally:
        lock.release()


def window_lock(folder: Path) -> FileLock:
    """Return the lock of a project's window, acquired. Raise UserError where another window shows the project.

    It is not the lock under which tasks run: these run in another process than the window's. One thread may acquire
    it, and another release it.
    """
    lock = FileLock(folder / ".window", timeout=0, thread_local=False)
    with reported_when_not_writable(folder):
        try:
            lock.acquire()
        except Timeout:  # which is an OSError, too
            raise UserError(Message("project-open-elsewhere", folder=folder.name)) from None
    return lock


def remove_unless_shown(folder: Path, of_window: Path) -> None:
    """Remove what a window that was killed has left; one that shows the project still wants to read it."""
    if not of_window.exists():
        return
    try:
        with FileLock(folder / ".window", timeout=0):
            shutil.rmtree(of_window, ignore_errors=True)
    except OSError:  # also where it is open
        return


def reported_when_not_writable(folder: Path) -> AbstractContextManager[None]:
    return reported_as(Message("project-folder-unusable", folder=str(folder)))
