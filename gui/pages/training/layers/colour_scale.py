"""ColourScale: figures as colours, over whole powers of ten so that it stays the same while a run goes on."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg

from gui.plots.map_colours import VIRIDIS

#: a layer that learns nothing must not take all colours for itself
MOST_DECADES = 6
STEPS = 256
#: of viridis, so that neither end is lost on the paper it stands on
SHARE_ON_LIGHT, SHARE_ON_DARK = (0.0, 0.94), (0.14, 1.0)


@dataclass(frozen=True)
class ColourScale:
    """From 10**low to 10**high; what lies beyond has the colour of the end."""

    low: int = -3
    high: int = 0

    @classmethod
    def over(cls, figures: np.ndarray) -> ColourScale:
        """The powers of ten around all figures above 0. `figures` of any shape, NaN where there is none."""
        known = figures[np.isfinite(figures) & (figures > 0)]
        if not len(known):
            return cls()
        high = math.ceil(math.log10(known.max()))
        low = min(math.floor(math.log10(known.min())), high - 1)
        return cls(max(low, high - MOST_DECADES), high)

    def colours(self, figures: np.ndarray, *, on_dark: bool) -> np.ndarray:
        """uint32 ARGB of the same shape; clear where a figure is NaN."""
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (np.log10(figures) - self.low) / (self.high - self.low)
        is_known = ~np.isnan(figures)
        steps = (np.clip(np.nan_to_num(share, nan=0.0), 0, 1) * (STEPS - 1)).astype(np.intp)
        return np.where(is_known, _table(on_dark)[steps], np.uint32(0))


@functools.cache
def _table(on_dark: bool) -> np.ndarray:
    """Of viridis, which is even to the eye, also to a colour-blind one, and in print."""
    begin, end = SHARE_ON_DARK if on_dark else SHARE_ON_LIGHT
    rgb = pg.ColorMap(None, list(VIRIDIS)).getLookupTable(begin, end, STEPS, alpha=False).astype(np.uint32)
    return np.uint32(0xFF000000) | rgb[:, 0] << np.uint32(16) | rgb[:, 1] << np.uint32(8) | rgb[:, 2]
