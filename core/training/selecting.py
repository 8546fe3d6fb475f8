"""Selecting: by which figure on validation epochs are told better from worse, whatever an image weighs in the loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.dataset.dataset import Dataset, Split
from core.errors import UserError
from core.statistics.intervals import mean_area
from core.training.settings import SelectBy


@dataclass(frozen=True, eq=False)
class Standing:
    """What a model is worth on validation."""

    #: as people read it: of the loss the less is better, of the others the more
    figure: float
    #: the same, of which the more is always better
    score: float
    #: of each image, float [n]: their mean is the score, and how they spread says how sure it is
    merits: np.ndarray


def standing(select_by: SelectBy, loss: float, losses: np.ndarray, labels: np.ndarray, logits: np.ndarray) -> Standing:
    """Of a model with this mean loss, these losses of images [n], and logits [n, classes] for labels int [n]."""
    match select_by:
        case SelectBy.LOSS:
            return Standing(loss, -loss, -losses)
        case SelectBy.BALANCED_ACCURACY:
            value, pulls = _balanced_accuracy(labels, logits.argmax(axis=1))
        case SelectBy.AUC:
            value, pulls = _area(labels, _probabilities(logits))
    return Standing(value, value, value + pulls * len(labels))


def check_can_select(select_by: SelectBy, dataset: Dataset) -> None:
    """Raises UserError where the validation images cannot give the figure."""
    labels = {image.label for image in dataset.of(Split.VALIDATION)}
    if select_by is SelectBy.AUC and len(labels) < 2:
        raise UserError(
            "The AUC cannot choose the best epoch: all validation images are of one class.",
            hint="Let the validation loss choose, or give the validation part images of other classes.",
        )


def _balanced_accuracy(labels: np.ndarray, predicted: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean over the classes that are there of the share of rightly predicted images, and the pull of each image."""
    _, places, counts = np.unique(labels, return_inverse=True, return_counts=True)
    is_right = (labels == predicted).astype(float)
    shares = np.bincount(places, is_right) / counts
    return float(shares.mean()), (is_right - shares[places]) / counts[places] / len(counts)


def _area(labels: np.ndarray, probabilities: np.ndarray) -> tuple[float, np.ndarray]:
    """The area under the ROC curve of the second of two classes; of several the mean over those that are there."""
    if probabilities.shape[1] == 2:
        return mean_area(labels, probabilities[:, 1])
    present, places = np.unique(labels, return_inverse=True)
    return mean_area(places, probabilities[:, present])


def _probabilities(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
