"""Preprocessing: from a file to the array that a backbone is given, the same in training, prediction and export.

Its source travels with every exported model, so it needs nothing but Pillow, NumPy and the standard library.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from PIL import Image

from core.messages import Message
from core.wording.images import problem_text

#: what one decoded image may have; Pillow's own limit against decompression bombs
MOST_PIXELS = 178_956_970


class ImageProblem(ValueError):
    """The reason why an image cannot be used, without its name."""

    def __init__(self, message: Message):
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """Return it in words, for the log and for who reads a traceback."""
        return problem_text(self.message)


@dataclass(frozen=True, kw_only=True)
class Window:
    """The values of a file that are seen: below `low` all is black, above `high` all is white, in the file's unit.

    Of CT that is the Hounsfield unit.
    """

    centre: float
    width: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.centre) and math.isfinite(self.width) and self.width > 0):
            raise ValueError("a window wants a centre and a width above 0")

    @property
    def low(self) -> float:
        return self.centre - self.width / 2

    @property
    def high(self) -> float:
        return self.centre + self.width / 2


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """How the files of a dataset become pictures: the same for all of them."""

    #: None: the window that a file gives, else the whole range of its values. Images of 8 bits are never windowed.
    window: Window | None = None
    #: along which the slices of a volume lie: 0 sagittal, 1 coronal, 2 axial
    axis: int = 2
    #: of one picture, width times height
    most_pixels: int = MOST_PIXELS


@dataclass(frozen=True, kw_only=True)
class Preprocessing:
    """The whole image stretched to one size, bilinear with antialias."""

    #: pixels
    height: int
    width: int
    #: 8: uint8 0..255; 16: float16 0..1, for images that are deeper than 8 bits
    depth: int = 8
    #: as in `ReadOptions`
    window: Window | None = None
    axis: int = 2
    #: of the method; another method or another result gets another name
    name: str = "stretch-bilinear-3"

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
        """Return the hash of all that decides the result."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode("utf-8")).hexdigest()

    @property
    def seen(self) -> tuple[Any, ...]:
        """Return what decides how a person, and the audit, see an image."""
        return asdict(self.window) if self.window else None, self.axis

    def lengths(self, rows: np.ndarray) -> None:
        """Return nothing: no image is padded."""
        return

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def read_options(self, most_pixels: int = MOST_PIXELS) -> ReadOptions:
        return ReadOptions(window=self.window, axis=self.axis, most_pixels=most_pixels)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Preprocessing:
        """Raise ValueError where this version cannot prepare images just so: other pixels are worse than none."""
        known = {field.name for field in fields(cls)}
        if not isinstance(values, dict) or not known.issuperset(values):
            raise ValueError("preprocessing that this version does not know")
        if not all(type(values.get(name, 0)) is int for name in ("height", "width", "depth", "axis")):
            raise ValueError("preprocessing with other values than are written")
        if not isinstance(values.get("name", ""), str) or values.get("axis", 2) not in (0, 1, 2):
            raise ValueError("preprocessing with other values than are written")
        window = values.get("window")
        try:
            return cls(**{**values, "window": Window(**window) if window else None})
        except TypeError as error:
            raise ValueError("preprocessing with other values than are written") from error


def prepare(pixels: np.ndarray, preprocessing: Preprocessing) -> np.ndarray:
    """Bring the pixels that a reader returned to size and type: [height, width, 3] uint8 or float16.

    Grey ones remain one plane shown as three.
    """
    size = preprocessing.width, preprocessing.height
    if pixels.dtype == np.uint8:
        image = Image.fromarray(np.ascontiguousarray(pixels[..., 0]) if is_grey(pixels) else pixels)
        resized = np.atleast_3d(np.asarray(image.resize(size, Image.Resampling.BILINEAR)))
        prepared = resized if preprocessing.depth == 8 else (resized / np.float32(255)).astype(np.float16)
    else:
        channels = pixels[..., :1] if is_grey(pixels) else pixels
        planes = [_resized(channels[..., channel], size) for channel in range(channels.shape[-1])]
        deep = np.stack(planes, axis=-1)
        prepared = np.rint(deep * 255).astype(np.uint8) if preprocessing.depth == 8 else deep.astype(np.float16)
    return np.broadcast_to(prepared, preprocessing.row_shape)


def is_grey(pixels: np.ndarray) -> bool:
    """Return one grey plane shown as three, as readers return it: one is then enough to resize."""
    return pixels.strides[-1] == 0


def _resized(plane: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    resized = Image.fromarray(np.ascontiguousarray(plane, np.float32)).resize(size, Image.Resampling.BILINEAR)
    clipped: np.ndarray = np.clip(np.asarray(resized), 0, 1)
    return clipped
