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
#: of the way from the first loss to the lowest: less is no descent to speak of
LEAST_DESCENT = 0.02


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
    """float64 [steps], each higher than the one before by the same factor."""
    return np.geomspace(LOWEST, HIGHEST, steps)


def is_apart(smoothed: Sequence[float]) -> bool:
    """Whether to try no higher rate."""
    return not np.isfinite(smoothed[-1]) or smoothed[-1] > APART * min(smoothed)


def smoothed(losses: Sequence[float]) -> list[float]:
    """The running mean, without its pull towards 0 at the start."""
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
    """On the way down to the lowest loss, over the logarithm of the rate."""
    finite = [loss for loss in losses if np.isfinite(loss)]
    lowest = int(np.argmin(finite)) if finite else 0
    if lowest < 2 or finite[0] - finite[lowest] < LEAST_DESCENT * finite[0]:
        return None
    slopes = np.gradient(finite[: lowest + 1], np.log10(rates[: lowest + 1]))
    return float(f"{rates[int(np.argmin(slopes))]:.2g}")
