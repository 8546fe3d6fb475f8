"""Pictures: the formats that Pillow reads, and their kin that are deeper than it reads.

Its source travels with every exported model, so it needs nothing but Pillow, NumPy and the standard library.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from core.messages import Message
from core.modalities.images.deep_pictures import deep_picture
from core.modalities.images.header import Header
from core.modalities.images.png_stream import check_rows, png_stream
from core.modalities.images.preprocessing import MOST_PIXELS, ImageProblem, ReadOptions
from core.modalities.images.problems import CUT_OFF, check_size, each_within, problem_of, too_large
from core.modalities.images.windowing import shown_as_grey, windowed

#: by Pillow's name of a format, the endings of its files, in the order in which they are tried: those without a mark
#: of their own come last. No other format is tried, whatever a file calls itself: some of Pillow's readers start other
#: programs.
FORMATS = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    "PNG": (".png", ".apng"),
    "BMP": (".bmp", ".dib"),
    "GIF": (".gif",),
    "PPM": (".ppm", ".pgm", ".pbm", ".pnm", ".pfm"),
    "TIFF": (".tif", ".tiff"),
    "WEBP": (".webp",),
    "JPEG2000": (".jp2", ".j2k", ".j2c", ".jpc", ".jpf", ".jpx"),
    "AVIF": (".avif",),
    "SGI": (".sgi", ".rgb", ".rgba", ".bw"),
    "PCX": (".pcx",),
    "TGA": (".tga",),
}

#: formats of which each frame is a picture
ANIMATED = ("GIF", "WEBP", "AVIF")
GIF_END = b";"

#: Pillow's modes with more than 8 bits a channel, all of them grey
BITS_OF_MODE = {"I;16": 16, "I;16L": 16, "I;16B": 16, "I;16N": 16, "I": 32, "F": 32}

#: from the greys of few bits to those of a byte, by Pillow's name for how they are kept
STRETCHED = {"L;2": 85, "L;4": 17}
ORIENTATION = 0x0112
PHOTOMETRIC_INTERPRETATION = 262
WHITE_IS_ZERO = 0
BROKEN_METADATA = (EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)

PICTURE_ENDINGS = frozenset(ending for name, endings in FORMATS.items() for ending in endings if name != "TIFF")
#: the first bytes of PNG, JPEG, GIF, JPEG 2000 (bare, and in a file of its own)
MARKS = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"\xff\x4f\xff\x51", b"\0\0\0\x0cjP  \r\n\x87\n",
)  # fmt: skip


def begins_as_picture(head: bytes) -> bool:
    """Formats with a weaker mark, such as BMP and PPM, are known by their ending only."""
    return head.startswith(MARKS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def picture_header(path: Path, options: ReadOptions, label: str = "") -> Header:
    """`label` is of no use here."""
    with picture_problems():
        deep = deep_picture(path, options)
        if deep:
            return deep.header
        with opened_picture(path, options.most_pixels) as image:
            lies_on_its_side = orientation(image) >= 5
            width, height = reversed(image.size) if lies_on_its_side else image.size
            bits, frames = BITS_OF_MODE.get(image.mode, 8), _picture_count(image, path)
            return Header(width=width, height=height, bits=bits, frames=frames)


def read_picture(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    """Yield these frames, upright, in colour, over white where they are transparent: [height, width, 3]."""
    return each_within(picture_problems, _picture_frames(path, numbers, options))


def _picture_frames(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    deep = deep_picture(path, options)
    if deep:
        content = path.read_bytes()
        for number in numbers:
            yield deep.pixels(content, number, options.window)
        return
    with opened_picture(path, options.most_pixels) as image:
        for place, number in enumerate(numbers):
            if number or image.tell():
                image.seek(number)
            pixels = picture_pixels(image, options)
            if image.format == "PNG" and not place:
                check_rows(path)
            yield pixels


def _picture_count(image: Image.Image, path: Path) -> int:
    """Return what the stream holds, whatever its header claims.

    The further images of a JPEG are smaller copies, or maps.
    """
    if image.format == "PNG":
        stream = png_stream(path)
        return stream.frames if stream else 1
    count = int(getattr(image, "n_frames", 1)) if image.format in ANIMATED else 1
    if image.format == "GIF" and count > 1 and not _ends_with(path, GIF_END):
        raise ImageProblem(CUT_OFF)
    return count


def _ends_with(path: Path, mark: bytes) -> bool:
    """But for zeros, with which some fill up a file."""
    with open(path, "rb") as file:
        file.seek(-min(512, path.stat().st_size), 2)
        return file.read().rstrip(b"\0").endswith(mark)


def opened_picture(path: Path, most_pixels: int) -> Image.Image:
    """Return an image whose header is read, and whose size is within the limit.

    To be used within `picture_problems`.
    """
    image = Image.open(path, formats=list(FORMATS))
    try:
        check_size(*image.size, most_pixels)
    except ImageProblem:
        image.close()
        raise
    _stretch_transparency(image)
    return image


def _stretch_transparency(image: Image.Image) -> None:
    """Stretch to a byte, as Pillow stretches the greys of a PNG of 2 or 4 bits, but not the one that is transparent."""
    kept, transparent = getattr(image, "tile", ()), image.info.get("transparency")
    if image.format == "PNG" and kept and isinstance(transparent, int):
        image.info["transparency"] = transparent * STRETCHED.get(str(kept[0][3]), 1)


@contextmanager
def picture_problems() -> Iterator[None]:
    """Silence Pillow, which warns of odd metadata. Whatever it raises becomes an ImageProblem."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ImageProblem:
        raise
    except UnidentifiedImageError as error:
        raise ImageProblem(Message("unknown-kind")) from error
    except Image.DecompressionBombError as error:
        raise too_large(MOST_PIXELS) from error
    except Exception as error:  # decoders of foreign data raise anything
        raise problem_of(error) from error


