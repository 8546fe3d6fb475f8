"""The metrics by which epochs of a classifier are chosen, and how far each example pulls them."""

from __future__ import annotations

import numpy as np

from core.statistics.intervals import mean_area


def balanced_accuracy(labels: np.ndarray, predicted: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the mean over the classes that are there of the share of right answers, and the pull of each example."""
    _, places, counts = np.unique(labels, return_inverse=True, return_counts=True)
    is_right = (labels == predicted).astype(float)
    shares = np.bincount(places, is_right) / counts
    return float(shares.mean()), (is_right - shares[places]) / counts[places] / len(counts)


def mean_area_of(labels: np.ndarray, probabilities: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the area under the ROC curve of the second of two classes; of several the mean over those there are."""
    if probabilities.shape[1] == 2:
        return mean_area(labels, probabilities[:, 1])
    present, places = np.unique(labels, return_inverse=True)
    return mean_area(places, probabilities[:, present])


def probabilities_of(logits: np.ndarray) -> np.ndarray:
    """Return the softmax of logits [n, classes], in float64."""
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
