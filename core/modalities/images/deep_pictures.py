"""Deep pictures: those that Pillow would cut down to 8 bits, scale or not read. imagecodecs reads them whole.

How deep a picture is stands in its file, and never depends on what a decoder happens to return. Its source travels with
every exported model, so it needs nothing but Pillow, NumPy and the standard library, until it meets such a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from core.messages import Message
from core.modalities.images.deep_colours import shades_over_white, turned_upright
from core.modalities.images.header import Header
from core.modalities.images.jpeg2000_stream import J2K_BARE, J2K_FILE, J2K_GREY, J2K_RGB, jpeg2000_stream
from core.modalities.images.jpeg_stream import JPEG_END, JPEG_MARK, jpeg_stream
from core.modalities.images.netpbm import deep_netpbm
from core.modalities.images.png_stream import PNG_GREY_ALPHA, PNG_MARK, PNG_RGB, PNG_RGBA, png_stream
from core.modalities.images.preprocessing import ImageProblem, ReadOptions, Window
from core.modalities.images.problems import CUT_OFF, check_size
from core.modalities.images.windowing import between

EXIF_ORIENTATION = 0x0112
#: of an SGI file: its mark and the place at which it tells the bytes of a channel
SGI_MARK, SGI_BYTES = b"\x01\xda", 3
#: how AVIF says what it is, where it says how deep it is, and that it is deep
AVIF_KIND, AVIF_DEPTH, IS_DEEP = slice(4, 12), b"av1C", 0x40
AVIF_KINDS = (b"ftypavif", b"ftypavis")
SHORT_HEAD, LONGEST_HEAD = 16, 1 << 16
#: what a file's colours and alpha are, by the number of its channels
HAS_ALPHA = (2, 4)


@dataclass(frozen=True, kw_only=True)
class DeepPicture:
    #: as it is stored
    width: int
    height: int
    #: per channel, as the file says
    bits: int
    frames: int = 1
    orientation: int = 1
    #: from the bytes of the file and the number of the frame to all values: [height, width, channels]
    decode: Callable[[bytes, int], np.ndarray]

    @property
    def header(self) -> Header:
        lies_on_its_side = self.orientation >= 5
        width, height = (self.height, self.width) if lies_on_its_side else (self.width, self.height)
        bits = next(bits for bits in (8, 16, 32) if self.bits <= bits)
        return Header(width=width, height=height, bits=bits, frames=self.frames)

    def pixels(self, content: bytes, number: int, window: Window | None) -> np.ndarray:
        """Return [height, width, 3] float32 0..1, or uint8 where it is not deep after all, upright and over white."""
        values = self.decode(content, number)
        if values.shape[:2] != (self.height, self.width) or values.shape[2] > 4:
            raise ImageProblem(Message("smaller-than-said"))
        colours, alpha = values, None
        if values.shape[2] in HAS_ALPHA:
            colours, alpha = values[..., :-1], between(values[..., -1:], 0, (1 << self.bits) - 1)
        is_shallow = self.bits <= 8
        seen = Window(centre=((1 << self.bits) - 1) / 2, width=(1 << self.bits) - 1) if is_shallow else window
        shades = turned_upright(shades_over_white(colours, alpha, seen), self.orientation)
        return np.rint(shades * 255).astype(np.uint8) if is_shallow else shades


def deep_picture(path: Path, options: ReadOptions) -> DeepPicture | None:
    """Return the picture; None for what Pillow reads as it is. Raise ImageProblem for what nothing reads so."""
    with open(path, "rb") as file:
        head = file.read(SHORT_HEAD)
    found = next((find(path, head) for mark, find in _DEEP_FINDERS.items() if head.startswith(mark)), None)
    if found is None and head[AVIF_KIND] in AVIF_KINDS:
        found = _deep_avif(path)
    if found:
        check_size(found.width, found.height, options.most_pixels)
    return found


def _deep_png(path: Path, _: bytes) -> DeepPicture | None:
    stream = png_stream(path)
    if stream is None or stream.bits != 16 or stream.colour_type not in (PNG_RGB, PNG_GREY_ALPHA, PNG_RGBA):
        return None
    decode = _by("png_decode") if stream.frames == 1 else _frame_by("apng_decode")
    return DeepPicture(
        width=stream.width, height=stream.height, bits=16, frames=stream.frames,
        orientation=_exif_orientation(stream.exif), decode=decode,
    )  # fmt: skip


def _deep_jpeg(path: Path, _: bytes) -> DeepPicture | None:
    with open(path, "rb") as file:
        stream = jpeg_stream(file)
    if stream is None or stream.bits == 8:
        return None
    if stream.channels not in (1, 3):
        raise ImageProblem(Message("jpeg-not-read", bits=stream.bits, channels=stream.channels))
    return DeepPicture(
        width=stream.width, height=stream.height, bits=stream.bits, orientation=_exif_orientation(stream.exif),
        decode=_whole_jpeg,
    )  # fmt: skip


def _whole_jpeg(content: bytes, number: int) -> np.ndarray:
    """The decoder fills up what is missing, without a word."""
    if content.rfind(JPEG_END) < len(content) // 2:
        raise ImageProblem(CUT_OFF)
    return _by("jpeg_decode")(content, number)


def _deep_jpeg2000(path: Path, _: bytes) -> DeepPicture | None:
    with open(path, "rb") as file:
        stream = jpeg2000_stream(file)
    if stream is None or stream.bits <= 8:
        return None
    if stream.has_palette or stream.channels > 4 or stream.colours not in (J2K_RGB, J2K_GREY, None):
        raise ImageProblem(Message("jpeg-2000-not-read", bits=stream.bits))
    return DeepPicture(width=stream.width, height=stream.height, bits=stream.bits, decode=_by("jpeg2k_decode"))


def _deep_netpbm(path: Path, _: bytes) -> DeepPicture | None:
    found = deep_netpbm(path)
    if found is None:
        return None
    return DeepPicture(
        width=found.width, height=found.height, bits=16, decode=lambda content, _: found.values(content)
    )  # fmt: skip


def _deep_sgi(_: Path, head: bytes) -> DeepPicture | None:
    if head[SGI_BYTES] > 1:
        raise ImageProblem(Message("deep-sgi-not-read"))
    return None


def _deep_avif(path: Path) -> DeepPicture | None:
    with open(path, "rb") as file:
        head = file.read(LONGEST_HEAD)
    at = head.find(AVIF_DEPTH)
    depths = []
    while at >= 0:
        depths.append(head[at + 6 : at + 7])
        at = head.find(AVIF_DEPTH, at + 4)
    if not any(depth and depth[0] & IS_DEEP for depth in depths):
        return None
    with Image.open(path, formats=["AVIF"]) as image:
        (width, height), orientation = image.size, int(image.getexif().get(EXIF_ORIENTATION, 1))
        frames = int(getattr(image, "n_frames", 1))
    bits = 12 if any(depth and depth[0] & 0x20 for depth in depths) else 10
    return DeepPicture(
        width=width, height=height, bits=bits, frames=frames, orientation=orientation,
        decode=_by("avif_decode") if frames == 1 else _frame_by("avif_decode"),
    )  # fmt: skip


_DEEP_FINDERS: dict[bytes, Callable[[Path, bytes], DeepPicture | None]] = {
    PNG_MARK: _deep_png,
    JPEG_MARK: _deep_jpeg,
    J2K_BARE: _deep_jpeg2000,
    J2K_FILE: _deep_jpeg2000,
    SGI_MARK: _deep_sgi,
    b"P": _deep_netpbm,
}


def _by(name: str) -> Callable[[bytes, int], np.ndarray]:
    return partial(_by_imagecodecs, name, has_frames=False)


def _frame_by(name: str) -> Callable[[bytes, int], np.ndarray]:
    return partial(_by_imagecodecs, name, has_frames=True)


def _by_imagecodecs(name: str, content: bytes, number: int, has_frames: bool) -> np.ndarray:
    try:
        import imagecodecs

        decode = getattr(imagecodecs, name)
        values = decode(content, number) if has_frames else decode(content)
    except ImportError:
        raise ImageProblem(Message("full-depth-not-read")) from None
    return np.atleast_3d(values)


def _exif_orientation(exif: bytes) -> int:
    """Return 1 where nothing readable is said."""
    read = Image.Exif()
    try:
        read.load(exif if exif.startswith(b"Exif") else b"Exif\0\0" + exif)
        value = int(read.get(EXIF_ORIENTATION, 1))
    except Exception:  # broken metadata does not make an image unreadable
        return 1
    return value if value in range(1, 9) else 1
