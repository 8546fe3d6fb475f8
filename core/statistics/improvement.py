"""Depth: whether one model is better than another by more than chance, which decides how deep unfreezing goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Improvement:
    """An improvement of the mean validation loss, and its standard error. Both models have seen the same images."""

    mean: float
    noise: float

    @property
    def is_real(self) -> bool:
        """Return whether it is more than one standard error, the rule by which Breiman et al. (1984) prune trees."""
        return self.mean > self.noise


def improvement(before: np.ndarray, after: np.ndarray, subjects: Sequence[str]) -> Improvement:
    """Return the improvement from the losses of the same images, float [n] each, with one model and with a later one.

    `subjects` [n], "" where an image stands for itself: what images of one subject say is said once. With fewer than
    two subjects nothing is more than noise.
    """
    gains = np.asarray(before, np.float64) - np.asarray(after, np.float64)
    names = [name or f"\0{place}" for place, name in enumerate(subjects)]  # no name of a subject begins so
    groups = np.unique(names, return_inverse=True)[1]
    count = int(groups.max()) + 1 if len(groups) else 0
    mean = float(gains.mean()) if len(gains) else 0.0
    if count < 2:
        return Improvement(mean, float("inf"))
    of_subjects = np.bincount(groups, gains - mean)
    variance = count / (count - 1) * float(np.square(of_subjects).sum()) / len(gains) ** 2
    return Improvement(mean, variance**0.5)
