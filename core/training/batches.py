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
from core.training.settings import MOST_WEIGHT


@dataclass(frozen=True, kw_only=True)
class Examples:
    """The images of one part, with their classes as numbers and their weights in the loss."""

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
class Place:
    """Where training is; the callback sets it, the generator of batches reads it at the start of an epoch."""

    epoch: int = 0
    first_batch: int = 0


def examples(images: Sequence[Example], classes: Sequence[str], weight_of_class: np.ndarray) -> Examples:
    number = {label: place for place, label in enumerate(classes)}
    labels = np.array([number[image.label] for image in images], np.int32)
    return Examples(
        images=tuple(image.key for image in images),
        labels=labels,
        weights=weight_of_class[labels],
        subjects=tuple(image.subject for image in images),
    )


def class_weights(
    images: Sequence[Example], classes: Sequence[str], balanced: bool, bound: float | None = MOST_WEIGHT
) -> np.ndarray:
    """float32 [classes]: each class has the same say, within a bound; the mean over all `images` is 1.

    An image counts the more, the rarer its class is, but at most `bound` times as much as one of the most frequent
    class; None is no bound. It is truncated importance weighting (Ionides, 2008): without a bound a class of one or two
    images pulls the whole model after them, and with it goes the use of all others. By Kish (1965) weighted images are
    worth (sum of weights)² / (sum of squared weights) equal ones: of 351 images in classes of 207, 88, 33, 20 and 3
    that is 58 without a bound, and 169 with one of 10. A class without images weighs nothing.
    """
    if not balanced:
        return np.ones(len(classes), np.float32)
    counts = np.array([sum(image.label == label for image in images) for label in classes], np.float64)
    relative = np.divide(counts.max(), counts, out=np.zeros_like(counts), where=counts > 0)
    if bound is not None:
        relative = np.minimum(relative, bound)
    return (relative * counts.sum() / (relative * counts).sum()).astype(np.float32)


def order_of_epoch(count: int, seed: int, phase: int, epoch: int) -> np.ndarray:
    """In which order the images are seen: int64 [count]."""
    return np.random.default_rng([seed, phase, epoch]).permutation(count)


def training_batches(
    examples: Examples, inputs: Inputs, views: Views, batch_size: int, seed: int, phase: int, place: Place
) -> tf.data.Dataset:
    """The rest of an epoch each time it is iterated, from `place` on; how long that is must not change in between."""
    first = place.first_batch

    def batches() -> Iterator[tuple]:
        order = order_of_epoch(len(examples), seed, phase, place.epoch)
        view = views.of_epoch(place.epoch)
        for batch in range(first, examples.batches(batch_size)):
            yield _batch(examples, inputs, order[batch * batch_size : (batch + 1) * batch_size], view)

    return _as_dataset(batches, inputs, examples.batches(batch_size) - first)


def validation_batches(examples: Examples, inputs: Inputs, batch_size: int) -> tf.data.Dataset:
    def batches() -> Iterator[tuple]:
        for batch in range(examples.batches(batch_size)):
            rows = np.arange(batch * batch_size, min((batch + 1) * batch_size, len(examples)))
            yield _batch(examples, inputs, rows, view=0)

    return _as_dataset(batches, inputs, examples.batches(batch_size))


def _batch(examples: Examples, inputs: Inputs, rows: np.ndarray, view: int) -> tuple:
    values = inputs.read([examples.images[row] for row in rows], view)
    return values, examples.labels[rows], examples.weights[rows]


def _as_dataset(batches: Callable[[], Iterator[tuple]], inputs: Inputs, count: int) -> tf.data.Dataset:
    signature = (tuple(inputs.specs), tf.TensorSpec([None], tf.int32), tf.TensorSpec([None], tf.float32))
    dataset = tf.data.Dataset.from_generator(batches, output_signature=signature)
    return dataset.apply(tf.data.experimental.assert_cardinality(count)).prefetch(2)
