"""DICOM files: known by their beginning, opened without a word to any log, and refused with a reason.

pydicom warns and logs with the values that it stumbles over, and these may show who the patient is.
"""

from __future__ import annotations

import logging
import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from core.messages import Message
from core.modalities.images.dicom_frames import PixelElement
from core.modalities.images.dicom_syntax import (
    BYTES_LOOKED_AT,
    DEFLATED,
    ENCODINGS,
    EXPLICIT_LITTLE,
    IMPLICIT_LITTLE,
    LONG_VRS,
    PROMISED,
    Encoding,
    begins_with_elements,
    encoding_at,
    inflated,
)
from core.modalities.images.preprocessing import ImageProblem
from core.modalities.images.problems import problem_of
from core.modalities.images.pydicom_alone import import_pydicom

DICOMDIR_CLASS = "1.2.840.10008.1.3.10"
PREAMBLE = 128
MARK = b"DICM"
META_GROUP, COMMAND_GROUP = 0x0002, 0x0000
FIRST_GROUPS = (META_GROUP, 0x0008)
PIXEL_DATA = {0x7FE00008: "FloatPixelData", 0x7FE00009: "DoubleFloatPixelData", 0x7FE00010: "PixelData"}
#: all that talk while they decode
LOGGERS = ("pydicom", "imagecodecs")


def begins_as_dicom(head: bytes) -> bool:
    """Return whether it begins as DICOM, with a preamble or, as old files are, without one."""
    return head[PREAMBLE : PREAMBLE + len(MARK)] == MARK or any(
        begins_with_elements(head, encoding, FIRST_GROUPS) for encoding in ENCODINGS
    )


def begins_as_dicomdir(head: bytes) -> bool:
    """Return whether it is a DICOMDIR, by the SOP class in the file meta information."""
    uid = DICOMDIR_CLASS.encode()
    return begins_as_dicom(head) and b"\x02\x00\x02\x00UI" + struct.pack("<H", len(uid)) + uid in head


@contextmanager
def opened_dicom(path: Path, tags: Sequence[str]) -> Iterator[tuple[Any, BinaryIO]]:
    """Yield the data set with these tags, and the file at the beginning of its pixel data.

    Of a deflated data set, the file is what it holds. To be used within `dicom_problems`.
    """
    with open(path, "rb") as file:
        if not begins_as_dicom(file.read(BYTES_LOOKED_AT)):
            raise ImageProblem(Message("not-dicom"))
        yield _parsed(file, tags)


@contextmanager
def dicom_problems() -> Iterator[None]:
    """Silence pydicom. Whatever it raises becomes an ImageProblem, without its words: these may hold values."""
    try:
        _silence()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ImageProblem:
        raise
    except Exception as error:  # decoders of foreign data raise anything
        raise problem_of(error) from None


def pixel_element(dataset: Any, file: BinaryIO) -> PixelElement | None:
    """Return where the pixel data lies. The file is at the beginning of the element; None where there is none."""
    is_implicit, is_little_endian = dataset.original_encoding
    order, start, head = "<" if is_little_endian else ">", file.tell(), file.read(12)
    if len(head) < 8:
        return None
    group, number = struct.unpack_from(order + "HH", head)
    keyword = PIXEL_DATA.get(group << 16 | number)
    if keyword is None:
        return None
    if is_implicit or head[4:6] not in LONG_VRS:
        return PixelElement(
            keyword=keyword, vr="OW", start=start + 8, length=struct.unpack_from(order + "L", head, 4)[0]
        )
    (length,) = struct.unpack_from(order + "L", head.ljust(12, b"\0"), 8)
    return PixelElement(keyword=keyword, vr=head[4:6].decode("ascii"), start=start + 12, length=length)


def _parsed(file: BinaryIO, tags: Sequence[str]) -> tuple[Any, BinaryIO]:
    from pydicom.dataset import FileMetaDataset
    from pydicom.filereader import read_dataset

    file.seek(0)
    has_preamble = file.read(PREAMBLE + len(MARK)).endswith(MARK)
    file.seek(PREAMBLE + len(MARK) if has_preamble else 0)
    meta = FileMetaDataset(_group(file, META_GROUP, EXPLICIT_LITTLE) or _group(file, META_GROUP, IMPLICIT_LITTLE) or {})
    syntax = str(meta.get("TransferSyntaxUID") or "").strip()
    _group(file, COMMAND_GROUP, IMPLICIT_LITTLE)
    file, encoding = _written(file, syntax)
    dataset = read_dataset(
        file,
        encoding.is_implicit,
        encoding.is_little_endian,
        stop_when=_is_pixel_data,
        specific_tags=_numbers(tuple(tags)),
    )
    dataset.file_meta = meta
    return dataset, file


def _group(file: BinaryIO, group: int, encoding: Encoding) -> Any:
    """Return the elements of this group, where the file is at its beginning.

    None where it is not, and the file stays.
    """
    from pydicom.filereader import read_dataset

    start = file.tell()
    head = file.read(6)
    file.seek(start)
    if len(head) < 6 or struct.unpack_from("<H", head)[0] != group:
        return None
    if not encoding.is_implicit and not head[4:6].isalpha():
        return None
    return read_dataset(file, encoding.is_implicit, True, stop_when=lambda tag, _, __: tag >> 16 != group)


def _written(file: BinaryIO, syntax: str) -> tuple[BinaryIO, Encoding]:
    """Return the file, or what it holds deflated, at the beginning of its data set; and how that is written."""
    start = file.tell()
    head = file.read(BYTES_LOOKED_AT)
    file.seek(start)
    encoding = encoding_at(head, syntax)
    if encoding is None and head:
        try:
            content = inflated(file)
            return BytesIO(content), encoding_at(content[:BYTES_LOOKED_AT], syntax) or EXPLICIT_LITTLE
        except (zlib.error, EOFError):
            if syntax == DEFLATED:
                raise
        file.seek(start)
    return file, encoding or PROMISED.get(syntax, EXPLICIT_LITTLE)


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
    """Return tags as plain integers, which pydicom compares five times faster than its tags."""
    from pydicom.tag import Tag

    return [int(Tag(tag)) for tag in tags]
