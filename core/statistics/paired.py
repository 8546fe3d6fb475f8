"""Paired tests: whether two models differ by more than chance on the same images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from core.statistics.intervals import (
    CONFIDENCE,
    auc_interval,
    deviations,
    fewest_subjects,
    mean_area,
    spread_over_subjects,
    subject_places,
)


@dataclass(frozen=True)
class Tested:
    """A difference, its interval, and how often chance alone would make one at least as large."""

    value: float
    interval: tuple[float, float]
    p: float


def accuracy_difference(
    correct: np.ndarray, reference: np.ndarray, groups: np.ndarray | None = None, confidence: float = CONFIDENCE
) -> Tested:
    """Return how much larger the share of right answers is than the reference's. Both bool [n], of the same images.

    `groups` [n] names each image's subject, None: each its own. See `sign_flip_p` for p. The interval is the adjusted
    one of Bonett and Price (2012), with so many images as would leave an independent sample as unsure as the spread
    between subjects leaves this one (Obuchowski 1998). Nothing is known, so p is 1, of fewer than two subjects.
    """
    change = correct.astype(int) - reference.astype(int)
    places = subject_places(groups, len(change))
    subjects = len(np.unique(places))
    value = float(change.mean())
    if subjects < 2:
        return Tested(value, (-1.0, 1.0), 1.0)
    interval = _interval_of_change(change, places, subjects, confidence)
    return Tested(value, interval, sign_flip_p(np.bincount(places, change)))


def sign_flip_p(changes: np.ndarray) -> float:
    """Return the two-sided p of no difference. `changes` [subjects]: right answers more than the reference's."""
    sizes = np.abs(np.round(changes).astype(int))
    chances = np.ones(1)  # of each sum, from the lowest to the highest in steps of 1
    for size in sizes[sizes > 0]:
        gap = np.zeros(2 * size)
        chances = (np.concatenate([chances, gap]) + np.concatenate([gap, chances])) / 2
    highest = len(chances) // 2
    is_as_large = np.abs(np.arange(-highest, highest + 1)) >= abs(round(float(np.sum(changes))))
    return min(float(chances[is_as_large].sum()), 1.0)


def auc_difference(
    labels: np.ndarray,
    scores: np.ndarray,
    reference: np.ndarray,
    groups: np.ndarray | None = None,
    confidence: float = CONFIDENCE,
) -> Tested | None:
    """Return how much larger the area under the ROC curve is than the reference's, by DeLong's paired test (1988).

    `labels`, scores and `groups` are as in `intervals.auc_interval`: of several classes the mean of one against the
    rest. By ranks (Sun and Xu 2014), summed over subjects (Obuchowski 1997), with Student's distribution, which allows
    for few subjects. Near an area of 1 DeLong's interval is too narrow, and a point where both are 1: it is made at
    least as wide as the intervals of both areas and their correlation say (Zou and Donner 2008). None where
    `auc_interval` is.
    """
    places = subject_places(groups, len(labels))
    intervals = auc_interval(labels, scores, groups, confidence), auc_interval(labels, reference, groups, confidence)
    if intervals[0] is None or intervals[1] is None:
        return None
    (area, pulls), (reference_area, reference_pulls) = mean_area(labels, scores), mean_area(labels, reference)
    value = area - reference_area
    subjects = fewest_subjects(labels, scores, places)
    variance, freedom = spread_over_subjects(pulls - reference_pulls, places, subjects)
    correlation = _correlation(np.bincount(places, pulls), np.bincount(places, reference_pulls), subjects)
    at_least = _half_by_both(intervals[0], intervals[1], correlation)
    half = max(deviations(confidence, freedom) * np.sqrt(variance), at_least)
    deviation = np.sqrt(variance) or half / deviations(confidence)  # two areas of 1 do not spread at all
    p = float(2 * stats.t.sf(abs(value) / deviation, freedom))
    return Tested(value, (float(max(value - half, -1)), float(min(value + half, 1))), p)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p adjusted for several tests, so that all of them together err as rarely as one (Holm 1979)."""
    order = np.argsort(p_values)
    factors = np.arange(len(p_values), 0, -1)
    rising = np.maximum.accumulate(np.array(p_values)[order] * factors).clip(max=1)
    adjusted = np.empty(len(p_values))
    adjusted[order] = rising
    return adjusted.tolist()


def _interval_of_change(
    change: np.ndarray, places: np.ndarray, subjects: int, confidence: float
) -> tuple[float, float]:
    gains, losses = float(np.mean(change > 0)), float(np.mean(change < 0))
    value = gains - losses
    independent: float = len(change)
    freedom: float = np.inf
    if subjects < len(change):
        variance, freedom = spread_over_subjects((change - value) / len(change), places, subjects)
        independent = min(float(gains + losses - value**2) / variance, independent) if variance else subjects
    gains, losses = ((share * independent + 1) / (independent + 2) for share in (gains, losses))
    half = deviations(confidence, freedom) * np.sqrt((gains + losses - (gains - losses) ** 2) / (independent + 2))
    return float(max(gains - losses - half, -1)), float(min(gains - losses + half, 1))


def _correlation(pulls: np.ndarray, others: np.ndarray, subjects: int) -> float:
    """Return the correlation of two areas, from pulls [subjects]; that so many agree does not say that all would."""
    size = np.sqrt(np.sum(pulls**2) * np.sum(others**2))
    return min(float(np.sum(pulls * others) / size), 1 - 1 / subjects) if size else 0.0


def _half_by_both(interval: tuple[float, float], of_reference: tuple[float, float], correlation: float) -> float:
    """Return half the width of a difference's interval as it follows from those of both, and their correlation.

    As Zou and Donner (2008) recover it, where intervals are taken to reach as far to either side.
    """
    one, other = ((high - low) / 2 for low, high in (interval, of_reference))
    return float(np.sqrt(one**2 + other**2 - 2 * correlation * one * other))
