"""DICOM syntax: how the elements of a data set are written, by the bytes that are there."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from core.modalities.images.dicom_frames import UNDEFINED_LENGTH

DEFLATED = "1.2.840.10008.1.2.1.99"
IMPLICIT = "1.2.840.10008.1.2"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
#: value representations with two more bytes and a length of four bytes
LONG_VRS = (b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV")
SHORT_VRS = (
    b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FD", b"FL", b"IS", b"LO", b"LT", b"PN", b"SH", b"SL", b"SS",
    b"ST", b"TM", b"UI", b"UL", b"US",
)  # fmt: skip
#: of a file, or of a data set, that must make sense
FIRST_ELEMENTS = 3
BYTES_LOOKED_AT = 1024
LONGEST_BEFORE_PIXELS = 1 << 20
#: a data set begins below this group; read with its bytes the wrong way round, it would begin far above
FIRST_GROUP_BELOW = 0x0100
LAST_GROUP = 0x7FE0
MOST_INFLATED = 1 << 30


@dataclass(frozen=True)
class Encoding:
    is_implicit: bool = False
    is_little_endian: bool = True

    @property
    def order(self) -> str:
        return "<" if self.is_little_endian else ">"


EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG = Encoding(), Encoding(is_implicit=True), Encoding(False, False)
ENCODINGS = (EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG)
PROMISED = {IMPLICIT: IMPLICIT_LITTLE, BIG_ENDIAN: EXPLICIT_BIG}


def encoding_at(head: bytes, transfer_syntax: str) -> Encoding | None:
    """Return how a data set is written that begins with these bytes; None where they are no elements at all.

    What the transfer syntax promises is asked first, so that it counts where both would do.
    """
    promised = PROMISED.get(transfer_syntax, EXPLICIT_LITTLE)
    asked = (promised, *(encoding for encoding in ENCODINGS if encoding != promised))
    return next((encoding for encoding in asked if begins_with_elements(head, encoding)), None)


def inflated(file: BinaryIO) -> bytes:
    """Return what the rest of a deflated file holds.

    Raises zlib.error where it is none, MemoryError where it is too much.
    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    content = inflater.decompress(file.read(), MOST_INFLATED)
    if inflater.unconsumed_tail:
        raise MemoryError
    if not inflater.eof:
        raise EOFError
    return content


def begins_with_elements(head: bytes, encoding: Encoding, first_groups: tuple[int, ...] = ()) -> bool:
    """Return whether there are elements in rising order, from one of the `first_groups` on if these are given."""
    offset, last = 0, 0
    for count in range(FIRST_ELEMENTS):
        if offset + 12 > len(head):
            return count >= 2
        group, number = struct.unpack_from(encoding.order + "HH", head, offset)
        tag, length = group << 16 | number, _length(head, offset, encoding)
        is_first = group in first_groups if first_groups else group < FIRST_GROUP_BELOW
        if not (tag > last if count else is_first) or group > LAST_GROUP or length is None:
            return False
        if length == UNDEFINED_LENGTH:  # a sequence, whose items are not followed here
            return count > 0
        last, offset = tag, offset + length
    return True


def _length(head: bytes, offset: int, encoding: Encoding) -> int | None:
    """Return the length of the element at this place, or that it is undefined; None where it cannot be one."""
    vr = head[offset + 4 : offset + 6]
    if encoding.is_implicit:
        (length,) = struct.unpack_from(encoding.order + "L", head, offset + 4)
        header = 8
    elif vr in SHORT_VRS:
        (length,) = struct.unpack_from(encoding.order + "H", head, offset + 6)
        header = 8
    elif vr in LONG_VRS:
        (length,) = struct.unpack_from(encoding.order + "L", head, offset + 8)
        header = 12
    else:
        return None
    if length == UNDEFINED_LENGTH:
        return UNDEFINED_LENGTH
    return None if length % 2 or length > LONGEST_BEFORE_PIXELS else header + length
