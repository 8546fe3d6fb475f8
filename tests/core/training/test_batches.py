"""Batches: order, weights of classes, and that nothing but seed, phase and epoch decides what comes when."""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np
import tensorflow as tf

from core.dataset.dataset import Example
from core.features.strength import Augmentation, Flips
from core.features.views import Views
from core.training.batches import Place, class_weights, examples, order_of_epoch, training_batches, validation_batches

CLASSES = ("a", "b")


def images(*labels: str) -> list[Example]:
    return [Example(file=str(n), label=label, sha256=f"{n:064x}") for n, label in enumerate(labels)]


class Numbers:
    """Inputs whose one value is the number of the image, and the view."""

    def __init__(self) -> None:
        self.specs = [tf.TensorSpec([None, 2], tf.float32)]

    def make_ready(self, images: Any, view: Any, job: Any) -> None:
        """They always are."""

    def read(self, images: Any, view: Any) -> Any:
        return (np.array([[int(image, 16), view] for image in images], np.float32),)


def numbers_in(batches: tf.data.Dataset) -> list[list[int]]:
    return [values[0][:, 0].numpy().astype(int).tolist() for values, _, _ in batches]


def training(count: int, first: int = 0, epoch: int = 0, views: Augmentation = Augmentation.NONE) -> tf.data.Dataset:
    some = examples(images(*["a", "b"] * (count // 2)), CLASSES, np.ones(2, np.float32))
    place = Place(epoch=epoch, first_batch=first)
    return training_batches(some, Numbers(), Views(views, Flips.NONE, 0), 4, seed=5, phase=1, place=place)


def test_each_class_has_the_same_say_however_many_images_it_has() -> None:
    some = images("a", "a", "a", "b")

    weights = class_weights(some, CLASSES, balanced=True)

    assert weights.tolist() == np.array([4 / (2 * 3), 4 / (2 * 1)], np.float32).tolist()
    by_image = examples(some, CLASSES, weights).weights
    assert np.isclose(by_image[:3].sum(), by_image[3:].sum())
    assert np.isclose(by_image.mean(), 1)


def test_an_image_of_a_rare_class_counts_at_most_ten_times_as_much() -> None:
    some = images(*["a"] * 300, *["b"] * 2)

    weights = class_weights(some, CLASSES, balanced=True)

    assert np.isclose(weights[1] / weights[0], 10)
    assert np.isclose(examples(some, CLASSES, weights).weights.mean(), 1)
    assert (
        class_weights(some, CLASSES, balanced=True, bound=None).tolist()
        == np.array([302 / 600, 302 / 4], np.float32).tolist()
    )


def test_a_class_without_training_images_weighs_nothing() -> None:
    weights = class_weights(images("a", "a", "c"), ("a", "b", "c"), balanced=True)

    assert weights.tolist() == np.array([3 / 4, 0, 3 / 2], np.float32).tolist()


def test_without_class_weights_each_image_has_the_same_say() -> None:
    assert class_weights(images("a", "a", "b"), CLASSES, balanced=False).tolist() == [1, 1]


def test_an_epoch_shows_each_image_once_in_an_order_of_its_own() -> None:
    first, again, second = (numbers_in(training(10, epoch=epoch)) for epoch in (0, 0, 1))

    assert sorted(chain.from_iterable(first)) == list(range(10))
    assert [len(batch) for batch in first] == [4, 4, 2]
    assert first == again
    assert first != second
    assert sorted(chain.from_iterable(second)) == list(range(10))


def test_seed_phase_and_epoch_each_change_the_order() -> None:
    orders = [order_of_epoch(50, *place).tolist() for place in [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]]

    assert len({tuple(order) for order in orders}) == 4


def test_the_rest_of_an_epoch_is_what_was_left_of_it() -> None:
    assert numbers_in(training(10, first=1)) == numbers_in(training(10))[1:]
    assert int(training(10, first=1).cardinality()) == 2


def test_each_epoch_shows_its_view() -> None:
    for epoch, view in [(0, 0), (3, 3), (5, 0)]:  # there are five views of light augmentation
        (values,), _, _ = next(iter(training(4, epoch=epoch, views=Augmentation.LIGHT)))
        assert values[:, 1].numpy().tolist() == [view] * 4


def test_validation_goes_through_the_images_in_order_with_their_labels() -> None:
    some = examples(images("b", "a", "b", "a", "a"), CLASSES, np.array([2, 3], np.float32))

    batches = list(validation_batches(some, Numbers(), 2))

    assert numbers_in(batches) == [[0, 1], [2, 3], [4]]
    assert np.concatenate([labels for _, labels, _ in batches]).tolist() == [1, 0, 1, 0, 0]
    assert np.concatenate([weights for _, _, weights in batches]).tolist() == [3, 2, 3, 2, 2]
