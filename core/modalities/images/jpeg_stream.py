"""JPEG streams: what their markers say of size, depth, channels and colours."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import BinaryIO

JPEG_MARK = b"\xff\xd8\xff"
JPEG_END = b"\xff\xd9"
JPEG_LOSSLESS, JPEG_LS = 0xC3, 0xF7
#: markers that begin a frame: all from 0xC0 to 0xCF but three that say something else, and that of JPEG-LS
JPEG_FRAMES = frozenset((*range(0xC0, 0xD0), JPEG_LS)) - {0xC4, 0xC8, 0xCC}
JPEG_SCAN, JPEG_EXIF, JPEG_JFIF, JPEG_ADOBE = 0xDA, 0xE1, 0xE0, 0xEE
#: in Adobe's marker, where it says how the colours are kept
ADOBE_TRANSFORM = 11
RGB_NAMES = (b"RGB", b"rgb")
#: markers without a length
JPEG_BARE = frozenset((0x01, *range(0xD0, 0xD9)))


@dataclass(frozen=True, kw_only=True)
class JpegStream:
    width: int
    height: int
    #: per channel
    bits: int
    #: of its channels, one byte each
    names: bytes
    #: the marker of its frame
    process: int
    exif: bytes = b""
    has_jfif: bool = False
    #: of Adobe's marker: 0 for red, green and blue, 1 for luminance and two of colour; None without one
    transform: int | None = None

    @property
    def channels(self) -> int:
        return len(self.names)

    @property
    def is_jpeg_ls(self) -> bool:
        return self.process == JPEG_LS

    @property
    def is_lossless(self) -> bool:
        return self.process == JPEG_LOSSLESS

    @property
    def names_rgb(self) -> bool:
        return self.names in RGB_NAMES

    @property
    def says_rgb(self) -> bool:
        return self.names_rgb or self.transform == 0

    @property
    def says_ybr(self) -> bool:
        return self.has_jfif or self.transform == 1


def jpeg_stream(file: BinaryIO) -> JpegStream | None:
    """Return the stream; None where the file is no JPEG or ends before it says how large it is."""
    if file.read(2) != JPEG_MARK[:2]:
        return None
    exif, has_jfif, transform = b"", False, None
    while (marker := _next_jpeg_marker(file)) not in (None, JPEG_SCAN):
        if marker in JPEG_BARE:
            continue
        head = file.read(2)
        length = struct.unpack(">H", head)[0] - 2 if len(head) == 2 else -1
        if length < 0:
            return None
        if marker in JPEG_FRAMES:
            frame = _jpeg_frame(file.read(length), marker)
            return frame and replace(frame, exif=exif, has_jfif=has_jfif, transform=transform)
        content = file.read(length)
        if marker == JPEG_EXIF and content.startswith(b"Exif"):
            exif = content
        elif marker == JPEG_JFIF and content.startswith(b"JFIF"):
            has_jfif = True
        elif marker == JPEG_ADOBE and content.startswith(b"Adobe") and len(content) > ADOBE_TRANSFORM:
            transform = content[ADOBE_TRANSFORM]
    return None


def _next_jpeg_marker(file: BinaryIO) -> int | None:
    while byte := file.read(1):
        if byte == b"\xff":
            while (byte := file.read(1)) == b"\xff":
                pass
            if byte and byte != b"\0":
                return byte[0]
    return None


def _jpeg_frame(content: bytes, marker: int) -> JpegStream | None:
    if len(content) < 6:
        return None
    bits, height, width, channels = struct.unpack_from(">BHHB", content)
    names = content[6 : 6 + 3 * channels : 3]
    return JpegStream(width=width, height=height, bits=bits, names=names, process=marker)
