"""Maps of numbers in colours: from black to white, from violet to yellow, or blue and red on both sides of zero."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

import numpy as np
from PySide6.QtGui import QColor, QImage

SHADES = 256
#: nine colours of viridis (van der Walt and Smith 2015), between which the others lie
VIRIDIS = ("#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725")
#: of ColorBrewer's RdBu, which can be told apart whatever colours one sees
BOTH_SIDES = ("#053061", "#2166ac", "#67a9cf", "#f7f7f7", "#ef8a62", "#b2182b", "#67001f")
GREY = ("#000000", "#ffffff")
#: of inferno, over an image
HEAT = ("#781c6d", "#bc3754", "#ed6925", "#fbb61a", "#fcffa4")
#: of the strongest place over an image
MOST_OPAQUE = 0.75


class Palette(StrEnum):
    GREY = "grey"
    VIRIDIS = "viridis"
    BOTH_SIDES = "both sides"


COLOURS = {Palette.GREY: GREY, Palette.VIRIDIS: VIRIDIS, Palette.BOTH_SIDES: BOTH_SIDES}


def shades(maps: np.ndarray, *, signed: bool = False, alike: bool = False) -> np.ndarray:
    """Return uint8 of maps [k, height, width]: from the lowest value to the highest of each, or of all if `alike`.

    With `signed` 128 is zero, and both sides reach as far. A map of one value throughout has the middle shade, or
    where it is zero the lowest.
    """
    axes = None if alike else (1, 2)
    high = np.max(maps, axis=axes, keepdims=True)
    low = np.min(maps, axis=axes, keepdims=True)
    if signed:
        high = np.maximum(np.abs(high), np.abs(low))
        low = -high
    span = high - low
    flat = np.where(high == 0, 0.0, 0.5)
    part = np.where(span > 0, (maps - low) / np.where(span > 0, span, 1), 0.5 if signed else flat)
    return np.rint(part * (SHADES - 1)).astype(np.uint8)


def indexed_image(pixels: np.ndarray, palette: Palette) -> QImage:
    """Return an image of shades [height, width] uint8."""
    height, width = pixels.shape
    data = np.ascontiguousarray(pixels)
    image = QImage(data.data, width, height, width, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(list(_table(palette)))
    return image


def heat_image(values: np.ndarray) -> QImage:
    """Return an image of [height, width], 0 or more: the strongest place glows, where nothing is one sees through."""
    strength = values / values.max() if values.max() > 0 else np.zeros_like(values)
    places = np.rint(strength * (SHADES - 1)).astype(int)
    rgba = np.empty((*values.shape, 4), np.uint8)
    rgba[..., :3] = _between(HEAT)[places]
    rgba[..., 3] = np.rint(strength * MOST_OPAQUE * 255)
    height, width = values.shape
    return QImage(rgba.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


@cache
def _table(palette: Palette) -> tuple[int, ...]:
    return tuple(QColor(*map(int, shade)).rgb() for shade in _between(COLOURS[palette]))


def _between(names: Sequence[str]) -> np.ndarray:
    """Return uint8 [SHADES, 3] from the first colour to the last."""
    colours = [QColor(name) for name in names]
    places = np.linspace(0, len(colours) - 1, SHADES)
    parts = ([one.red() for one in colours], [one.green() for one in colours], [one.blue() for one in colours])
    values = [np.interp(places, np.arange(len(colours)), part) for part in parts]
    return np.rint(np.stack(values, -1)).astype(np.uint8)
