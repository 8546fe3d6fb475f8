"""PNG streams: what their chunks say of depth and frames, held against the chunks that are there."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.dataset.preprocessing import ImageProblem
from core.dataset.problems import CUT_OFF

PNG_MARK = b"\x89PNG\r\n\x1a\n"
#: types of colour, as PNG counts them
PNG_RGB, PNG_GREY_ALPHA, PNG_RGBA = 2, 4, 6
#: what is read of them; all other chunks are passed over
LONGEST_CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class PngStream:
    width: int
    height: int
    #: per channel
    bits: int
    colour_type: int
    #: pictures of an animation, with the one before it that is none of it
    frames: int
    exif: bytes = b""


def png_stream(path: Path) -> PngStream | None:
    """None where it is no PNG. Raises ImageProblem where an animation ends before its last frame."""
    with open(path, "rb") as file:
        head = file.read(len(PNG_MARK) + 25)
        if not head.startswith(PNG_MARK) or head[12:16] != b"IHDR" or len(head) < 33:
            return None
        width, height, bits, colour_type = struct.unpack_from(">IIBB", head, 16)
        frames, exif = _png_frames_and_exif(file)
    return PngStream(width=width, height=height, bits=bits, colour_type=colour_type, frames=frames, exif=exif)


def _png_frames_and_exif(file: BinaryIO) -> tuple[int, bytes]:
    claimed = controls = alone = 0
    exif, is_whole = b"", False
    for kind, content in _png_chunks(file):
        if kind == b"acTL" and len(content) >= 4:
            (claimed,) = struct.unpack_from(">I", content)
        elif kind == b"fcTL":
            controls += 1
        elif kind == b"IDAT" and not controls:
            alone = 1
        elif kind == b"eXIf":
            exif = content
        is_whole = is_whole or kind == b"IEND"
    if not claimed or not controls:
        return 1, exif
    if controls < claimed and not is_whole:
        raise ImageProblem(CUT_OFF)
    return alone + min(claimed, controls), exif


def _png_chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The kind of each, with what is in it where that is short and wanted."""
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        content = b""
        if kind in (b"acTL", b"eXIf") and length <= LONGEST_CHUNK:
            content = file.read(length)
            file.seek(4, 1)
        else:
            file.seek(length + 4, 1)
        yield kind, content
