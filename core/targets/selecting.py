"""Selecting: by which metric on validation epochs are known as better or worse, and what a model is worth by it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np


class SelectBy(StrEnum):
    """The metric on validation by which epochs are known as better or worse."""

    LOSS = "loss"
    #: each class has the same say, however many images it has
    BALANCED_ACCURACY = "balanced-accuracy"
    AUC = "auc"


@dataclass(frozen=True, eq=False)
class Standing:
    """Hold what a model is worth on validation."""

    #: as people read it: of the loss the less is better, of the others the more
    value: float
    #: the same, of which the more is always better
    score: float
    #: of each example, float [n]: their mean is the score, and how they spread says how sure it is
    merits: np.ndarray
