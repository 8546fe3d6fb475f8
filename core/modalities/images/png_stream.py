"""PNG streams: what their chunks say of depth and frames, held against the chunks that are there."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.modalities.images.preprocessing import ImageProblem
from core.modalities.images.problems import CUT_OFF

PNG_MARK = b"\x89PNG\r\n\x1a\n"
#: types of colour, as PNG counts them
PNG_RGB, PNG_GREY_ALPHA, PNG_RGBA = 2, 4, 6
CHANNELS = {PNG_RGB: 3, PNG_GREY_ALPHA: 2, PNG_RGBA: 4}
#: where each pass of an interlaced image begins, and its steps: x, y, by x, by y
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
PIECE = 1 << 16
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
    is_interlaced: bool = False
    exif: bytes = b""

    @property
    def length(self) -> int:
        """Return how many bytes its rows are, unpacked, each with the byte before it that names its filter."""
        passes = PASSES if self.is_interlaced else ((0, 0, 1, 1),)
        bits, length = self.bits * CHANNELS.get(self.colour_type, 1), 0
        for x, y, by_x, by_y in passes:
            columns, rows = -(-(self.width - x) // by_x), -(-(self.height - y) // by_y)
            if columns > 0 and rows > 0:
                length += rows * (1 + -(-columns * bits // 8))
        return length


def png_stream(path: Path) -> PngStream | None:
    """Return the stream; None where it is no PNG. Raise ImageProblem where an animation ends before its last frame."""
    with open(path, "rb") as file:
        head = file.read(len(PNG_MARK) + 25)
        if not head.startswith(PNG_MARK) or head[12:16] != b"IHDR" or len(head) < 33:
            return None
        width, height, bits, colour_type = struct.unpack_from(">IIBB", head, 16)
        frames, exif = _png_frames_and_exif(file)
    return PngStream(
        width=width, height=height, bits=bits, colour_type=colour_type, frames=frames, is_interlaced=head[28] == 1,
        exif=exif,
    )  # fmt: skip


def check_rows(path: Path) -> None:
    """Raise ImageProblem where the rows of a PNG's image end early; Pillow shows those that are missing as black."""
    stream = png_stream(path)
    if stream is None:
        return
    unpack, length = zlib.decompressobj(), 0
    try:
        for piece in _packed_pieces(path):
            length += _unpacked_length(unpack, piece)
            if length >= stream.length:
                return
    except zlib.error:
        return  # which Pillow says by itself
    raise ImageProblem(CUT_OFF)


def _packed_pieces(path: Path) -> Iterator[bytes]:
    with open(path, "rb") as file:
        file.seek(len(PNG_MARK))
        while len(head := file.read(8)) == 8:
            left, kind = struct.unpack(">I4s", head)
            while left > 0 and kind == b"IDAT" and (piece := file.read(min(left, PIECE))):
                left -= len(piece)
                yield piece
            file.seek(left + 4, 1)


def _unpacked_length(unpack: zlib._Decompress, piece: bytes) -> int:
    length = 0
    while True:
        found = len(unpack.decompress(piece, PIECE))
        length, piece = length + found, unpack.unconsumed_tail
        if not piece and found < PIECE:
            return length


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
    """Yield the kind of each, with what is in it where that is short and wanted."""
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        content = b""
        if kind in (b"acTL", b"eXIf") and length <= LONGEST_CHUNK:
            content = file.read(length)
            file.seek(4, 1)
        else:
            file.seek(length + 4, 1)
        yield kind, content
