"""Readers: which files are images, what their headers say, and how they become pixels. A new kind is one more entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.dataset.preprocessing import (
    BITS_OF_MODE,
    FORMATS,
    ImageProblem,
    opened_image,
    orientation,
    read_pixels,
)


@dataclass(frozen=True, kw_only=True)
class Header:
    """What can be known of an image without decoding it: pixels as a person sees it, and bits per channel."""

    width: int
    height: int
    bits: int


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads one family of files. Both functions take the file and the most pixels allowed, and raise ImageProblem."""

    name: str
    #: endings in small letters, with the dot
    endings: frozenset[str]
    probe: Callable[[Path, int], Header]
    #: [height, width, 3] uint8 0..255, or float32 0..1 for images deeper than 8 bits
    read: Callable[[Path, int], np.ndarray]


def probe_picture(path: Path, most_pixels: int) -> Header:
    with opened_image(path, most_pixels) as image:
        lies_on_its_side = orientation(image) >= 5
        width, height = reversed(image.size) if lies_on_its_side else image.size
        return Header(width=width, height=height, bits=BITS_OF_MODE.get(image.mode, 8))


PICTURES = Reader(
    name="Pillow",
    endings=frozenset(ending for endings in FORMATS.values() for ending in endings),
    probe=probe_picture,
    read=read_pixels,
)

#: the first that knows a file's ending reads it
READERS: tuple[Reader, ...] = (PICTURES,)


def is_image(name: str) -> bool:
    """Whether a reader knows the ending of this file name."""
    return any(_ending(name) in reader.endings for reader in READERS)


def reader_of(path: Path) -> Reader:
    """Raises ImageProblem where no reader knows the ending."""
    for reader in READERS:
        if _ending(path.name) in reader.endings:
            return reader
    raise ImageProblem("Files of this type are not read.")


def _ending(name: str) -> str:
    return Path(name).suffix.lower()
