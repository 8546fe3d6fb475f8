"""Drawing: what a plot of curves over epochs is to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QColor

from core.figures.span import Span

#: above which marks would run into each other, and smooth lines take long
MANY_EPOCHS = 120


@dataclass(frozen=True, eq=False)
class Curve:
    """One value an epoch. Told apart by colour, by mark, and by whether the line is dashed."""

    name: str
    y: np.ndarray
    colour: QColor
    symbol: str
    is_dashed: bool = False
    #: drawn thinner and lighter, as what only goes with another curve; neither named nor read off
    is_beside: bool = False

    @property
    def x(self) -> np.ndarray:
        return np.arange(1, len(self.y) + 1, dtype=float)

    @property
    def is_crowded(self) -> bool:
        return len(self.y) > MANY_EPOCHS

    @property
    def style(self) -> tuple[object, ...]:
        """Return all but the values."""
        return self.name, self.colour.rgb(), self.symbol, self.is_dashed, self.is_beside, self.is_crowded


@dataclass(frozen=True, eq=False)
class Drawing:
    """What a panel shows."""

    curves: Sequence[Curve] = ()
    #: x and y of all batches, drawn pale behind the curves
    batches: tuple[np.ndarray, np.ndarray] | None = None
    spans: Sequence[Span] = ()
    #: the end of the last epoch or batch
    end: float = 0.0
    #: place of the best epoch, which is marked on the last curve
    best: int | None = None
    #: what “best” means, "" where that is told elsewhere
    best_means: str = ""

    @property
    def has_batches(self) -> bool:
        return self.batches is not None and len(self.batches[0]) > 0
