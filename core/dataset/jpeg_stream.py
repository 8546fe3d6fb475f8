"""JPEG streams: what their markers say of size, depth and channels."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

JPEG_MARK = b"\xff\xd8\xff"
JPEG_END = b"\xff\xd9"
#: markers that begin a frame: all from 0xC0 to 0xCF but three that say something else
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_SCAN, JPEG_EXIF = 0xDA, 0xE1
#: markers without a length
JPEG_BARE = frozenset((0x01, *range(0xD0, 0xD9)))


@dataclass(frozen=True, kw_only=True)
class JpegStream:
    width: int
    height: int
    #: per channel
    bits: int
    channels: int
    exif: bytes = b""


def jpeg_stream(file: BinaryIO) -> JpegStream | None:
    """None where the file, which is at its beginning, is no JPEG or ends before it says how large it is."""
    if file.read(2) != JPEG_MARK[:2]:
        return None
    exif = b""
    while (marker := _next_jpeg_marker(file)) not in (None, JPEG_SCAN):
        if marker in JPEG_BARE:
            continue
        head = file.read(2)
        length = struct.unpack(">H", head)[0] - 2 if len(head) == 2 else -1
        if length < 0:
            return None
        if marker in JPEG_FRAMES:
            return _jpeg_frame(file.read(length), exif)
        content = file.read(length)
        if marker == JPEG_EXIF and content.startswith(b"Exif"):
            exif = content
    return None


def _next_jpeg_marker(file: BinaryIO) -> int | None:
    while byte := file.read(1):
        if byte == b"\xff":
            while (byte := file.read(1)) == b"\xff":
                pass
            if byte and byte != b"\0":
                return byte[0]
    return None


def _jpeg_frame(content: bytes, exif: bytes) -> JpegStream | None:
    if len(content) < 6:
        return None
    bits, height, width, channels = struct.unpack_from(">BHHB", content)
    return JpegStream(width=width, height=height, bits=bits, channels=channels, exif=exif)
