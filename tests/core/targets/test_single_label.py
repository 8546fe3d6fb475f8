"""One class of several: what a class weighs, and what is wrong where all answers are the same."""

from __future__ import annotations

import numpy as np
import pytest

from core.events import AlarmKind
from core.targets.single_label import SingleLabel

TARGET = SingleLabel(("a", "b"))


def weights(*labels: str, bound: float | None = 10.0, target: SingleLabel = TARGET) -> np.ndarray:
    encoded = target.encode(labels)
    return target.weights(encoded, encoded, bound)


def test_each_class_has_the_same_say_however_many_images_it_has() -> None:
    found = weights("a", "a", "a", "b")

    assert found.tolist() == np.array([4 / (2 * 3)] * 3 + [4 / (2 * 1)], np.float32).tolist()
    assert np.isclose(found[:3].sum(), found[3:].sum())
    assert np.isclose(found.mean(), 1)


def test_an_image_of_a_rare_class_counts_at_most_ten_times_as_much() -> None:
    labels = ["a"] * 300 + ["b"] * 2
    found = weights(*labels)

    assert np.isclose(found[-1] / found[0], 10)
    assert np.isclose(found.mean(), 1)
    assert weights(*labels, bound=None)[[0, -1]].tolist() == np.array([302 / 600, 302 / 4], np.float32).tolist()


def test_a_class_without_training_images_weighs_nothing() -> None:
    target = SingleLabel(("a", "b", "c"))
    every, learnt_from = target.encode("abc"), target.encode("aac")

    assert target.weights(every, learnt_from, 10.0).tolist() == np.array([3 / 4, 0, 3 / 2], np.float32).tolist()


def test_the_predictions_are_the_softmax_of_the_outputs() -> None:
    outputs = np.array([[0.0, np.log(3.0)]], np.float32)
    np.testing.assert_allclose(TARGET.predictions(outputs), [[0.25, 0.75]], rtol=1e-6)


def test_the_loss_of_a_batch_is_the_mean_of_the_losses_of_its_examples() -> None:
    labels, outputs = TARGET.encode("abb"), np.array([[2, 1], [0, 3], [1, 1]], np.float32)
    whole = TARGET.batch_loss()(labels, outputs, sample_weight=np.ones(3, np.float32))
    assert float(whole) == pytest.approx(float(np.mean(TARGET.losses(labels, outputs))))


def test_it_is_alarming_that_all_are_taken_for_one_class_unless_they_are_of_one() -> None:
    one, both = np.eye(2)[[1, 1, 1]], np.eye(2)[[0, 1, 1]]
    assert TARGET.alarms(TARGET.encode("abb"), one) == (AlarmKind.ONE_CLASS,)
    assert TARGET.alarms(TARGET.encode("abb"), both) == ()
    assert TARGET.alarms(TARGET.encode("bbb"), one) == ()
