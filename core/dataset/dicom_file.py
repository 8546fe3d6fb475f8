"""DICOM files: known by their beginning, opened without a word to any log, and refused with a reason.

pydicom warns and logs with the values that it stumbles over, and these may tell who the patient is.
"""

from __future__ import annotations

import logging
import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from core.dataset.preprocessing import ImageProblem
from core.dataset.problems import problem_of
from core.dataset.pydicom_alone import import_pydicom

DICOMDIR_CLASS = "1.2.840.10008.1.3.10"
DEFLATED = "1.2.840.10008.1.2.1.99"
PREAMBLE = 128
#: value representations with two more bytes and a length of four bytes
LONG_VRS = (b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV")
SHORT_VRS = (
    b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FD", b"FL", b"IS", b"LO", b"LT", b"PN", b"SH", b"SL", b"SS",
    b"ST", b"TM", b"UI", b"UL", b"US",
)  # fmt: skip
#: of a file without a preamble, that must make sense
FIRST_ELEMENTS = 3
LONGEST_BEFORE_PIXELS = 1 << 20
FIRST_GROUPS = (0x0002, 0x0008)
LAST_GROUP = 0x7FE0
PIXEL_DATA = {0x7FE00008: "FloatPixelData", 0x7FE00009: "DoubleFloatPixelData", 0x7FE00010: "PixelData"}
#: all that talk while they decode
LOGGERS = ("pydicom", "pylibjpeg", "libjpeg", "openjpeg", "rle", "jpeg_ls")
#: by a word in the name of the SOP class
OBJECTS_WITHOUT_IMAGE = {
    "Media Storage Directory": "the table of contents of a medium (DICOMDIR)",
    "Presentation State": "a presentation state, which tells how to show an image",
    "Key Object": "a list of important images",
    " SR ": "a structured report",
    "RT Structure Set": "a set of structures for radiotherapy",
    "RT Plan": "a plan for radiotherapy",
    "RT Ion Plan": "a plan for radiotherapy",
    "RT ": "a record of radiotherapy",
    "PDF": "a document (PDF)",
    "Encapsulated": "a document",
    "Waveform": "a waveform, such as an ECG",
    "Spectroscopy": "a spectrum",
    "Registration": "a registration of images to each other",
    "Raw Data": "raw data of a scanner",
    "Measurements": "a table of measurements",
}


def begins_as_dicom(head: bytes) -> bool:
    """With a preamble or, as old files are, without one."""
    return head[PREAMBLE : PREAMBLE + 4] == b"DICM" or any(
        _begins_with_elements(head, order, explicit) for order, explicit in (("<", True), ("<", False), (">", True))
    )


def begins_as_dicomdir(head: bytes) -> bool:
    """By the SOP class in the file meta information."""
    uid = DICOMDIR_CLASS.encode()
    return begins_as_dicom(head) and b"\x02\x00\x02\x00UI" + struct.pack("<H", len(uid)) + uid in head


@contextmanager
def opened_dicom(path: Path, tags: Sequence[str]) -> Iterator[tuple[Any, BinaryIO]]:
    """The data set with these tags, and the file at the beginning of its pixel data.

    A deflated data set holds its pixel data itself, and its file is at the end. To be used within `dicom_problems`.
    """
    with open(path, "rb") as file:
        if not begins_as_dicom(file.read(1024)):
            raise ImageProblem("The file is not a DICOM file, or its beginning is damaged.")
        file.seek(0)
        dataset = _parsed(file, tags)
        if _transfer_syntax(dataset) == DEFLATED:
            file.seek(0)
            dataset = _parsed(file, (*tags, *PIXEL_DATA.values()), whole=True)
        yield dataset, file


@contextmanager
def dicom_problems() -> Iterator[None]:
    """Silences pydicom. Whatever it raises becomes an ImageProblem, without its words: these may hold values."""
    try:
        _silence()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ImageProblem:
        raise
    except Exception as error:  # decoders of foreign data raise anything
        raise problem_of(error) from None


def no_image(dataset: Any) -> ImageProblem:
    """Names what the object is instead, by its SOP class."""
    name = _class_name(dataset)
    if "Image" in name:
        return ImageProblem("The file is cut off: its pixels are missing.")
    for word, what in OBJECTS_WITHOUT_IMAGE.items():
        if word in name:
            return ImageProblem(f"This DICOM object holds no image: it is {what}.")
    return ImageProblem("This DICOM object holds no image.")


def _begins_with_elements(head: bytes, order: str, explicit: bool) -> bool:
    """Whether there are elements in rising order."""
    offset, last = 0, 0
    for count in range(FIRST_ELEMENTS):
        if offset + 12 > len(head):
            return count >= 2
        group, number = struct.unpack_from(order + "HH", head, offset)
        tag, length = group << 16 | number, _length(head, offset, order, explicit)
        begins_well = tag > last if count else group in FIRST_GROUPS
        if not begins_well or group > LAST_GROUP or length is None:
            return False
        last, offset = tag, offset + length
    return True


def _length(head: bytes, offset: int, order: str, explicit: bool) -> int | None:
    """Of the whole element at this place; None where it cannot be one."""
    vr = head[offset + 4 : offset + 6]
    if not explicit:
        (length,) = struct.unpack_from(order + "L", head, offset + 4)
        header = 8
    elif vr in SHORT_VRS:
        (length,) = struct.unpack_from(order + "H", head, offset + 6)
        header = 8
    elif vr in LONG_VRS:
        (length,) = struct.unpack_from(order + "L", head, offset + 8)
        header = 12
    else:
        return None
    return None if length % 2 or length > LONGEST_BEFORE_PIXELS else header + length


def _parsed(file: BinaryIO, tags: Sequence[str], whole: bool = False) -> Any:
    from pydicom.filereader import read_partial

    dataset = read_partial(file, None if whole else _is_pixel_data, force=True, specific_tags=_numbers(tuple(tags)))
    if not _transfer_syntax(dataset):
        dataset.file_meta.TransferSyntaxUID = _guessed_transfer_syntax(*dataset.original_encoding)
    return dataset


@cache
def _silence() -> None:
    import_pydicom()
    from pydicom import config

    config.settings.reading_validation_mode = config.IGNORE
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _is_pixel_data(tag: int, _: str | None, __: int) -> bool:
    return tag & 0xFFFFFFFF in PIXEL_DATA


@cache
def _numbers(tags: tuple[str, ...]) -> list[Any]:
    """As plain integers, which pydicom compares five times faster than its tags."""
    from pydicom.tag import Tag

    return [int(Tag(tag)) for tag in tags]


def _transfer_syntax(dataset: Any) -> str:
    return str(dataset.file_meta.get("TransferSyntaxUID") or "")


def _guessed_transfer_syntax(is_implicit: bool, is_little_endian: bool) -> Any:
    from pydicom import uid

    if is_implicit:
        return uid.ImplicitVRLittleEndian
    return uid.ExplicitVRLittleEndian if is_little_endian else uid.ExplicitVRBigEndian


def _class_name(dataset: Any) -> str:
    from pydicom.uid import UID

    given = dataset.get("SOPClassUID") or dataset.file_meta.get("MediaStorageSOPClassUID") or ""
    return UID(str(given)).name
