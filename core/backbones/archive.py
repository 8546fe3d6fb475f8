"""Unpack a module's archive with care: regular files only, no path outside, a cap on count and size."""

from __future__ import annotations

import gzip
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from core.errors import UserError
from core.jobs import Job

#: what is read at once; a header that needs more than this is no honest one
CHUNK = 2**20
FETCH_AGAIN = "Fetch the archive again, or ask its publisher for a proper one."
DAMAGED = (
    *(tarfile.TarError, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, ValueError, RuntimeError),
    *(FileExistsError, NotADirectoryError, IsADirectoryError),  # one name twice, or both a file and a folder
)


@dataclass(frozen=True, kw_only=True)
class ArchiveLimits:
    """What an archive may unpack to, counted while it is unpacked: its headers may lie."""

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

    Raises UserError, and leaves an unfinished `into`, where the archive is damaged, holds anything but files and
    folders or a path outside, or unpacks to more than `limits`.
    """
    into.mkdir(parents=True, exist_ok=True)
    left = limits.bytes
    try:
        with _entries(archive) as entries:
            for count, entry in enumerate(job.steps("Unpacking", entries, total=None), start=1):
                if count > limits.files:
                    raise UserError(f"The archive holds more than {limits.files:,} files.", hint=FETCH_AGAIN)
                target = into / _inside(entry.name)
                if entry.is_folder:
                    target.mkdir(parents=True, exist_ok=True)
                else:
                    left -= _write(entry, target, left, job)
    except _TooMuch as error:
        raise UserError(f"The archive unpacks to more than {limits.bytes:,} bytes.", hint=FETCH_AGAIN) from error
    except DAMAGED as error:
        raise UserError(
            f"The archive “{archive.name}” is damaged or is not a .tar.gz, .tar or .zip archive.", hint=FETCH_AGAIN
        ) from error
    except OSError as error:
        raise UserError(
            f"The archive cannot be unpacked: {error.strerror or error}.",
            hint="Make room on the disk, or copy it there.",
        ) from error
    return into


class _TooMuch(Exception):
    """More came out of the archive than is allowed."""


def _inside(name: str) -> PurePosixPath:
    """The path of an entry, which must lie below the folder that is unpacked to, on any operating system."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or any(sign in name for sign in "\\:\0"):
        raise UserError("The archive holds a file with a path outside of the archive.", hint=FETCH_AGAIN)
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
def _entries(archive: Path) -> Iterator[Iterator[_Entry]]:
    """What lies in the archive, told by its first bytes and not by its name."""
    with open(archive, "rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic[:2] == b"PK":
            with zipfile.ZipFile(file) as opened:
                yield _zip_entries(opened)
        elif magic[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=file) as unzipped:
                yield _tar_entries(unzipped)
        else:
            yield _tar_entries(file)


class _Careful:
    """A stream for tarfile that never reads much at once: long names and extended headers are kept in memory."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile):
        self._stream = stream
        self.seek, self.tell = stream.seek, stream.tell

    def read(self, size: int) -> bytes:
        if size > CHUNK:
            raise tarfile.ReadError("a header of that size")
        return self._stream.read(size)


def _tar_entries(stream: IO[bytes] | gzip.GzipFile) -> Iterator[_Entry]:
    with tarfile.open(fileobj=_Careful(stream), mode="r:") as opened:  # type: ignore[call-overload]
        while member := opened.next():
            if member.isdir():
                yield _Entry(name=member.name, is_folder=True)
            elif member.isreg() and not member.issparse():
                yield _Entry(name=member.name, is_folder=False, content=opened.extractfile(member), size=member.size)
            else:
                raise _not_a_file()
            opened.members.clear()  # a list of all members is of no use, and grows
        while stream.read(CHUNK):  # gzip tells at its end only whether all was well
            pass


def _zip_entries(opened: zipfile.ZipFile) -> Iterator[_Entry]:
    for member in opened.infolist():
        kind = stat.S_IFMT(member.external_attr >> 16)
        if member.is_dir():
            yield _Entry(name=member.filename, is_folder=True)
        elif kind in (0, stat.S_IFREG):
            with opened.open(member) as content:
                yield _Entry(name=member.filename, is_folder=False, content=content, size=member.file_size)
        else:
            raise _not_a_file()


def _not_a_file() -> UserError:
    return UserError("The archive holds something that is neither a file nor a folder, such as a link.", FETCH_AGAIN)
