"""JPEG 2000 streams: what they say of size, depth, sign and channels, bare or in the boxes of a file."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

J2K_BARE, J2K_FILE = b"\xff\x4f\xff\x51", b"\0\0\0\x0cjP  \r\n\x87\n"
#: kinds of colours, as their box numbers them
J2K_RGB, J2K_GREY = 16, 17
LONGEST_BOX = 1 << 20
#: places in what says how large the image is
J2K_SIZE = struct.Struct(">IIIIIIIIH")


@dataclass(frozen=True, kw_only=True)
class Jpeg2000Stream:
    width: int
    height: int
    #: of the deepest channel
    bits: int
    channels: int
    has_palette: bool = False
    #: None where it does not say
    colours: int | None = None


def jpeg2000_stream(file: BinaryIO) -> Jpeg2000Stream | None:
    """Return the stream; None where the file is no JPEG 2000 or does not say how large it is."""
    head = file.read(12)
    if head.startswith(J2K_BARE):
        file.seek(2)
        return _j2k_stream(file)
    if head != J2K_FILE:
        return None
    colours, has_palette = None, False
    for kind, length in _j2k_boxes(file):
        if kind == b"jp2h" and length <= LONGEST_BOX:
            colours, has_palette = _j2k_header(file.read(length))
        elif kind == b"jp2c":
            return _j2k_stream(file, colours, has_palette) if file.read(2) == J2K_BARE[:2] else None
    return None


def _j2k_boxes(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield the kind and the length of each, with the file at its beginning."""
    at = file.tell()
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        begin = at + 8
        if length == 1:
            (length,) = struct.unpack(">Q", file.read(8).ljust(8, b"\0"))
            begin += 8
        if length and length < begin - at:
            return
        yield kind, (length - (begin - at)) if length else LONGEST_BOX
        if not length:  # up to the end
            return
        at += length
        file.seek(at)


def _j2k_header(content: bytes) -> tuple[int | None, bool]:
    """Return the kind of colours, and whether there is a palette."""
    at, colours, has_palette = 0, None, False
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        if length < 8:
            break
        if kind == b"colr" and colours is None and content[at + 8 : at + 9] == b"\1" and at + 15 <= len(content):
            (colours,) = struct.unpack_from(">I", content, at + 11)
        has_palette = has_palette or kind == b"pclr"
        at += length
    return colours, has_palette


def _j2k_stream(file: BinaryIO, colours: int | None = None, has_palette: bool = False) -> Jpeg2000Stream | None:
    """The file is behind the mark of the beginning."""
    head = file.read(6 + J2K_SIZE.size)
    if len(head) < 6 + J2K_SIZE.size or head[:2] != J2K_BARE[2:]:
        return None
    right, bottom, left, top, *_, channels = J2K_SIZE.unpack_from(head, 6)
    depths = file.read(3 * channels)[::3]
    if not channels or len(depths) < channels:
        return None
    return Jpeg2000Stream(
        width=right - left,
        height=bottom - top,
        bits=max((depth & 0x7F) + 1 for depth in depths),
        channels=channels,
        has_palette=has_palette,
        colours=colours,
    )
