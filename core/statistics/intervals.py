"""Intervals: how sure the metrics of an evaluation are, when the images of one subject are no independent witnesses."""

from __future__ import annotations

import numpy as np
from scipy import stats

CONFIDENCE = 0.95
NORMAL_KURTOSIS = 3


def accuracy_interval(
    correct: np.ndarray, groups: np.ndarray | None = None, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Return an interval of the share of right answers.

    `correct` bool [n]; `groups` [n] names each image's subject, None: each its own. Wilson's interval (1927), with so
    many images as would leave an independent sample as unsure as the spread between subjects leaves this one (Korn and
    Graubard 1998). (0, 1) where there are fewer than two subjects.
    """
    places = subject_places(groups, len(correct))
    count = len(np.unique(places))
    if count < 2:
        return 0.0, 1.0
    accuracy = float(np.mean(correct))
    if count == len(correct):
        return wilson_interval(accuracy, count, confidence)
    return _over_subjects(accuracy, (correct - accuracy) / len(correct), places, count, confidence)


def auc_interval(
    labels: np.ndarray, scores: np.ndarray, groups: np.ndarray | None = None, confidence: float = CONFIDENCE
) -> tuple[float, float] | None:
    """Return an interval of the area under the ROC curve. `labels` int [n], `groups` as in `accuracy_interval`.

    `scores` are [n], higher for class 1 of two, or [n, classes]: one against the rest, averaged over all classes.
    The variance is that of DeLong (1988) by ranks (Sun and Xu 2014), summed over subjects (Obuchowski 1997); from it
    follows an interval as Wilson's, which stays within 0 and 1 and is no point where the area is 1. None where a class
    is found in fewer than two subjects.
    """
    places = subject_places(groups, len(labels))
    subjects = fewest_subjects(labels, scores, places)
    if subjects < 2:
        return None
    area, pulls = mean_area(labels, scores)
    return _over_subjects(area, pulls, places, subjects, confidence)


def expected_interval_width(subjects: int, accuracy: float = 0.9, confidence: float = CONFIDENCE) -> float:
    """Return how wide a test set of so many independent subjects will leave the accuracy: Wilson's interval."""
    low, high = wilson_interval(accuracy, subjects, confidence)
    return high - low


def wilson_interval(share: float, count: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return an interval of a share that was found in so many independent cases, which need be no whole number."""
    return _wilson(share, count, deviations(confidence)) if count > 0 else (0.0, 1.0)


def subject_places(groups: np.ndarray | None, count: int) -> np.ndarray:
    """Return for each of so many images the number of its subject, from 0, int [n]."""
    return np.arange(count) if groups is None else np.unique(groups, return_inverse=True)[1]


def fewest_subjects(labels: np.ndarray, scores: np.ndarray, places: np.ndarray) -> int:
    """Return the subjects in the rarer of a class and all others, for the class where that is least."""
    are_of_class = [labels == label for label in _by_class(scores)]
    sides = [side for is_of_class in are_of_class for side in (is_of_class, ~is_of_class)]
    return min(len(np.unique(places[side])) for side in sides)


def mean_area(labels: np.ndarray, scores: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the area under the ROC curve as in `auc_interval`, and how far each image pulls it away, float [n]."""
    areas = [_area(labels == label, of_class) for label, of_class in _by_class(scores).items()]
    return float(np.mean([area for area, _ in areas])), np.mean([pulls for _, pulls in areas], axis=0)


def spread_over_subjects(pulls: np.ndarray, places: np.ndarray, subjects: int) -> tuple[float, float]:
    """Return the variance of a value from its images' pulls [n], summed over subjects, and its degrees of freedom."""
    squares = np.bincount(places, pulls) ** 2
    if not squares.any():
        return 0.0, subjects - 1
    freedom = min(NORMAL_KURTOSIS * squares.sum() ** 2 / np.sum(squares**2), subjects - 1)
    return float(squares.sum() * subjects / (subjects - 1)), float(freedom)


def deviations(confidence: float, freedom: float = np.inf) -> float:
    """Return how many standard deviations to either side hold that share of Student's distribution."""
    return float(stats.t.ppf((1 + confidence) / 2, freedom))


def _by_class(scores: np.ndarray) -> dict[int, np.ndarray]:
    """Return those by which each class is distinguished from the others; of two classes the second alone."""
    return {1: scores} if scores.ndim == 1 else dict(enumerate(scores.T))


def _area(is_positive: np.ndarray, scores: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the area under the curve of one class, and the pulls of the images."""
    positives, negatives = np.count_nonzero(is_positive), np.count_nonzero(~is_positive)
    above = np.empty(len(scores))
    ranks = stats.rankdata(scores)
    above[is_positive] = (ranks[is_positive] - stats.rankdata(scores[is_positive])) / negatives
    above[~is_positive] = 1 - (ranks[~is_positive] - stats.rankdata(scores[~is_positive])) / positives
    area = float(above[is_positive].mean())
    return area, (above - area) / np.where(is_positive, positives, negatives)


def _over_subjects(
    value: float, pulls: np.ndarray, places: np.ndarray, subjects: int, confidence: float
) -> tuple[float, float]:
    """Return Wilson's interval for as many independent images as vary like the pulls [n], summed over subjects."""
    variance, freedom = spread_over_subjects(pulls, places, subjects)
    independent = min(value * (1 - value) / variance, len(pulls)) if variance else subjects
    return _wilson(value, independent, deviations(confidence, freedom))


def _wilson(share: float, count: float, deviations: float) -> tuple[float, float]:
    square = deviations**2 / count
    centre = (share + square / 2) / (1 + square)
    half = np.sqrt(square * (share * (1 - share) + square / 4)) / (1 + square)
    return float(max(centre - half, 0)), float(min(centre + half, 1))
