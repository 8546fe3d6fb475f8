"""Metrics of a classifier on one part of a dataset, computed by scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn import metrics

from core.statistics.intervals import accuracy_interval, auc_interval
from core.targets.class_metrics import ClassMetrics, Metrics, RocCurve

#: of one ROC curve: more cannot be seen
MOST_POINTS = 500


def measure(
    labels: np.ndarray, probabilities: np.ndarray, classes: Sequence[str], subjects: Sequence[str] | None = None
) -> Metrics:
    """`labels` int [n] are places in `classes`; `probabilities` float [n, classes]. n is at least 1.

    `subjects` [n], "" where an image stands for itself: the intervals know that images of one subject resemble another.
    """
    groups = _groups(subjects)
    predicted = probabilities.argmax(axis=1)
    confusion = metrics.confusion_matrix(labels, predicted, labels=range(len(classes)))
    per_class = tuple(_class_metrics(confusion, place, label) for place, label in enumerate(classes))
    present = [one.sensitivity for one in per_class if one.sensitivity is not None]
    return Metrics(
        images=len(labels),
        accuracy=float(metrics.accuracy_score(labels, predicted)),
        balanced_accuracy=float(np.mean(present)),
        auc=_auc(labels, probabilities),
        classes=per_class,
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
        roc=_curves(labels, probabilities, classes),
        accuracy_interval=accuracy_interval(labels == predicted, groups),
        auc_interval=_auc_interval(labels, probabilities, groups),
        subjects=None if groups is None else len(np.unique(groups)),
    )


def _groups(subjects: Sequence[str] | None) -> np.ndarray | None:
    """Return a number for each subject, and one for each image without; None where no image has a subject."""
    if subjects is None or not any(subjects):
        return None
    names, groups = np.unique(subjects, return_inverse=True)
    alone = np.flatnonzero(names[groups] == "")
    groups[alone] = len(names) + np.arange(len(alone))
    return groups


def scores_of(probabilities: np.ndarray) -> np.ndarray:
    """Return what areas are computed from: of two classes the column of the second, from which all else follows."""
    return probabilities[:, 1] if probabilities.shape[1] == 2 else probabilities


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
    """Return the AUC; of several classes the mean over those that are there, as in balanced accuracy."""
    present = np.unique(labels)
    if len(present) < 2:
        return None
    if probabilities.shape[1] == 2:
        return float(metrics.roc_auc_score(labels, scores_of(probabilities)))
    return float(np.mean([metrics.roc_auc_score(labels == place, probabilities[:, place]) for place in present]))


def _auc_interval(
    labels: np.ndarray, probabilities: np.ndarray, groups: np.ndarray | None
) -> tuple[float, float] | None:
    """Return the interval of the same mean."""
    present, places = np.unique(labels, return_inverse=True)
    if len(present) < 2:
        return None
    if probabilities.shape[1] == 2:
        return auc_interval(labels, scores_of(probabilities), groups)
    return auc_interval(places, probabilities[:, present], groups)


def _curves(labels: np.ndarray, probabilities: np.ndarray, classes: Sequence[str]) -> tuple[RocCurve, ...]:
    """Return the curves; of two classes the second's alone: the curve of the first is its mirror image."""
    places = [1] if len(classes) == 2 else range(len(classes))
    with_both = [place for place in places if 0 < np.count_nonzero(labels == place) < len(labels)]
    return tuple(_curve(labels == place, probabilities[:, place], classes[place]) for place in with_both)


def _curve(is_of_class: np.ndarray, scores: np.ndarray, label: str) -> RocCurve:
    false_positive_rate, sensitivity, _ = metrics.roc_curve(is_of_class, scores)
    kept = np.unique(np.linspace(0, len(sensitivity) - 1, MOST_POINTS).round().astype(int))
    return RocCurve(
        label=label,
        auc=float(metrics.auc(false_positive_rate, sensitivity)),
        false_positive_rate=tuple(false_positive_rate[kept].tolist()),
        sensitivity=tuple(sensitivity[kept].tolist()),
    )
