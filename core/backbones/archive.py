"""Unpack a module's archive with care: regular files only, no path outside, a cap on count and size."""

from __future__ import annotations

import errno
import gzip
import logging
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from core.errors import JobStopped, UserError
from core.jobs import Job
from core.messages import Message

#: what is read at once; headers of one entry that need more than this are no honest ones
CHUNK = 2**20
#: folders within folders; modules have two or three
DEEPEST = 32
#: what the system says where a name in the archive is to blame, and not the disk: it comes twice, or cannot be a name
ENTRY_TO_BLAME = {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ}
#: archives of other kinds, by their first bytes
OTHER_KINDS = {
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}

#: the flag of an entry in a .zip that is encrypted
ENCRYPTED = 0x1

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ArchiveLimits:
    """The most that an archive may unpack to, counted while it is unpacked: its headers may lie."""

    files: int = 10_000
    bytes: int = 4 * 2**30


@dataclass(frozen=True, kw_only=True)
class _Entry:
    name: str
    is_folder: bool
    content: IO[bytes] | None = None
    size: int = 0


def unpack(archive: Path, into: Path, job: Job, limits: ArchiveLimits = ArchiveLimits()) -> Path:
    """Unpack a .tar.gz, .tgz, .tar or .zip into the folder `into`, and return `into`.

    Raise UserError, and leave an unfinished `into`, where the archive is damaged, holds anything but files and
    folders or a path outside, or unpacks to more than `limits`.
    """
    into.mkdir(parents=True, exist_ok=True)
    left = limits.bytes
    try:
        with _entries(archive, job, limits) as entries:
            for count, entry in enumerate(job.steps(Message("unpacking"), entries, total=None), start=1):
                if count > limits.files:
                    raise UserError(Message("archive-of-too-many-files", files=limits.files))
                target = into / _inside(entry.name)
                if entry.is_folder:
                    target.mkdir(parents=True, exist_ok=True)
                else:
                    left -= _write(entry, target, left, job)
    except (UserError, JobStopped, MemoryError):
        raise
    except _TooMuch as error:
        raise UserError(Message("archive-unpacks-too-large", bytes=limits.bytes)) from error
    except Exception as error:  # damage comes as almost anything: EOFError, LZMAError, IndexError, struct.error …
        raise _refusal(archive, error) from error
    return into


class _TooMuch(Exception):
    """More came out of the archive than is allowed."""


def _refusal(archive: Path, error: Exception) -> UserError:
    """Return what a person should know of an archive that made Python's readers, or the system, raise this."""
    log.info("an archive could not be unpacked: %s", type(error).__name__)
    if isinstance(error, NotImplementedError):
        return UserError(Message("archive-compression-not-read", archive=archive.name))
    if isinstance(error, OSError) and error.errno is not None and error.errno not in ENTRY_TO_BLAME:
        return UserError(Message("archive-not-unpacked", reason=str(error.strerror or error)))
    return UserError(Message("archive-damaged", archive=archive.name))


def _inside(name: str) -> PurePosixPath:
    """Return the path of an entry, which must lie below the folder that is unpacked to, on any operating system."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or any(sign in name for sign in "\\:\0"):
        raise UserError(Message("archive-path-outside"))
    if len(path.parts) > DEEPEST:
        raise UserError(Message("archive-too-deep", deepest=DEEPEST))
    return path


def _write(entry: _Entry, target: Path, allowed: int, job: Job) -> int:
    """Write one file and return its size in bytes. A name that comes twice is refused: which one would count?"""
    assert entry.content is not None
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with open(target, "xb") as file:
        while chunk := entry.content.read(CHUNK):
            written += len(chunk)
            if written > allowed:
                raise _TooMuch
            file.write(chunk)
            job.checkpoint()
    if written != entry.size:
        raise EOFError
    return written


@contextmanager
def _entries(archive: Path, job: Job, limits: ArchiveLimits) -> Iterator[Iterator[_Entry]]:
    """Yield what lies in the archive, known by its first bytes and not by its name."""
    with open(archive, "rb") as file:
        magic = file.read(6)
        file.seek(0)
        for other, kind in OTHER_KINDS.items():
            if magic.startswith(other):
                raise UserError(Message("archive-kind-not-read", archive=archive.name, kind=kind))
        if magic[:2] == b"PK":
            with zipfile.ZipFile(file) as opened:
                yield _zip_entries(opened, archive)
        elif magic[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=file) as unzipped:
                yield _tar_entries(unzipped, job, limits)
        else:
            yield _tar_entries(file, job, limits)


class _Careful:
    """A stream for tarfile that never reads much at once, nor much in all for the headers of one entry.

    Long names, extended headers and the maps of sparse files are kept in memory, before anybody can refuse them.
    """

    def __init__(self, stream: IO[bytes] | gzip.GzipFile):
        self._stream = stream
        self.seek, self.tell = stream.seek, stream.tell
        self.left_for_headers: int | None = CHUNK

    def read(self, size: int) -> bytes:
        if self.left_for_headers is not None:
            self.left_for_headers -= size
        if size > CHUNK or (self.left_for_headers or 0) < 0:
            raise tarfile.ReadError("a header of that size")
        return self._stream.read(size)


def _tar_entries(stream: IO[bytes] | gzip.GzipFile, job: Job, limits: ArchiveLimits) -> Iterator[_Entry]:
    careful = _Careful(stream)
    with tarfile.open(fileobj=careful, mode="r:") as opened:  # type: ignore[call-overload]
        while member := opened.next():
            careful.left_for_headers = None
            if member.isdir():
                yield _Entry(name=member.name, is_folder=True)
            elif member.isreg() and not member.issparse():
                yield _Entry(name=member.name, is_folder=False, content=opened.extractfile(member), size=member.size)
            else:
                raise _not_a_file()
            opened.members.clear()  # a list of all members is of no use, and grows
            careful.left_for_headers = CHUNK
        left = limits.bytes
        while behind := stream.read(CHUNK):  # gzip tells at its end only whether all was well
            left -= len(behind)
            if left < 0:
                raise _TooMuch
            job.checkpoint()


def _zip_entries(opened: zipfile.ZipFile, archive: Path) -> Iterator[_Entry]:
    for member in opened.infolist():
        kind = stat.S_IFMT(member.external_attr >> 16)
        if member.is_dir():
            yield _Entry(name=member.filename, is_folder=True)
        elif kind not in (0, stat.S_IFREG):
            raise _not_a_file()
        elif member.flag_bits & ENCRYPTED:
            raise UserError(Message("archive-with-password", archive=archive.name))
        else:
            with opened.open(member) as content:
                yield _Entry(name=member.filename, is_folder=False, content=content, size=member.file_size)


def _not_a_file() -> UserError:
    return UserError(Message("archive-with-links"))
