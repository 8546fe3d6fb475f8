"""Metrics of a classifier on one part of a dataset, computed by scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn import metrics


@dataclass(frozen=True, kw_only=True)
class ClassMetrics:
    """Of one class against all others; None where it cannot be told, as precision without any prediction."""

    label: str
    sensitivity: float | None
    specificity: float | None
    precision: float | None
    support: int


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """What a classifier is worth on one part."""

    images: int
    accuracy: float
    balanced_accuracy: float
    #: binary, or one against the rest, averaged over the classes; None where only one class is there
    auc: float | None
    classes: tuple[ClassMetrics, ...]
    #: rows are the true classes, columns the predicted ones
    confusion: tuple[tuple[int, ...], ...]


def measure(labels: np.ndarray, probabilities: np.ndarray, classes: Sequence[str]) -> Metrics:
    """`labels` int [n] are places in `classes`; `probabilities` float [n, classes]. n is at least 1."""
    predicted = probabilities.argmax(axis=1)
    confusion = metrics.confusion_matrix(labels, predicted, labels=range(len(classes)))
    per_class = tuple(_class_metrics(confusion, place, label) for place, label in enumerate(classes))
    present = [figures.sensitivity for figures in per_class if figures.sensitivity is not None]
    return Metrics(
        images=len(labels),
        accuracy=float(metrics.accuracy_score(labels, predicted)),
        balanced_accuracy=float(np.mean(present)),
        auc=_auc(labels, probabilities),
        classes=per_class,
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
    )


def _class_metrics(confusion: np.ndarray, place: int, label: str) -> ClassMetrics:
    hits = int(confusion[place, place])
    support, chosen = int(confusion[place].sum()), int(confusion[:, place].sum())
    others = int(confusion.sum()) - support
    return ClassMetrics(
        label=label,
        sensitivity=_share(hits, support),
        specificity=_share(others - (chosen - hits), others),
        precision=_share(hits, chosen),
        support=support,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _auc(labels: np.ndarray, probabilities: np.ndarray) -> float | None:
    count = probabilities.shape[1]
    if len(np.unique(labels)) < count:
        return None
    if count == 2:
        return float(metrics.roc_auc_score(labels, probabilities[:, 1]))
    return float(metrics.roc_auc_score(labels, probabilities, multi_class="ovr", labels=range(count)))
