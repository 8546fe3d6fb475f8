"""Report to a person what a disk refuses: that it is full, read-only, not theirs, damaged or gone, and which folder."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import UserError
from core.messages import Message
from core.storage.project_files import ProjectFiles
from core.storage.readable_names import printable


def _numbers(*names: str) -> frozenset[int]:
    """Return the numbers of those errors that this system has."""
    return frozenset(getattr(errno, name) for name in names if hasattr(errno, name))


FULL = _numbers("ENOSPC", "EDQUOT", "EFBIG")
READ_ONLY = _numbers("EROFS")
NOT_ALLOWED = _numbers("EACCES", "EPERM")
DAMAGED = _numbers("EIO", "EREMOTEIO")
GONE = _numbers("ENODEV", "ENXIO", "ESTALE", "ENOTCONN", "EHOSTDOWN")
A_FOLDER = _numbers("EISDIR")
WRONG_KIND = _numbers("ENOTDIR", "EEXIST")
TOO_LONG = _numbers("ENAMETOOLONG")
#: what says that a disk is to blame even where no file is named
WHATEVER_FILE = FULL | READ_ONLY

NO_TEMPORARY_FOLDER = "No usable temporary directory"


def refusal_by_disk(error: BaseException) -> UserError | None:
    """Return what happened to which folder, and what to do about it; None where no disk is to blame for `error`."""
    cause: BaseException | None = error
    while cause is not None:
        refusal = _refusal(cause)
        if refusal is not None:
            return refusal
        cause = cause.__cause__
    return None


@contextmanager
def refused_by_disk() -> Iterator[None]:
    """Raise what a disk refuses as a UserError."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        refusal = refusal_by_disk(error)
        if refusal is None:
            raise
        raise refusal from error


@contextmanager
def reported_as(what: Message) -> Iterator[None]:
    """Raise errors of files as a UserError that begins with the clause `what`; its hint is that of odd ones."""
    try:
        yield
    except OSError as error:
        refusal = refusal_by_disk(error)
        if refusal:
            raise UserError(Message("disk-refused", what=what, reason=refusal.message)) from error
        if error.strerror:
            raise UserError(Message("failed-since", what=what, reason=error.strerror)) from error
        raise UserError(Message("failed", what=what)) from error


@contextmanager
def named(path: Path, beside: Path | None = None) -> Iterator[None]:
    """Let an error of the disk name `path` where it names no file, as those of writing do, or one in `beside`."""
    try:
        yield
    except shutil.Error as error:  # of a folder that was copied: all that failed, as text
        number = _number_in(str(error))
        if number is None:
            raise
        raise OSError(number, os.strerror(number), str(path)) from error
    except OSError as error:
        file = _file_of(error)
        is_nameless = file is None and error.errno in WHATEVER_FILE | DAMAGED
        if is_nameless or (file is not None and beside is not None and file.is_relative_to(beside)):
            error.filename, error.filename2 = str(path), None
        raise


def as_os_error(error: Exception, message: str) -> OSError:
    """Return what an error of TensorFlow says of a file as the system would have said it."""
    number = _number_in(message)
    return OSError(number or 0, os.strerror(number) if number else message.rpartition("; ")[2])


def _refusal(error: BaseException) -> UserError | None:
    if isinstance(error, OSError):
        if NO_TEMPORARY_FOLDER in str(error):
            return UserError(Message("no-temporary-folder"))
        return _worded(error.errno, _file_of(error))
    if type(error).__module__.startswith("tensorflow"):
        return _worded(_number_in(str(error)), None)
    return None


def _number_in(message: str) -> int | None:
    """Find what the system said in the text of an error that has no number."""
    known = sorted(WHATEVER_FILE | DAMAGED)
    return next((number for number in known if os.strerror(number) in message), None)


def _worded(number: int | None, file: Path | None) -> UserError | None:
    if number is None or (file is None and number not in WHATEVER_FILE):
        return None
    folder = _folder_of(file)
    if number in FULL:
        return UserError(Message("disk-of-folder-full", folder=folder) if folder else Message("disk-full"))
    if number in READ_ONLY:
        return UserError(Message("disk-of-folder-read-only", folder=folder) if folder else Message("disk-read-only"))
    name = printable(str(file))
    if number in NOT_ALLOWED:
        return UserError(Message("file-not-allowed", file=name))
    if number in DAMAGED:
        return UserError(Message("disk-reports-error", folder=folder))
    if number in GONE:
        return UserError(Message("disk-gone", folder=folder))
    if number in A_FOLDER:
        return UserError(Message("folder-in-place-of-file", file=name))
    if number in WRONG_KIND:
        return UserError(Message("something-in-the-way", file=name))
    if number in TOO_LONG:
        return UserError(Message("name-too-long", file=name))
    return None


def _file_of(error: OSError) -> Path | None:
    name = error.filename
    return Path(os.fsdecode(name)) if isinstance(name, str | bytes | os.PathLike) else None


def _folder_of(file: Path | None) -> str:
    """Return the project where `file` lies in one, however deep; else the folder in which it is."""
    if file is None:
        return ""
    folder = file if file.is_dir() else file.parent
    project = next((above for above in (folder, *folder.parents) if ProjectFiles(above).project.is_file()), folder)
    return printable(str(project))
