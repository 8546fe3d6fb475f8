"""Values of layers as colours."""

from __future__ import annotations

import functools

import numpy as np
import pyqtgraph as pg

from core.figures.layer_map import Decades
from gui.plots.map_colours import VIRIDIS

STEPS = 256
#: of viridis, so that neither end is lost on the paper it stands on
SHARE_ON_LIGHT, SHARE_ON_DARK = (0.0, 0.94), (0.14, 1.0)


def colours(values: np.ndarray, decades: Decades, *, on_dark: bool) -> np.ndarray:
    """Return uint32 ARGB of the same shape; clear where a value is NaN."""
    steps = (np.nan_to_num(decades.shares(values), nan=0.0) * (STEPS - 1)).astype(np.intp)
    return np.where(np.isnan(values), np.uint32(0), _table(on_dark)[steps])


@functools.cache
def _table(on_dark: bool) -> np.ndarray:
    """Return the table of viridis, which is even to the eye, also to a colour-blind one, and in print."""
    begin, end = SHARE_ON_DARK if on_dark else SHARE_ON_LIGHT
    rgb = pg.ColorMap(None, list(VIRIDIS)).getLookupTable(begin, end, STEPS, alpha=False).astype(np.uint32)
    return np.uint32(0xFF000000) | rgb[:, 0] << np.uint32(16) | rgb[:, 1] << np.uint32(8) | rgb[:, 2]
