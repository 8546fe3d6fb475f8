"""Appearance: what of a picture has nothing to do with what it shows: its margins, and the text burned into it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import ndimage

#: what is measured, all of it as shares of the picture: how deep the empty margin is on each side, black or white,
#: the area of the margins that are white, and the area of the strokes of burned-in letters and marks
FACTS = ("margin left", "margin right", "margin top", "margin bottom", "white margin", "text")

#: of 255: darker is black, brighter is white, whatever JPEG has made of it
BLACK, WHITE = 20, 235
#: of a row or column that is margin; a mark may stand in the rest
MARGIN_SHARE = 0.95
#: white pixels of a picture on white ground, where letters are dark
WHITE_GROUND = 0.25

#: shares of the picture's height: the broadest stroke, the lowest letter and the tallest or widest
STROKE, LOWEST, TALLEST = 0.03, 0.018, 0.134
#: of 255: how far a stroke stands out from the ground, and the step from pixel to pixel at its edges: ribs are as
#: bright as letters, but soft, with steps of 8 to 30 where printed strokes have 50 to 120
CONTRAST, STEP = 55, 45
#: of the box around a letter, what its strokes cover
INK = 0.15, 0.85

#: 0..255 by the bits of a float16 in 0..1: to look it up takes a third of the time that numpy takes to compute it
HALVES = np.nan_to_num(np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32)).clip(0, 1)
BYTE_OF_HALF = np.rint(HALVES * 255).astype(np.uint8)

ALL_NEIGHBOURS = np.ones((3, 3), bool)


def appearances(pixels: np.ndarray) -> np.ndarray:
    """Return facts of prepared images [n, height, width, 3] uint8, or float16 0..1, as float32 [n, FACTS]."""
    return np.array([appearance(image) for image in pixels], np.float32).reshape(len(pixels), len(FACTS))


def appearance(pixels: np.ndarray) -> tuple[float, ...]:
    """Return a value for each of FACTS of one prepared image [height, width, 3]."""
    red, green, blue = (_as_bytes(pixels[..., channel]) for channel in range(3))
    brightest = np.maximum(np.maximum(red, green), blue)
    is_black = brightest <= BLACK
    is_white = np.minimum(np.minimum(red, green), blue) >= WHITE
    is_on_white = np.count_nonzero(is_white) > WHITE_GROUND * is_white.size
    return *_margins(is_black, is_white), _text(~brightest if is_on_white else brightest)


def _as_bytes(plane: np.ndarray) -> np.ndarray:
    return plane if plane.dtype == np.uint8 else BYTE_OF_HALF.take(plane.view(np.uint16))


def _margins(is_black: np.ndarray, is_white: np.ndarray) -> tuple[float, ...]:
    white = _depths(is_white)
    left, right, top, bottom = white
    white_area = 1 - max(1 - left - right, 0) * max(1 - top - bottom, 0)
    return *np.maximum(_depths(is_black), white), white_area


def _depths(is_margin: np.ndarray) -> tuple[float, ...]:
    """Return the depths at the left, right, top and bottom."""
    if not is_margin.any():
        return (0.0,) * 4
    across, down = (is_margin.sum(axis, np.uint16) >= MARGIN_SHARE * is_margin.shape[axis] for axis in (0, 1))
    return tuple(float(np.mean(np.logical_and.accumulate(lines))) for lines in (across, across[::-1], down, down[::-1]))


def _text(grey: np.ndarray) -> float:
    """Return the share of a picture [height, width] that thin, bright, sharp strokes of the size of letters cover."""
    height = len(grey)
    ground = _opened(grey, 2 * round(STROKE * height / 2) + 1)
    is_stroke = grey - ground >= CONTRAST
    marks, count = ndimage.label(is_stroke, ALL_NEIGHBOURS)
    if not count:
        return 0.0
    rows, columns = np.divmod(np.flatnonzero(is_stroke), grey.shape[1])
    mark = marks[rows, columns] - 1
    areas = np.bincount(mark)
    steps = np.bincount(mark, _steps(grey, rows, columns)) / areas
    tall, wide = _extents(rows, mark, count), _extents(columns, mark, count)
    ink = areas / (tall * wide)
    is_letter = (
        (tall >= LOWEST * height)
        & (np.maximum(tall, wide) <= TALLEST * height)
        & (ink >= INK[0])
        & (ink <= INK[1])
        & (steps >= STEP)
    )
    return float(areas[is_letter].sum()) / grey.size


def _extents(places: np.ndarray, mark: np.ndarray, marks: int) -> np.ndarray:
    """Return how far it is from the first to the last place of each mark."""
    first, last = np.full(marks, places.max()), np.zeros(marks, int)
    np.minimum.at(first, mark, places)
    np.maximum.at(last, mark, places)
    return last - first + 1


def _steps(grey: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the step from these pixels to the one to the right or the one below, whichever differs more."""
    here = grey[rows, columns].astype(np.int16)
    right = grey[rows, np.minimum(columns + 1, grey.shape[1] - 1)]
    below = grey[np.minimum(rows + 1, grey.shape[0] - 1), columns]
    steps: np.ndarray = np.maximum(np.abs(here - right), np.abs(here - below))
    return steps


def _opened(grey: np.ndarray, size: int) -> np.ndarray:
    """Return it without all that is narrower than `size`, as `scipy.ndimage.grey_opening`, at a quarter of its time."""
    low = _running(_running(grey, size, np.minimum).T, size, np.minimum)
    return _running(_running(low, size, np.maximum).T, size, np.maximum)


def _running(grey: np.ndarray, size: int, extreme: Callable[..., np.ndarray]) -> np.ndarray:
    """Return the extreme of `size` neighbouring rows, by doubling the reach of what is already known."""
    rows, beyond = len(grey), size // 2
    reached, reach = np.concatenate([grey[:1]] * beyond + [grey] + [grey[-1:]] * beyond), 1
    while 2 * reach <= size:
        reached = extreme(reached[:-reach], reached[reach:])
        reach *= 2
    return extreme(reached[:rows], reached[size - reach :][:rows])
