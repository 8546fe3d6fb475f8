"""Fewer points for a curve than it has, with nothing to see of it."""

from __future__ import annotations

import numpy as np


def peaks(x: np.ndarray, y: np.ndarray, left: float, right: float, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the part of a curve from `left` to `right`, with the extremes of each column of pixels."""
    first = max(int(np.searchsorted(x, left)) - 1, 0)
    last = min(int(np.searchsorted(x, right, side="right")) + 1, len(x))
    x, y = x[first:last], y[first:last]
    size = len(x) // max(columns, 1)
    if size < 4:
        return x, y
    whole = len(x) // size * size
    parts = y[:whole].reshape(-1, size)
    ends = np.stack([x[:whole:size], x[size - 1 : whole : size]], axis=1)
    both = np.stack([np.min(parts, axis=1), np.max(parts, axis=1)], axis=1)
    return np.concatenate([ends.ravel(), x[whole:]]), np.concatenate([both.ravel(), y[whole:]])
