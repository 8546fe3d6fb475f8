"""Windowing: from the values of a deep image to 0 for black and 1 for white."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from core.modalities.images.preprocessing import Window

LARGEST = float(np.finfo(np.float32).max)


def windowed(values: np.ndarray, window: Window | None, counted: np.ndarray | None = None) -> np.ndarray:
    """Return 0..1 float32, of the same shape. Without a window the values' own range is seen.

    That range is of the finite values that are `counted`; all is dark where it holds one value only.
    """
    low, high = (window.low, window.high) if window else own_range(values, counted)
    return between(values, low, high)


def own_range(values: np.ndarray, counted: np.ndarray | None = None) -> tuple[float, float]:
    """Return the lowest and the highest of the finite values; (0, 0) where there are none."""
    if counted is not None:
        values = values[counted]
    low, high = _ends(values)
    if values.dtype.kind == "f" and not np.isfinite(high - low):
        low, high = _ends(values[np.isfinite(values)])
    return low, high


def between(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return 0..1 float32: `low` and less is 0, `high` and more is 1. Not-a-number is dark.

    All is where `low` is `high`.
    """
    if not low < high:
        return np.zeros(values.shape, np.float32)
    shades: Any = values.astype(np.float32 if _fits_float32(values, low, high) else np.float64)
    kind = shades.dtype.type
    with np.errstate(over="ignore", invalid="ignore"):
        if not math.isfinite(high - low):  # half of each has the same place between the halves
            shades, low, high = shades / 2, low / 2, high / 2
        shades -= kind(low)
        shades /= kind(high - low)
    np.clip(shades, 0, 1, out=shades)
    if values.dtype.kind == "f":
        shades[np.isnan(shades)] = 0
    return shades.astype(np.float32, copy=False)


def shown_as_grey(plane: np.ndarray) -> np.ndarray:
    """Return one plane as three equal ones, without a copy: [height, width, 3]."""
    return np.broadcast_to(plane[..., np.newaxis], (*plane.shape, 3))


def _fits_float32(values: np.ndarray, low: float, high: float) -> bool:
    """Return whether float32 distinguishes all values, as it does whole numbers of 16 bits."""
    is_short = values.dtype.itemsize <= 2 or values.dtype == np.float32
    return bool(is_short and max(abs(low), abs(high), high - low) <= LARGEST)


def _ends(values: np.ndarray) -> tuple[float, float]:
    return (values.min().item(), values.max().item()) if values.size else (0.0, 0.0)
