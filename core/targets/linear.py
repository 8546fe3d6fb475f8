"""LinearModel: how the loss of a target is brought to its least by a linear model of fixed features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np


@dataclass(frozen=True, eq=False)
class Coefficients:
    """A linear model: outputs are `features @ kernel + bias`."""

    #: float64 [width, units]
    kernel: np.ndarray
    #: float64 [units]
    bias: np.ndarray

    @classmethod
    def zero(cls, width: int, units: int) -> Coefficients:
        return cls(np.zeros((width, units)), np.zeros(units))

    def outputs(self, features: np.ndarray) -> np.ndarray:
        """Return [n, units] for features [n, width]."""
        return features @ self.kernel + self.bias


class LinearModel(Protocol):
    """What a target knows of linear models. Its loss is convex in the outputs, so that there is one best model."""

    def folds(self, labels: np.ndarray, groups: np.ndarray, seed: int) -> Sequence[tuple[np.ndarray, np.ndarray]]:
        """Return pairs of places to learn from and to look at, no group [n] in both; none where there are too few."""

    def fitted(
        self, features: np.ndarray, labels: np.ndarray, weights: np.ndarray, inverse_penalty: float, start: Coefficients
    ) -> Coefficients:
        """Return what has the least sum of weighted losses plus half the squared kernel over `inverse_penalty`.

        `features` float [n, width] are of one scale, `labels` [n, …] encoded, `weights` float [n]. `start` is where
        the search begins, so that a model of nearly the same penalty costs little.
        """

    def losses(self, labels: np.ndarray, outputs: np.ndarray) -> np.ndarray:
        """Return the loss of each example, float [n], for outputs [n, units]."""
