"""RateFigure: the loss over rising learning rates, as far as it says anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.training.rate_finder import RateCurve

#: times the first loss: what lies above says no more than that it is too high
MOST_LOSS = 1.6
#: of the height, above and below the curve
MARGIN, LEAST_HEIGHT = 0.06, 0.01


@dataclass(frozen=True, kw_only=True, eq=False)
class RateFigure:
    """The curve, the part of it that is shown, and the rate that is marked."""

    #: float64 [rates], rising; to be shown by their logarithms
    rates: np.ndarray
    #: float64 [rates], not a number where there was none
    losses: np.ndarray
    #: from where to where losses are shown
    range: tuple[float, float]
    #: the suggestion; where there is none the rate of the lowest loss
    marked: float


def rate_figure(curve: RateCurve) -> RateFigure:
    """Return what is to be seen of the curve that a learning-rate finder has found."""
    losses = np.array(curve.losses)
    is_known = np.isfinite(losses)
    known = losses[is_known]
    low, high = float(known.min()), float(min(known.max(), known[0] * MOST_LOSS))
    room = MARGIN * max(high - low, LEAST_HEIGHT)
    lowest = curve.rates[int(np.nanargmin(np.where(is_known, losses, np.nan)))]
    return RateFigure(
        rates=np.array(curve.rates), losses=losses, range=(low - room, high + room), marked=curve.suggestion or lowest
    )
