"""The header of a JPEG or JPEG-LS image: what its markers say, without decoding it."""

from __future__ import annotations

import struct
from dataclasses import dataclass

START_OF_SCAN, END = 0xDA, 0xD9
LOSSLESS, JPEG_LS = 0xC3, 0xF7
#: markers of a frame; between them lie those of tables
FRAMES = frozenset((*range(0xC0, 0xD0), JPEG_LS)) - {0xC4, 0xC8, 0xCC}
#: markers without a length
BARE = frozenset((0x01, *range(0xD0, 0xD9)))
JFIF, ADOBE = 0xE0, 0xEE
RGB_NAMES = (b"RGB", b"rgb")


@dataclass(frozen=True, kw_only=True)
class JpegHeader:
    #: the marker of the frame, which tells the process
    process: int
    bits: int
    #: the identifiers of the components, one byte each
    names: bytes
    has_jfif: bool
    #: of Adobe's marker: 0 for red, green and blue, 1 for luminance and two of colour; None without one
    transform: int | None

    @property
    def components(self) -> int:
        return len(self.names)

    @property
    def is_jpeg_ls(self) -> bool:
        return self.process == JPEG_LS

    @property
    def is_lossless(self) -> bool:
        return self.process == LOSSLESS

    @property
    def names_rgb(self) -> bool:
        return self.names in RGB_NAMES

    @property
    def says_rgb(self) -> bool:
        return self.transform == 0

    @property
    def says_ybr(self) -> bool:
        return self.has_jfif or self.transform == 1


def jpeg_header(data: bytes) -> JpegHeader | None:
    """None where the bytes hold no sound one."""
    position, has_jfif, transform = 2, False, None
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            return None
        marker = data[position + 1]
        if marker == 0xFF or marker in BARE:  # a byte of padding
            position += 1 if marker == 0xFF else 2
            continue
        if marker in (START_OF_SCAN, END):
            return None
        (length,) = struct.unpack_from(">H", data, position + 2)
        content = data[position + 4 : position + 2 + length]
        if marker == JFIF and content.startswith(b"JFIF"):
            has_jfif = True
        elif marker == ADOBE and content.startswith(b"Adobe") and len(content) >= 12:
            transform = content[11]
        elif marker in FRAMES and len(content) >= 6:
            names = content[6 : 6 + 3 * content[5] : 3]
            return JpegHeader(process=marker, bits=content[0], names=names, has_jfif=has_jfif, transform=transform)
        position += 2 + length
    return None
