"""Dropout inside the encoder: what unfrozen layers leave out at random is a function of run, step and place alone.

So a run that was interrupted leaves out the same again, and nothing of it is kept.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import tensorflow as tf

from core.backbones.graph_part import Change


@dataclass(frozen=True)
class EncoderDropout:
    """Leaves out this share, and makes the rest larger by as much as that takes away."""

    rate: float
    #: of the run
    seed: int

    def changes(self, places: Iterable[str], step: tf.Tensor) -> dict[str, Change]:
        """Return what happens at these tensors, by their names, in a step of the run, from 0: all phases counted on."""
        return {place: functools.partial(self._dropped, place, step) for place in places}

    def _dropped(self, place: str, step: tf.Tensor, values: tf.Tensor) -> tf.Tensor:
        of_place = tf.constant([self.seed, zlib.crc32(place.encode())], tf.int64)
        seed = tf.random.experimental.stateless_fold_in(of_place, tf.cast(step, tf.int64), alg="philox")
        return tf.nn.experimental.stateless_dropout(values, self.rate, seed, rng_alg="philox")
