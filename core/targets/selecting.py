"""Selecting: by which metric on validation epochs are known as better or worse, and what a model is worth by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


def choice_of(metric: str) -> str:
    """Return how plans, options and files call the choice of a metric."""
    return metric.replace("_", "-")


def metric_of(choice: str) -> str:
    """Return the name of the metric that is chosen so; see `core.targets.metrics`."""
    return choice.replace("-", "_")


@dataclass(frozen=True, eq=False)
class Standing:
    """What a model is worth on validation."""

    #: as people read it: of the loss the less is better, of the others the more
    value: float
    #: the same, of which the more is always better
    score: float
    #: of each example, float [n]: their mean is the score, and how they spread says how sure it is
    merits: np.ndarray
