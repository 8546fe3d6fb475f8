"""LogME: how well features suit what is to be predicted, measured without training anything on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import optimize
from threadpoolctl import threadpool_limits

#: of the ratio of the two precisions: decades below the smallest and above the largest eigenvalue, and steps in each
DECADES_AROUND, STEPS_PER_DECADE = 6, 4


@threadpool_limits.wrap(limits=2)
def logme(features: np.ndarray, columns: Sequence[np.ndarray]) -> float:
    """Return the logarithm of the maximum evidence per image.

    The higher, the better a linear model explains the labels. `features` float [n, d], `columns` float64 [n] as
    `Target.regressed` gives them, of classes each against the rest. You, Liu, Wang and Long (ICML 2021): a Bayesian
    linear regression of each column, whose precisions of the weights and of the noise are those under which the labels
    are most probable; the mean over the columns. Where they iterate to these two, here the precision of the noise is
    eliminated (it is known in closed form), so that the maximum over their ratio alone is left.
    """
    eigenvalues, directions = _spectrum(np.asarray(features, np.float64))
    return float(np.mean([_evidence(column, eigenvalues, directions) for column in columns]))


def _spectrum(features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the eigenvalues [k] of F Fᵀ above 0 and its eigenvectors [n, k], by the smaller of the two products."""
    is_tall = len(features) > features.shape[1]
    values, vectors = np.linalg.eigh(features.T @ features if is_tall else features @ features.T)
    kept = values > values[-1] * max(features.shape) * np.finfo(np.float64).eps
    values, vectors = values[kept], vectors[:, kept]
    return values, features @ (vectors / np.sqrt(values)) if is_tall else vectors


def _evidence(target: np.ndarray, eigenvalues: np.ndarray, directions: np.ndarray) -> float:
    """Return the evidence per image, at the best ratio of the precision of the weights to that of the noise."""
    count = len(target)
    explained = (directions.T @ target) ** 2
    beyond = max(0.0, float(target @ target - explained.sum()))

    def of(log_ratio: float) -> float:
        ratio = np.exp(log_ratio)
        # residue and weights together, each as the best weights leave it
        misfit = float(np.sum(explained * ratio / (eigenvalues + ratio))) + beyond
        spread = float(np.sum(np.log1p(eigenvalues / ratio)))
        return -0.5 * (spread + count * np.log(2 * np.pi * np.e * misfit / count))

    around = DECADES_AROUND * np.log(10)
    low, high = np.log(eigenvalues[0]) - around, np.log(eigenvalues[-1]) + around
    grid = np.linspace(low, high, int((high - low) / np.log(10) * STEPS_PER_DECADE))
    best = int(np.argmax([of(place) for place in grid]))
    bounds = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    found = optimize.minimize_scalar(lambda place: -of(place), bounds=bounds, method="bounded")
    return max(-float(found.fun), of(grid[best])) / count
