"""Batches for `fit`: which images in which order is a function of seed, phase and epoch, so no iterator keeps state."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from core.dataset.dataset import Example
from core.features.inputs import Inputs
from core.features.views import Views
from core.targets.target import Target

#: batches of which rows that are padded are sorted by their length
SORTED_TOGETHER = 8


@dataclass(frozen=True, kw_only=True)
class Examples:
    """The images of one part, with their labels as the target encodes them, and their weights in the loss."""

    images: tuple[str, ...]
    labels: np.ndarray
    weights: np.ndarray
    #: "" where an image stands for itself
    subjects: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.images)

    def batches(self, batch_size: int) -> int:
        return math.ceil(len(self) / batch_size)


@dataclass
class Position:
    """Where training is; the callback sets it, the generator of batches reads it at the start of an epoch."""

    epoch: int = 0
    first_batch: int = 0


def examples(images: Sequence[Example], target: Target) -> Examples:
    """Return the examples that these images are, all of which count alike."""
    return Examples(
        images=tuple(image.key for image in images),
        labels=target.encode(image.label for image in images),
        weights=np.ones(len(images), np.float32),
        subjects=tuple(image.subject for image in images),
    )


def order_of_epoch(count: int, seed: int, phase: int, epoch: int) -> np.ndarray:
    """Return in which order the images are seen: int64 [count]."""
    return np.random.default_rng([seed, phase, epoch]).permutation(count)


def order_by_length(order: np.ndarray, lengths: np.ndarray, batch_size: int, seed: Sequence[int]) -> np.ndarray:
    """Return it so that the rows of a batch are about as long: they are padded to the longest of them.

    Of several batches that follow one another the rows are sorted, and then these batches are shuffled.
    """
    size = SORTED_TOGETHER * batch_size
    batches = [
        batch
        for start in range(0, len(order), size)
        for batch in _batches_of(_sorted(order[start : start + size], lengths), batch_size)
    ]
    whole = [batch for batch in batches if len(batch) == batch_size]
    rest = [batch for batch in batches if len(batch) < batch_size]
    shuffled = np.random.default_rng(seed).permutation(len(whole))
    return np.concatenate([*(whole[place] for place in shuffled), *rest])


def training_batches(
    examples: Examples, inputs: Inputs, views: Views, batch_size: int, seed: int, phase: int, place: Position
) -> tf.data.Dataset:
    """Return the rest of an epoch, from `place` on, each time it is iterated; its length must not change in between."""
    first, lengths = place.first_batch, inputs.lengths(examples.images)

    def batches() -> Iterator[tuple]:
        order = order_of_epoch(len(examples), seed, phase, place.epoch)
        if lengths is not None:
            order = order_by_length(order, lengths, batch_size, [seed, phase, place.epoch, 1])
        view = views.of_epoch(place.epoch)
        for batch in range(first, examples.batches(batch_size)):
            yield _batch(examples, inputs, order[batch * batch_size : (batch + 1) * batch_size], view)

    return _as_dataset(batches, examples, inputs, examples.batches(batch_size) - first)


def validation_batches(examples: Examples, inputs: Inputs, batch_size: int) -> tf.data.Dataset:
    def batches() -> Iterator[tuple]:
        for batch in range(examples.batches(batch_size)):
            rows = np.arange(batch * batch_size, min((batch + 1) * batch_size, len(examples)))
            yield _batch(examples, inputs, rows, view=0)

    return _as_dataset(batches, examples, inputs, examples.batches(batch_size))


def _sorted(places: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    ascending: np.ndarray = places[np.argsort(lengths[places], kind="stable")]
    return ascending


def _batches_of(places: np.ndarray, batch_size: int) -> list[np.ndarray]:
    return [places[start : start + batch_size] for start in range(0, len(places), batch_size)]


def _batch(examples: Examples, inputs: Inputs, rows: np.ndarray, view: int) -> tuple:
    values = inputs.read([examples.images[row] for row in rows], view)
    return values, examples.labels[rows], examples.weights[rows]


def _as_dataset(
    batches: Callable[[], Iterator[tuple]], examples: Examples, inputs: Inputs, count: int
) -> tf.data.Dataset:
    labels = tf.TensorSpec([None, *examples.labels.shape[1:]], examples.labels.dtype)
    signature = (tuple(inputs.specs), labels, tf.TensorSpec([None], tf.float32))
    dataset = tf.data.Dataset.from_generator(batches, output_signature=signature)
    return dataset.apply(tf.data.experimental.assert_cardinality(count)).prefetch(2)
