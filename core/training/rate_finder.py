"""RateCurve: what a learning-rate finder sees. Needs no TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

#: from a rate that changes nothing to one that ruins everything, in so many steps
LOWEST, HIGHEST, STEPS = 1e-7, 1.0, 100
#: of the running mean of the loss
SMOOTHING = 0.9
#: times the lowest loss: from there on training has come apart
APART = 4.0
#: of the loss at the lowest rates, which change nothing yet: less is no descent to speak of
LEAST_DESCENT = 0.02
#: of the steps: what the loss is while nothing is learnt yet
PLATEAU = 0.25
#: of the whole descent: above it the loss may fall and rise by chance, as batches differ
BEGUN = 0.9
#: steps to either side over which the slope is taken: together half a decade
REACH = 4


@dataclass(frozen=True, kw_only=True)
class RateCurve:
    """The loss of a phase whose learning rate rises from step to step (Smith, 2017)."""

    phase: int
    #: rising
    rates: tuple[float, ...]
    #: smoothed, one a rate
    losses: tuple[float, ...]
    #: where the loss falls most steeply; None where it hardly falls
    suggestion: float | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def rates_to_try(steps: int = STEPS) -> np.ndarray:
    """Return float64 [steps], each higher than the one before by the same factor."""
    return np.geomspace(LOWEST, HIGHEST, steps)


def is_apart(smoothed: Sequence[float]) -> bool:
    """Return whether to try no higher rate."""
    return not np.isfinite(smoothed[-1]) or smoothed[-1] > APART * min(smoothed)


def smoothed(losses: Sequence[float]) -> list[float]:
    """Return the running mean, without its pull towards 0 at the start."""
    mean, found = 0.0, []
    for count, loss in enumerate(losses, start=1):
        mean = SMOOTHING * mean + (1 - SMOOTHING) * loss
        found.append(mean / (1 - SMOOTHING**count))
    return found


def curve_of(phase: int, rates: Sequence[float], losses: Sequence[float]) -> RateCurve:
    """`losses` as measured, one a rate."""
    values = smoothed(losses)
    return RateCurve(phase=phase, rates=tuple(rates), losses=tuple(values), suggestion=_steepest(rates, values))


def _steepest(rates: Sequence[float], losses: Sequence[float]) -> float | None:
    """Return the steepest place on the way down to the lowest loss, over the logarithm of the rate."""
    finite = np.array([loss for loss in losses if np.isfinite(loss)])
    if not len(finite):
        return None
    plateau, lowest = float(np.median(finite[: max(1, round(PLATEAU * STEPS))])), int(np.argmin(finite))
    descent = plateau - finite[lowest]
    if lowest < 2 * REACH or descent < LEAST_DESCENT * plateau:
        return None
    not_begun = np.flatnonzero(finite[:lowest] > finite[lowest] + BEGUN * descent)
    begin = int(not_begun[-1]) if len(not_begun) else 0
    places = np.arange(begin, lowest + 1)
    before, after = np.maximum(places - REACH, 0), np.minimum(places + REACH, len(finite) - 1)
    slopes = (finite[after] - finite[before]) / (after - before)
    return float(f"{rates[begin + int(np.argmin(slopes))]:.2g}")
