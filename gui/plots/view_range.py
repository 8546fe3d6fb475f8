"""The part of a plot that is seen, as long as the user does not choose another."""

from __future__ import annotations

import math

import numpy as np

#: a single batch that is far off does not decide the range
SHARE_IN_RANGE = 0.99


def epochs_shown(end: float) -> float:
    """Return whole steps, so that the axis stays where it is for a while."""
    step = 1 if end <= 10 else 5 if end <= 50 else 10 if end <= 100 else 50
    return max(math.ceil(end / step), 1) * step * 1.03


def steady(before: tuple[float, float], wanted: tuple[float, float]) -> tuple[float, float]:
    """Return the range as it was, as long as it holds what is wanted and is not much too large for it."""
    is_held = before[0] <= wanted[0] and wanted[1] <= before[1]
    return before if is_held and wanted[1] - wanted[0] > 0.8 * (before[1] - before[0]) else wanted


def without_outliers(y: np.ndarray) -> np.ndarray:
    if len(y) < 20:
        return y
    low, high = np.quantile(y, [1 - SHARE_IN_RANGE, SHARE_IN_RANGE])
    return y[(y >= low) & (y <= high)]
