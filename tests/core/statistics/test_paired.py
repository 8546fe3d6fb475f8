"""Paired tests: against the literature and the definitions, and how often they err."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from core.statistics.intervals import auc_interval
from core.statistics.paired import accuracy_difference, auc_difference, holm, sign_flip_p


def answers(both: int, gained: int, lost: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    """A model's right answers and the reference's."""
    counts = [both, gained, lost, neither]
    return np.repeat([True, True, False, False], counts), np.repeat([True, False, True, False], counts)


@pytest.mark.parametrize(
    ("table", "p", "interval"),
    [
        # airway hyper-responsiveness before and after a transplant: Bentur 2009, by Fagerland and others (2014)
        ((1, 1, 7, 12), 0.0703, (-0.508, -0.013)),
        ((40, 12, 3, 5), 2 * stats.binom.cdf(3, 15, 0.5), None),
        ((10, 0, 0, 2), 1.0, None),
    ],
)
def test_independent_images_are_tested_as_mcnemar_does(
    table: tuple[int, ...], p: float, interval: tuple[float, float] | None
) -> None:
    tested = accuracy_difference(*answers(*table))

    assert tested.p == pytest.approx(p, abs=5e-5)
    assert tested.value == pytest.approx((table[1] - table[2]) / sum(table))
    assert tested.interval[0] < tested.value < tested.interval[1]
    if interval:
        assert tested.interval == pytest.approx(interval, abs=6e-4)


def test_all_ways_to_give_signs_are_counted() -> None:
    changes = np.array([3, -1, 2, 0, 2, -4, 1])
    sums = [abs(np.dot(signs, changes)) for signs in itertools.product([-1, 1], repeat=len(changes))]

    assert sign_flip_p(changes) == pytest.approx(np.mean(np.array(sums) >= abs(changes.sum())))


def test_images_of_one_subject_are_no_new_witnesses() -> None:
    better, reference = answers(20, 6, 0, 4)
    copies, subjects = 20, np.repeat(np.arange(30), 20)

    alone = accuracy_difference(better, reference)
    copied = accuracy_difference(np.repeat(better, copies), np.repeat(reference, copies), subjects)
    taken_for_many = accuracy_difference(np.repeat(better, copies), np.repeat(reference, copies))

    assert copied.p == pytest.approx(alone.p)
    assert copied.interval == pytest.approx(alone.interval, abs=0.05)
    assert taken_for_many.p < 1e-6


def test_a_single_subject_tells_nothing() -> None:
    better, reference = answers(1, 9, 0, 0)

    assert accuracy_difference(better, reference, np.zeros(10)).p == 1
    assert auc_difference(np.arange(10) % 2, np.arange(10.0), np.ones(10), np.zeros(10)) is None


def test_the_same_answers_differ_by_nothing_and_are_not_certain_to() -> None:
    labels = np.repeat([0, 1], 20)
    perfect = labels.astype(float)

    same = accuracy_difference(*answers(40, 0, 0, 0))
    area = auc_difference(labels, perfect, perfect)

    assert area is not None
    scores = labels + np.linspace(0, 1.5, 40) ** 2
    not_perfect = auc_difference(labels, scores, scores)
    assert not_perfect is not None
    assert (not_perfect.value, not_perfect.p) == (0, 1)
    assert not_perfect.interval[1] - not_perfect.interval[0] > 0.01
    for tested in (same, area):
        assert (tested.value, tested.p) == (0, 1)
        assert -0.3 < tested.interval[0] < -0.01
        assert 0.01 < tested.interval[1] < 0.3


def test_areas_without_any_spread_are_told_apart() -> None:
    labels = np.repeat([0, 1], 20)

    tested = auc_difference(labels, labels.astype(float), np.zeros(40))

    assert tested is not None
    assert tested.value == pytest.approx(0.5)
    assert tested.p < 0.01
    assert tested.interval[0] > 0.2


def test_areas_are_compared_as_delong_does() -> None:
    """Against the structural components of 1988, computed pair by pair: z differs by the one image of freedom."""
    draw = np.random.default_rng(0)
    labels = np.repeat([0, 1], 150)
    shared = draw.normal(size=300)
    scores = [np.round(labels * gain + shared + draw.normal(size=300), 1) for gain in (1.2, 0.8)]
    pairs = [np.sign(one[labels == 1][:, None] - one[labels == 0]) / 2 + 0.5 for one in scores]
    of_positives, of_negatives = (np.cov([one.mean(axis=side) for one in pairs]) for side in (1, 0))
    covariance = of_positives / 150 + of_negatives / 150
    contrast = np.array([1, -1])
    z = (pairs[0].mean() - pairs[1].mean()) / np.sqrt(contrast @ covariance @ contrast)

    tested = auc_difference(labels, scores[0], scores[1])

    assert tested is not None
    assert tested.value == pytest.approx(pairs[0].mean() - pairs[1].mean())
    assert tested.p == pytest.approx(2 * stats.norm.sf(abs(z)), rel=0.05)


def test_subjects_that_are_each_one_image_change_nothing() -> None:
    draw = np.random.default_rng(1)
    labels = np.arange(60) % 2
    scores, reference = labels + draw.normal(size=(2, 60))
    subjects = draw.permutation(60)

    alone, grouped = auc_difference(labels, scores, reference), auc_difference(labels, scores, reference, subjects)

    assert alone is not None
    assert grouped is not None
    assert grouped.p == pytest.approx(alone.p)
    assert grouped.interval == pytest.approx(alone.interval)


def test_two_classes_as_one_score_or_as_two_are_the_same() -> None:
    draw = np.random.default_rng(2)
    labels = np.arange(80) % 2
    seconds = stats.norm.cdf(labels + draw.normal(size=(2, 80)))

    one = auc_difference(labels, seconds[0], seconds[1])
    pairs = [np.stack([1 - second, second], axis=1) for second in seconds]
    two = auc_difference(labels, pairs[0], pairs[1])

    assert one is not None
    assert two is not None
    assert two.p == pytest.approx(one.p)


def test_the_differences_of_several_classes_are_averaged() -> None:
    draw = np.random.default_rng(3)
    labels = np.arange(120) % 3
    good, poor = (np.eye(3)[labels] * gain + draw.normal(size=(120, 3)) for gain in (2.5, 0.5))

    tested = auc_difference(labels, good, poor)

    assert tested is not None
    singles = [auc_difference((labels == place).astype(int), good[:, place], poor[:, place]) for place in range(3)]
    assert tested.value == pytest.approx(np.mean([single.value for single in singles if single]))
    assert tested.p < 0.001


def draw_answers(draw: np.random.Generator, subjects: int, resemblance: float, better: float) -> tuple:
    """Labels, groups, and the scores of two models that share most of their noise; the first is better by so much."""
    groups = np.repeat(np.arange(subjects), draw.integers(1, 12, subjects))
    labels = draw.permutation(np.arange(subjects) % 2)[groups]

    def noise() -> np.ndarray:
        of_subject, of_image = draw.normal(size=subjects)[groups], draw.normal(size=len(groups))
        return np.sqrt(resemblance) * of_subject + np.sqrt(1 - resemblance) * of_image

    shared = np.sqrt(0.6) * noise()
    scores = [gain * labels + shared + np.sqrt(0.4) * noise() for gain in (1.8 + better, 1.8)]
    return labels, groups, scores


@pytest.mark.parametrize(("subjects", "resemblance"), [(12, 0.8), (20, 0.5), (40, 0.2)])
def test_chance_alone_is_taken_for_more_no_oftener_than_said(subjects: int, resemblance: float) -> None:
    draw = np.random.default_rng(0)
    false_alarms, naive = [], []
    for _ in range(400):
        labels, groups, scores = draw_answers(draw, subjects, resemblance, better=0)
        right = [(of_model > 0.9) == labels for of_model in scores]
        area = auc_difference(labels, scores[0], scores[1], groups)
        false_alarms.append(
            (accuracy_difference(right[0], right[1], groups).p < 0.05, area is not None and area.p < 0.05)
        )
        naive.append(accuracy_difference(*right).p < 0.05)

    assert np.all(np.mean(false_alarms, axis=0) < 0.07)
    if resemblance == 0.8:
        assert np.mean(naive) > 0.1


def test_models_that_hardly_differ_have_a_narrow_interval() -> None:
    draw = np.random.default_rng(4)
    labels = np.arange(60) % 2
    scores = 2 * labels + draw.normal(size=60)
    nearly = scores + 0.02 * draw.normal(size=60)

    tested, single = auc_difference(labels, scores, nearly), auc_interval(labels, scores)

    assert tested is not None
    assert single is not None
    assert tested.interval[1] - tested.interval[0] < 0.35 * (single[1] - single[0])


@pytest.mark.parametrize(("subjects", "resemblance"), [(12, 0.8), (20, 0.5), (40, 0.2)])
def test_the_intervals_hold_the_true_difference_about_as_often_as_they_say(subjects: int, resemblance: float) -> None:
    draw = np.random.default_rng(1)
    better = 0.6
    areas, shares = (
        stats.norm.cdf(np.array([1.8 + better, 1.8]) / np.sqrt(2)),
        [np.mean(stats.norm.cdf([0.9, 0.9 + better])), stats.norm.cdf(0.9)],
    )
    held = []
    for _ in range(300):
        labels, groups, scores = draw_answers(draw, subjects, resemblance, better)
        right = [(of_model > 0.9) == labels for of_model in scores]
        area = auc_difference(labels, scores[0], scores[1], groups)
        low, high = accuracy_difference(right[0], right[1], groups).interval
        lowest, highest = area.interval if area else (-1, 1)
        held.append((low <= shares[0] - shares[1] <= high, lowest <= areas[0] - areas[1] <= highest))

    assert np.all(np.mean(held, axis=0) > 0.9)


def test_what_is_no_more_than_chance_has_an_interval_over_zero() -> None:
    draw = np.random.default_rng(2)
    for better in (0, 0.5, 1.0):
        for _ in range(30):
            labels, groups, scores = draw_answers(draw, 16, 0.5, better)
            area = auc_difference(labels, scores[0], scores[1], groups)
            assert area is not None
            if area.p > 0.05:
                assert area.interval[0] <= 0 <= area.interval[1]


def test_several_tests_are_adjusted_as_holm_does() -> None:
    """The smallest by 4, the next by 3, never falling, at most 1."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.7]) == [1, 1]
    assert holm([0.2]) == [0.2]
    assert holm([]) == []


def test_a_wide_interval_of_one_area_is_not_forgotten() -> None:
    """Near an area of 1 DeLong's own interval would be a point."""
    labels = np.repeat([0, 1], 15)
    perfect = labels.astype(float)
    nearly = perfect.copy()
    nearly[0] = 2

    tested, single = auc_difference(labels, perfect, nearly), auc_interval(labels, perfect)

    assert tested is not None
    assert single is not None
    assert tested.interval[0] < 0 < tested.value < tested.interval[1]
    assert tested.interval[1] - tested.interval[0] > single[1] - single[0]
