"""Preprocessing: from a file to the array that a backbone is given, the same in training, prediction and export.

Its source travels with every exported model, so it needs nothing but Pillow, NumPy and the standard library.
"""

from __future__ import annotations

import hashlib
import json
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

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

#: what one decoded image may have; Pillow's own limit against decompression bombs
MOST_PIXELS = 178_956_970

#: Pillow's modes with more than 8 bits a channel, all of them grey
BITS_OF_MODE = {"I;16": 16, "I;16L": 16, "I;16B": 16, "I;16N": 16, "I": 32, "F": 32}

ORIENTATION = 0x0112
PHOTOMETRIC_INTERPRETATION = 262
WHITE_IS_ZERO = 0
BROKEN_METADATA = (EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)


class ImageProblem(ValueError):
    """Why an image cannot be used, in words for a person, without its name."""


@dataclass(frozen=True, kw_only=True)
class Preprocessing:
    """The whole image stretched to one size, bilinear with antialias."""

    #: pixels
    height: int
    width: int
    #: 8: uint8 0..255; 16: float16 0..1, for images that are deeper than 8 bits
    depth: int = 8
    #: of the method; another method or another result gets another name
    name: str = "stretch-bilinear-1"

    def __post_init__(self) -> None:
        if self.height < 1 or self.width < 1 or self.depth not in (8, 16):
            raise ValueError("preprocessing wants a positive size and a depth of 8 or 16")

    @property
    def dtype(self) -> np.dtype:
        return np.dtype(np.uint8 if self.depth == 8 else np.float16)

    @property
    def row_shape(self) -> tuple[int, int, int]:
        return self.height, self.width, 3

    @property
    def key(self) -> str:
        """The hash of all that decides the result."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode("utf-8")).hexdigest()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Preprocessing:
        return cls(**values)


def read_pixels(path: Path, most_pixels: int = MOST_PIXELS) -> np.ndarray:
    """Read the first frame of an image file, upright, in colour, over white where it is transparent.

    Returns [height, width, 3]: uint8 0..255, or float32 0..1 for images deeper than 8 bits, which are scaled by their
    own darkest and brightest value. Colour profiles are not applied. Raises ImageProblem.
    """
    with opened_image(path, most_pixels) as image:
        image.load()
        image = _upright(image)
        return _deep_pixels(image) if image.mode in BITS_OF_MODE else np.asarray(_over_white(image))


def prepare(pixels: np.ndarray, preprocessing: Preprocessing) -> np.ndarray:
    """Bring the pixels that `read_pixels` returned to size and type: [height, width, 3] uint8 or float16."""
    size = preprocessing.width, preprocessing.height
    if pixels.dtype == np.uint8:
        resized: np.ndarray = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR))
        return resized if preprocessing.depth == 8 else (resized / np.float32(255)).astype(np.float16)
    channels = pixels[..., :1] if _is_grey(pixels) else pixels
    planes = [_resized(channels[..., channel], size) for channel in range(channels.shape[-1])]
    deep = np.broadcast_to(np.stack(planes, axis=-1), preprocessing.row_shape)
    return np.rint(deep * 255).astype(np.uint8) if preprocessing.depth == 8 else deep.astype(np.float16)


@contextmanager
def opened_image(path: Path, most_pixels: int) -> Iterator[Image.Image]:
    """An image whose header is read and whose size is within the limit. Whatever goes wrong is an ImageProblem."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata, and of sizes that are checked here
            with Image.open(path, formats=list(FORMATS)) as image:
                if image.width * image.height > most_pixels:
                    raise Image.DecompressionBombError
                yield image
    except ImageProblem:
        raise
    except Exception as error:  # decoders of foreign data raise anything
        raise ImageProblem(_reason(error, most_pixels)) from error


def orientation(image: Image.Image) -> int:
    """How a camera was held, 1 to 8 as EXIF counts; 1 where nothing readable is said."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except BROKEN_METADATA:  # does not make an image unreadable
        return 1


def _upright(image: Image.Image) -> Image.Image:
    return ImageOps.exif_transpose(image) if orientation(image) in range(2, 9) else image


def _over_white(image: Image.Image) -> Image.Image:
    """Any kind of 8-bit image as RGB."""
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


def _deep_pixels(image: Image.Image) -> np.ndarray:
    values = np.asarray(image)
    values = values.astype(np.float32 if values.dtype.itemsize == 2 else np.float64)
    transparent = image.info.get("transparency")
    opaque = values != transparent if isinstance(transparent, int) else np.ones(values.shape, bool)
    grey = _scaled_by_own_range(values, opaque)
    if _white_is_zero(image):
        grey = 1 - grey
    grey[~opaque] = 1
    return np.broadcast_to(grey[..., np.newaxis], (*grey.shape, 3))


def _scaled_by_own_range(values: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """0..1 float32; all zero where the image is constant. Not-a-number is dark, infinities are the ends."""
    finite = values[counted & np.isfinite(values)]
    if finite.size == 0 or finite.min() == finite.max():
        return np.zeros(values.shape, np.float32)
    low, high = finite.min(), finite.max()
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = values / (high - low) - low / (high - low) if np.isinf(high - low) else (values - low) / (high - low)
    zero_to_one: np.ndarray = np.clip(np.nan_to_num(scaled, nan=0, posinf=1, neginf=0), 0, 1).astype(np.float32)
    return zero_to_one


def _white_is_zero(image: Image.Image) -> bool:
    """Pillow turns such TIFF images round for itself, but not the deep ones."""
    tags = getattr(image, "tag_v2", {})
    return bool(tags.get(PHOTOMETRIC_INTERPRETATION) == WHITE_IS_ZERO)


def _is_grey(pixels: np.ndarray) -> bool:
    """One grey plane shown as three, as `read_pixels` returns it: one is then enough to resize."""
    return pixels.strides[-1] == 0


def _resized(plane: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    resized = Image.fromarray(np.ascontiguousarray(plane, np.float32)).resize(size, Image.Resampling.BILINEAR)
    clipped: np.ndarray = np.clip(np.asarray(resized), 0, 1)
    return clipped


def _reason(error: Exception, most_pixels: int) -> str:
    if isinstance(error, Image.DecompressionBombError):
        return f"The image has more than {most_pixels / 1e6:,.0f} million pixels, which is the limit."
    if isinstance(error, MemoryError):
        return "Reading the image takes more memory than the limit."
    if isinstance(error, UnidentifiedImageError):
        return "The file is not an image of a known kind, or its beginning is damaged."
    if isinstance(error, FileNotFoundError):
        return "The file is not there."
    if isinstance(error, PermissionError):
        return "The file may not be read."
    if "truncated" in str(error).lower():
        return "The file is cut off: the end of the image is missing."
    return "The file is damaged, or the kind of image in it cannot be read."
