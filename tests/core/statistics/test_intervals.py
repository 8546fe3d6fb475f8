"""Intervals: against those of scipy and of the literature, and how often they hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from core.statistics.intervals import _area, accuracy_interval, auc_interval, expected_interval_width


def answers(right: int, wrong: int) -> np.ndarray:
    return np.repeat([True, False], [right, wrong])


@pytest.mark.parametrize(("right", "wrong"), [(45, 5), (3, 4), (20, 0), (0, 7)])
def test_the_accuracy_of_independent_images_has_wilsons_interval(right: int, wrong: int) -> None:
    wilson = stats.binomtest(right, right + wrong).proportion_ci(method="wilson")

    assert accuracy_interval(answers(right, wrong)) == pytest.approx((wilson.low, wilson.high))
    assert accuracy_interval(answers(right, wrong), np.arange(right + wrong)) == pytest.approx(
        (wilson.low, wilson.high)
    )


def test_images_of_one_subject_are_no_new_witnesses() -> None:
    of_subjects = answers(9, 3)

    low, high = accuracy_interval(np.repeat(of_subjects, 50), np.repeat(np.arange(12), 50))
    alone_low, alone_high = accuracy_interval(of_subjects)

    assert low < alone_low
    assert high == pytest.approx(alone_high, abs=0.05)
    narrow_low, narrow_high = accuracy_interval(np.repeat(of_subjects, 50))
    assert narrow_high - narrow_low < 0.3 * (high - low)


def test_a_single_subject_tells_nothing() -> None:
    assert accuracy_interval(answers(40, 2), np.zeros(42)) == (0, 1)
    assert auc_interval(np.arange(10) % 2, np.arange(10.0), np.zeros(10)) is None


def test_all_right_is_not_certain() -> None:
    low, high = accuracy_interval(answers(80, 0), np.arange(80) // 10)

    assert 0.5 < low < 0.8
    assert high == 1


def test_a_perfect_area_is_not_certain() -> None:
    labels = np.repeat([0, 1], 20)

    low, high = auc_interval(labels, labels.astype(float)) or (0, 0)

    assert 0.7 < low < 0.95
    assert high == 1


def test_the_area_and_its_variance_are_those_of_delong() -> None:
    """Against the structural components computed pair by pair."""
    draw = np.random.default_rng(0)
    labels = np.repeat([0, 1], [30, 20])
    scores = np.round(draw.normal(labels), 1)  # with ties

    area, pulls = _area(labels == 1, scores)

    pairs = np.sign(scores[labels == 1][:, None] - scores[labels == 0]) / 2 + 0.5
    assert area == pytest.approx(pairs.mean()) == pytest.approx(roc_auc_score(labels, scores))
    expected = np.concatenate([(pairs.mean(axis=0) - area) / 30, (pairs.mean(axis=1) - area) / 20])
    assert pulls == pytest.approx(expected)


def test_two_columns_are_as_good_as_one() -> None:
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 2, 60)
    scores = draw.normal(labels)

    one, two = (auc_interval(labels, given) for given in (scores, np.stack([-scores, scores], axis=1)))

    assert one == pytest.approx(two)


def test_a_class_of_one_subject_has_no_interval() -> None:
    labels = np.repeat([0, 1], [40, 10])
    subjects = np.concatenate([np.arange(40), np.full(10, 99)])

    assert auc_interval(labels, np.arange(50.0), subjects) is None
    assert auc_interval(np.zeros(50, int), np.arange(50.0)) is None


@pytest.mark.parametrize(("subjects", "resemblance"), [(10, 0.2), (20, 0.5), (30, 0.8)])
def test_the_intervals_hold_the_truth_about_as_often_as_they_say(subjects: int, resemblance: float) -> None:
    draw = np.random.default_rng(0)
    area, accuracy = 0.9, 0.85
    apart = stats.norm.ppf(area) * np.sqrt(2)
    threshold = stats.norm.ppf(accuracy)
    held = []
    for _ in range(300):
        groups = np.repeat(np.arange(subjects), draw.integers(1, 20, subjects))
        labels = draw.permutation(np.arange(subjects) % 2)[groups]
        of_subject, of_image = draw.normal(size=subjects)[groups], draw.normal(size=len(groups))
        noise = np.sqrt(resemblance) * of_subject + np.sqrt(1 - resemblance) * of_image
        low, high = auc_interval(labels, apart * labels + noise, groups) or (0, 1)
        lowest, highest = accuracy_interval(noise < threshold, groups)
        held.append((low <= area <= high, lowest <= accuracy <= highest))

    assert np.all(np.mean(held, axis=0) > 0.88)


def test_several_classes_are_averaged() -> None:
    draw = np.random.default_rng(0)
    labels = np.arange(90) % 3
    scores = np.eye(3)[labels] + draw.normal(size=(90, 3))
    mean = np.mean([roc_auc_score(labels == place, scores[:, place]) for place in range(3)])

    low, high = auc_interval(labels, scores, np.arange(90) // 3) or (1, 0)

    assert low < mean < high
    assert high - low < 0.2


def test_more_subjects_promise_a_narrower_interval() -> None:
    widths = [expected_interval_width(subjects) for subjects in (0, 1, 6, 30, 300)]

    assert widths[0] == 1
    assert widths == sorted(widths, reverse=True)
    wilson = stats.binomtest(27, 30).proportion_ci(method="wilson")
    assert expected_interval_width(30) == pytest.approx(wilson.high - wilson.low)
