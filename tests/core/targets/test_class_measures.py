"""Metrics, against figures worked out by hand and by scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from core.statistics.intervals import accuracy_interval, auc_interval
from core.targets.class_measures import measure


def test_two_classes_by_hand() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1])
    of_second = np.array([0.1, 0.2, 0.3, 0.9, 0.4, 0.8])

    results = measure(labels, np.stack([1 - of_second, of_second], axis=1), ("healthy", "ill"))

    assert results.images == 6
    assert results.confusion == ((3, 1), (1, 1))
    assert results.accuracy == pytest.approx(4 / 6)
    assert results.balanced_accuracy == pytest.approx((3 / 4 + 1 / 2) / 2)
    healthy, ill = results.classes
    assert (healthy.sensitivity, healthy.specificity, healthy.precision, healthy.support) == (3 / 4, 1 / 2, 3 / 4, 4)
    assert (ill.sensitivity, ill.specificity, ill.precision, ill.support) == (1 / 2, 3 / 4, 1 / 2, 2)
    # of 8 pairs the ill image scores higher in .4>.1, .4>.2, .4>.3, .8>.1, .8>.2, .8>.3
    assert results.auc == pytest.approx(6 / 8)


def test_three_classes_as_scikit_learn_has_them() -> None:
    draw = np.random.default_rng(0)
    labels = draw.permutation(np.arange(60) % 3)
    probabilities = draw.dirichlet([1, 1, 1], 60) + np.eye(3)[labels] * 0.5
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    predicted = probabilities.argmax(axis=1)

    results = measure(labels, probabilities, ("a", "b", "c"))

    assert results.accuracy == pytest.approx(metrics.accuracy_score(labels, predicted))
    assert results.balanced_accuracy == pytest.approx(metrics.balanced_accuracy_score(labels, predicted))
    assert results.auc == pytest.approx(metrics.roc_auc_score(labels, probabilities, multi_class="ovr"))
    precision, recall, _, support = metrics.precision_recall_fscore_support(labels, predicted)
    assert [one.precision for one in results.classes] == pytest.approx(list(precision))
    assert [one.sensitivity for one in results.classes] == pytest.approx(list(recall))
    assert [one.support for one in results.classes] == list(support)
    for place, one in enumerate(results.classes):
        others = labels != place
        assert one.specificity == pytest.approx(np.mean(predicted[others] != place))
    assert np.array_equal(results.confusion, metrics.confusion_matrix(labels, predicted))


def test_what_cannot_be_told_is_none() -> None:
    probabilities = np.array([[0.9, 0.1, 0.0], [0.8, 0.2, 0.0]])

    results = measure(np.array([0, 0]), probabilities, ("a", "b", "c"))

    assert results.auc is None
    a, b, c = results.classes
    assert (a.sensitivity, a.specificity, a.precision) == (1, None, 1)
    assert (b.sensitivity, b.specificity, b.precision, b.support) == (None, 1, None, 0)
    assert results.unmeasured == ("b", "c")
    assert (c.sensitivity, c.specificity) == (None, 1)
    assert (results.accuracy, results.balanced_accuracy) == (1, 1)


def test_the_intervals_are_over_subjects_where_they_are_known() -> None:
    draw = np.random.default_rng(0)
    labels = np.arange(120) % 2
    of_second = np.clip(0.5 + 0.2 * (labels - 0.5) + draw.normal(0, 0.15, 120), 0, 1)
    probabilities = np.stack([1 - of_second, of_second], axis=1)
    subjects = [f"patient {place // 10}" for place in range(120)]
    groups, is_right = np.arange(120) // 10, (of_second > 0.5) == labels

    over_subjects = measure(labels, probabilities, ("a", "b"), subjects)

    assert over_subjects.subjects == 12
    assert over_subjects.accuracy_interval == accuracy_interval(is_right, groups)
    assert over_subjects.auc_interval == auc_interval(labels, of_second, groups)
    over_images = measure(labels, probabilities, ("a", "b"), [""] * 120)
    assert over_images.subjects is None
    assert over_images.accuracy_interval == accuracy_interval(is_right)
    assert over_images == measure(labels, probabilities, ("a", "b"))


def test_an_image_without_a_subject_stands_for_itself() -> None:
    labels, probabilities = np.array([0, 0, 1, 1]), np.eye(2)[[0, 0, 1, 1]]

    assert measure(labels, probabilities, ("a", "b"), ["x", "", "", "x"]).subjects == 3


def test_one_class_alone_has_no_area_and_no_interval_of_it() -> None:
    results = measure(np.array([0, 0, 0]), np.eye(2)[[0, 0, 1]], ("a", "b"))

    assert results.auc_interval is None
    assert results.accuracy_interval


def test_the_auc_is_the_mean_over_the_classes_that_are_there() -> None:
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 3, 90)
    probabilities = draw.dirichlet([1, 1, 1, 1], 90)

    results = measure(labels, probabilities, ("a", "b", "c", "never"))

    areas = [metrics.roc_auc_score(labels == place, probabilities[:, place]) for place in range(3)]
    assert results.auc == pytest.approx(np.mean(areas))
    assert results.auc_interval == auc_interval(labels, probabilities[:, :3])
    assert results.unmeasured == ("never",)