def picture_pixels(image: Image.Image, options: ReadOptions) -> np.ndarray:
    """Return the frame that the image is at, as `read_picture` gives it."""
    image.load()
    image = _upright(image)
    if image.mode in BITS_OF_MODE:
        return _deep_pixels(image, options)
    if image.mode == "L" and not image.has_transparency_data:
        return shown_as_grey(np.asarray(image))
    return np.asarray(_over_white(image))


def orientation(image: Image.Image) -> int:
    """Return how a camera was held, 1 to 8 as EXIF counts; 1 where nothing readable is said."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except BROKEN_METADATA:  # does not make an image unreadable
        return 1


def _upright(image: Image.Image) -> Image.Image:
    return ImageOps.exif_transpose(image) if orientation(image) in range(2, 9) else image


def _over_white(image: Image.Image) -> Image.Image:
    """Return any kind of 8-bit image as RGB."""
    if image.mode == "LAB":
        return _from_lab(image)
    if not image.has_transparency_data:
        return image.convert("RGB")
    colours = image.convert("RGBA")
    white = Image.new("RGBA", colours.size, "white")
    return Image.alpha_composite(white, colours).convert("RGB")


def _from_lab(image: Image.Image) -> Image.Image:
    from PIL import ImageCms  # not every build of Pillow has it

    transform = ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
    colours = ImageCms.applyTransform(image, transform)
    assert colours is not None  # it is None only where the image is changed in place
    return colours


def _deep_pixels(image: Image.Image, options: ReadOptions) -> np.ndarray:
    values = np.asarray(image)
    transparent = image.info.get("transparency")
    opaque = values != transparent if isinstance(transparent, int) else None
    grey = windowed(values, options.window, opaque)
    if _white_is_zero(image):
        grey = 1 - grey
    if opaque is not None:
        grey[~opaque] = 1
    return shown_as_grey(grey)


def _white_is_zero(image: Image.Image) -> bool:
    """Pillow turns such TIFF images round for itself, but not the deep ones."""
    tags = getattr(image, "tag_v2", {})
    return bool(tags.get(PHOTOMETRIC_INTERPRETATION) == WHITE_IS_ZERO)
