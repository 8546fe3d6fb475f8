"""Batches: their order, and that nothing but seed, phase and epoch decides what comes when."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import tensorflow as tf

from core.dataset.dataset import Example
from core.features.augmentation import Augmentation, Flips
from core.features.views import Views
from core.modalities.images.modality import Images
from core.targets.single_label import SingleLabel
from core.training.batches import Position, examples, order_of_epoch, training_batches, validation_batches

TARGET = SingleLabel(("a", "b"))


def images(*labels: str) -> list[Example]:
    return [Example(file=str(n), label=label, sha256=f"{n:064x}") for n, label in enumerate(labels)]


class Numbers:
    """Inputs whose one value is the number of the image, and the view."""

    def __init__(self, of_lengths: np.ndarray | None = None) -> None:
        self.specs = [tf.TensorSpec([None, 2], tf.float32)]
        self.of_lengths = of_lengths

    def make_ready(self, images: Any, view: Any, job: Any) -> None:
        """They always are."""

    def read(self, images: Any, view: Any) -> Any:
        return (np.array([[int(image, 16), view] for image in images], np.float32),)

    def lengths(self, images: Any) -> Any:
        return self.of_lengths


def numbers_in(batches: tf.data.Dataset) -> list[list[int]]:
    return [values[0][:, 0].numpy().astype(int).tolist() for values, _, _ in batches]


def training(
    count: int,
    first: int = 0,
    epoch: int = 0,
    views: Augmentation = Augmentation.NONE,
    lengths: np.ndarray | None = None,
) -> tf.data.Dataset:
    some = examples(images(*["a", "b"] * (count // 2)), TARGET)
    place = Position(epoch=epoch, first_batch=first)
    drawn = Views(Images().augmenter(views, Flips.NONE, None), 0)
    return training_batches(some, Numbers(lengths), drawn, 4, seed=5, phase=1, place=place)


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


def test_rows_that_are_padded_stand_in_batches_of_about_their_length() -> None:
    lengths = np.random.default_rng(0).integers(8, 100, 70)
    first, again, second, mixed = (
        numbers_in(training(70, epoch=epoch, lengths=of))
        for epoch, of in ((0, lengths), (0, lengths), (1, lengths), (0, None))
    )

    assert sorted(chain.from_iterable(first)) == list(range(70))
    assert [len(batch) for batch in first] == [4] * 17 + [2]
    assert first == again
    assert first != second
    assert padded(first, lengths) < 0.75 * padded(mixed, lengths)
    longest = [lengths[batch].max() for batch in first]
    assert longest != sorted(longest)  # batches come in any order
    assert numbers_in(training(70, first=5, lengths=lengths)) == first[5:]


def padded(batches: list[list[int]], lengths: np.ndarray) -> int:
    """Return how long all rows are together, each padded to the longest in its batch."""
    return sum(len(batch) * int(lengths[batch].max()) for batch in batches)


def test_each_epoch_shows_its_view() -> None:
    for epoch, view in [(0, 0), (3, 3), (5, 0)]:  # there are five views of light augmentation
        (values,), _, _ = next(iter(training(4, epoch=epoch, views=Augmentation.LIGHT)))
        assert values[:, 1].numpy().tolist() == [view] * 4


def test_validation_goes_through_the_images_in_order_with_their_labels() -> None:
    weights = np.array([3, 2, 3, 2, 2], np.float32)
    some = replace(examples(images("b", "a", "b", "a", "a"), TARGET), weights=weights)

    batches = list(validation_batches(some, Numbers(), 2))

    assert numbers_in(batches) == [[0, 1], [2, 3], [4]]
    assert np.concatenate([labels for _, labels, _ in batches]).tolist() == [1, 0, 1, 0, 0]
    assert np.concatenate([weights for _, _, weights in batches]).tolist() == [3, 2, 3, 2, 2]
