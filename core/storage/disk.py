"""What a disk refuses, told to a person: that it is full, read-only, not theirs, damaged or gone, and which folder."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import UserError
from core.messages import Message, as_written
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

NOTHING_IS_LOST = "What was kept before is still there."
PROJECT_FILE = "project.json"
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
def told_that(what: str, otherwise: str) -> Iterator[None]:
    """Raise errors of files as a UserError that begins with the clause `what`; `otherwise` is the hint of odd ones."""
    try:
        yield
    except OSError as error:
        refusal = refusal_by_disk(error)
        if refusal:
            raise UserError(Message("disk-refused", what=as_written(what), reason=refusal.message)) from error
        reason = f": {error.strerror}" if error.strerror else ""
        raise UserError(f"{what}{reason}.", hint=otherwise) from error


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
            return UserError(
                "No folder for temporary files can be written to.",
                hint="Free some space, or let the environment variable TMPDIR name a folder that you may write to.",
            )
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
        where = f" on which “{folder}” lies" if folder else ""
        return UserError(f"The disk{where} is full.", hint=f"Free some space and start again. {NOTHING_IS_LOST}")
    if number in READ_ONLY:
        where = f"“{folder}” lies on a disk that is" if folder else "The disk is"
        return UserError(
            f"{where} read-only.", hint=f"Choose another folder, or make this one writable. {NOTHING_IS_LOST}"
        )
    name = printable(str(file))
    if number in NOT_ALLOWED:
        return UserError(f"“{name}” may not be opened or changed.", hint="Ask for the right to, or choose another.")
    if number in DAMAGED:
        return UserError(
            f"The disk on which “{folder}” lies reports an error.",
            hint=f"Check that it is connected and sound, and start again. {NOTHING_IS_LOST}",
        )
    if number in GONE:
        return UserError(f"The disk on which “{folder}” lies is gone.", hint="Connect it again, and start again.")
    if number in A_FOLDER:
        return UserError(
            f"“{name}” is a folder, where a file should be.", hint="Move it out of the way, or choose another name."
        )
    if number in WRONG_KIND:
        return UserError(
            f"“{name}” cannot be written to: a file or folder stands in its way.", hint="Choose another name or folder."
        )
    if number in TOO_LONG:
        return UserError(f"The name “{name}” is too long for its disk.", hint="Choose a shorter one.")
    return None


def _file_of(error: OSError) -> Path | None:
    name = error.filename
    return Path(os.fsdecode(name)) if isinstance(name, str | bytes | os.PathLike) else None


def _folder_of(file: Path | None) -> str:
    """Return the project where `file` lies in one, however deep; else the folder in which it is."""
    if file is None:
        return ""
    folder = file if file.is_dir() else file.parent
    project = next((above for above in (folder, *folder.parents) if (above / PROJECT_FILE).is_file()), folder)
    return printable(str(project))
