"""DICOM frames: how many pictures the pixel data holds, and where, by its bytes and not by what the header claims."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from core.messages import Message
from core.modalities.images.dicom_codecs import MARK_BYTES, begins_frame
from core.modalities.images.preprocessing import ImageProblem
from core.modalities.images.problems import CUT_OFF, check_pictures

ITEM = b"\xfe\xff\x00\xe0"
UNDEFINED_LENGTH = 0xFFFFFFFF
ITEM_HEADER = 8


@dataclass(frozen=True, kw_only=True)
class PixelElement:
    """The place of the pixel data in its file."""

    keyword: str
    vr: str
    #: of its value
    start: int
    #: as the element says
    length: int

    @property
    def is_undefined(self) -> bool:
        return self.length == UNDEFINED_LENGTH


@dataclass(frozen=True)
class Fragment:
    start: int
    length: int


def is_encapsulated(file: BinaryIO, element: PixelElement, native_bytes: int) -> bool:
    """Return whether the value lists items with parts of a compressed image, whatever the syntax says."""
    if not element.is_undefined and element.length in (native_bytes, native_bytes + native_bytes % 2):
        return False
    file.seek(element.start)
    return file.read(len(ITEM)) == ITEM


def compressed_frames(file: BinaryIO, element: PixelElement, needed: int) -> list[tuple[Fragment, ...]]:
    """Return the fragments of each compressed image.

    Offset tables are not asked: a fragment that begins as an image does is the first of one, others go on with it.
    Raise ImageProblem where the file ends before its pixel data does, and holds less than is `needed`.
    """
    frames: list[list[Fragment]] = []
    fragments, is_complete = _fragments(file, element)
    for fragment, head in fragments:
        if begins_frame(head):
            frames.append([fragment])
        elif frames:
            frames[-1].append(fragment)
    if not is_complete and len(frames) < max(needed, 1):
        raise ImageProblem(CUT_OFF)
    check_pictures(max(len(frames), 1))
    return [tuple(frame) for frame in frames]


def read_frame(file: BinaryIO, fragments: Sequence[Fragment]) -> bytes:
    parts = []
    for fragment in fragments:
        file.seek(fragment.start)
        parts.append(file.read(fragment.length))
    return b"".join(parts)


def native_frames(dataset: Any, file: BinaryIO, element: PixelElement, claimed: int, asked: int | None = None) -> int:
    """Return how many uncompressed pictures there are.

    Of a file that is cut off, those before the cut may be `asked` for. Raise ImageProblem where the length of the pixel
    data fits no whole number of them, or another one than it must: rows or columns are wrong then, or bits, and any
    picture would be sheared.
    """
    frame = bits_of_frame(dataset)
    available = size_of(file) - element.start
    is_cut = not element.is_undefined and element.length > available
    held = available if element.is_undefined else min(element.length, available)
    claimed = max(claimed, 1)
    count = 8 * held // frame
    if is_cut and count < claimed:
        if asked is not None and asked <= count:
            return count
        raise ImageProblem(CUT_OFF)
    if claimed > 1 and count and _is_filled(held, count, frame, dataset):
        claimed = count
    if _is_filled(held, claimed, frame, dataset):
        check_pictures(claimed)
        return claimed
    raise ImageProblem(_contradiction(dataset, held, claimed))


def bits_of_frame(dataset: Any) -> int:
    bits = int(dataset.Rows * dataset.Columns * dataset.SamplesPerPixel * dataset.BitsAllocated)
    return bits * 2 // 3 if dataset.PhotometricInterpretation == "YBR_FULL_422" else bits


def size_of(file: BinaryIO) -> int:
    return file.seek(0, os.SEEK_END)


def _is_filled(held: int, count: int, frame: int, dataset: Any) -> bool:
    """Return whether so many pictures take that many bytes, but for less than another row or column."""
    excess = 8 * held - count * frame
    pixel = dataset.SamplesPerPixel * dataset.BitsAllocated
    return 0 <= excess < max(min(dataset.Rows, dataset.Columns) * pixel, 16)


def _contradiction(dataset: Any, held: int, claimed: int) -> Message:
    return Message(
        "other-bytes-than-said",
        pictures=claimed,
        width=int(dataset.Columns),
        height=int(dataset.Rows),
        bits=int(dataset.SamplesPerPixel * dataset.BitsAllocated),
        bytes=held,
    )


def _fragments(file: BinaryIO, element: PixelElement) -> tuple[list[tuple[Fragment, bytes]], bool]:
    """Return all but the offset table, each with its first bytes; and whether the list is whole."""
    found: list[tuple[Fragment, bytes]] = []
    end, position, is_table = size_of(file), element.start, True
    while position + ITEM_HEADER <= end:
        file.seek(position)
        head = file.read(ITEM_HEADER + MARK_BYTES)
        (length,) = struct.unpack_from("<L", head, 4)
        if head[:4] != ITEM:  # the delimiter, or what follows a value whose length is given
            return found, True
        position += ITEM_HEADER
        if position + length > end:
            return found, False
        if not is_table:
            found.append((Fragment(position, length), head[ITEM_HEADER:][:length]))
        position, is_table = position + length, False
    return found, False
