"""Readers: which files are images, what their headers say, and how they become pixels. A new kind is an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.messages import Message
from core.modalities.images.dicom import DICOM_ENDINGS, dicom_header, read_dicom
from core.modalities.images.dicom_file import begins_as_dicom, begins_as_dicomdir
from core.modalities.images.header import Header as Header
from core.modalities.images.nifti import NIFTI_ENDINGS, begins_as_nifti, nifti_header, read_nifti
from core.modalities.images.pictures import PICTURE_ENDINGS, begins_as_picture, picture_header, read_picture
from core.modalities.images.preprocessing import ImageProblem, ReadOptions
from core.modalities.images.tiff import TIFF_ENDINGS, begins_as_tiff, read_tiff, tiff_header
from core.modalities.images.unread import unread_kind

#: of a file, by which its kind is known
HEAD_BYTES = 1024


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads one family of files. What it cannot read, it refuses with an ImageProblem."""

    name: str
    #: in small letters, with the dot
    endings: frozenset[str]
    #: whether a file is of this family, by its first `HEAD_BYTES` bytes
    recognises: Callable[[bytes], bool]
    #: the text is the keyword of the DICOM tag that is the label, or ""
    header: Callable[[Path, ReadOptions, str], Header]
    #: the pictures with these numbers, from 0, one after the other; the file is opened once. Each is [height, width, 3]
    #: uint8 0..255, or float32 0..1 for images deeper than 8 bits; grey ones are one plane shown as three.
    read: Callable[[Path, Sequence[int], ReadOptions], Iterator[np.ndarray]]


DICOM = Reader(
    name="DICOM", endings=DICOM_ENDINGS, recognises=begins_as_dicom, header=dicom_header, read=read_dicom
)  # fmt: skip
NIFTI = Reader(
    name="NIfTI", endings=NIFTI_ENDINGS, recognises=begins_as_nifti, header=nifti_header, read=read_nifti
)  # fmt: skip
TIFF = Reader(name="TIFF", endings=TIFF_ENDINGS, recognises=begins_as_tiff, header=tiff_header, read=read_tiff)
PICTURES = Reader(
    name="picture", endings=PICTURE_ENDINGS, recognises=begins_as_picture, header=picture_header, read=read_picture
)

#: asked in this order: a DICOM file may begin as a TIFF file does
READERS = (DICOM, NIFTI, TIFF, PICTURES)


def is_image(path: Path) -> bool:
    """Return whether a reader knows the ending of this file or its content.

    DICOM and NIfTI files are known whatever they are called, others only where the name says nothing.
    """
    if _reader_by_name(path.name):
        return True
    head = _head(path)
    reader = _reader_by_content(head)
    return (reader in (DICOM, NIFTI) or (reader is not None and _says_nothing(path.name))) and not begins_as_dicomdir(
        head
    )


def is_dicomdir(path: Path) -> bool:
    """Return whether this is the table of contents of a DICOM medium."""
    return begins_as_dicomdir(_head(path))


def reader_of(path: Path) -> Reader:
    """Return the reader for what a file holds, whatever it is called. Raise ImageProblem where none knows it."""
    reader = _reader_by_content(_head(path)) or _reader_by_name(path.name)
    if reader is None:
        kind = unread_kind(path.name)
        if kind is None:
            raise ImageProblem(Message("type-not-read"))
        raise ImageProblem(Message("kind-not-read", ending=kind.ending, kind=kind.name))
    return reader


def read_picture_of(path: Path, options: ReadOptions | None = None, number: int = 0) -> np.ndarray:
    """Return one picture of a file, by its number from 0, as its reader gives it. Raise ImageProblem."""
    return next(iter(reader_of(path).read(path, (number,), options or ReadOptions())))


def _reader_by_name(name: str) -> Reader | None:
    return next((reader for reader in READERS if name.lower().endswith(tuple(reader.endings))), None)


def _reader_by_content(head: bytes) -> Reader | None:
    return next((reader for reader in READERS if reader.recognises(head)), None)


def _says_nothing(name: str) -> bool:
    """Scanners call files IM000001, or by a number with dots in it."""
    ending = Path(name).suffix
    return not ending or ending[1:].isdigit()


def _head(path: Path) -> bytes:
    """Return the first bytes; none where there is nothing to read."""
    try:
        with open(path, "rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""
