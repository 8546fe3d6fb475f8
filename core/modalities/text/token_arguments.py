"""TokenArguments: how sentences stand among the arguments of an encoder, which asks for more than their words.

Encoders of TF Hub take three tensors of one shape: the numbers of the words, a mask that is 1 where there is one, and
the number of the sentence that each belongs to. The first says all that the others do where there is one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import Any

import tensorflow as tf

from core.errors import UserError
from core.messages import Message
from core.modalities.text.word_numbers import NOTHING


class Role(Enum):
    """What a tensor says of each place in a sentence."""

    TYPES = re.compile(r"type|segment", re.IGNORECASE)
    MASK = re.compile(r"mask", re.IGNORECASE)
    WORDS = re.compile(r"ids$|words$|tokens$", re.IGNORECASE)


class TokenArguments:
    """The `ExampleArguments` of `core.modalities.network_input`, for text."""

    is_as_called = False

    def takes(self, spec: tf.TensorSpec) -> bool:
        """Return whether it is one of the three."""
        return role_of(spec) is not None

    def are_whole(self, specs: Sequence[tf.TensorSpec]) -> bool:
        """Return whether there are words, and nothing twice."""
        roles = list(map(role_of, specs))
        return Role.WORDS in roles and len(set(roles)) == len(roles)

    def rank(self, specs: Sequence[tf.TensorSpec]) -> tuple[Any, ...]:
        """Any size of the batch before a fixed one, and any length before a fixed one."""
        shape = _words(specs).shape
        return (shape[0] is not None, shape[1] is not None)

    def spec(self, specs: Sequence[tf.TensorSpec]) -> tf.TensorSpec:
        """Return the words, as prepared rows hold them."""
        return tf.TensorSpec(_words(specs).shape, tf.int32, "ids")

    def filled(self, spec: tf.TensorSpec, rows: tf.Tensor) -> tf.Tensor:
        """Return the words, where there are any, or zeros: there is one sentence."""
        match role_of(spec):
            case Role.WORDS:
                return tf.cast(rows, spec.dtype)
            case Role.MASK:
                return tf.cast(_is_word(rows), spec.dtype)
        return tf.zeros_like(rows, spec.dtype)

    def outputs(self, outputs: Any, rows: tf.Tensor) -> Any:
        """Return what an encoder gives of each word as the mean over those that there are: never over empty places."""
        return tf.nest.map_structure(lambda output: _one_vector(output, rows), outputs)

    def refusal(self, specs: Sequence[tf.TensorSpec], unbound: Sequence[str]) -> UserError:
        """Return why a function cannot be given sentences."""
        wants = ", ".join(f"{spec.name or spec.dtype.name}"[:40] for spec in specs) or "nothing"
        return UserError(Message("takes-no-tokens", wants=wants))


def role_of(spec: tf.TensorSpec) -> Role | None:
    """Return what a tensor says of a sentence; None where it is something else."""
    if not spec.dtype.is_integer or spec.shape.rank != 2:
        return None
    name = (spec.name or "").rpartition("/")[2]
    return next((role for role in Role if role.value.search(name)), None)


def _words(specs: Sequence[tf.TensorSpec]) -> tf.TensorSpec:
    return next(spec for spec in specs if role_of(spec) is Role.WORDS)


def _is_word(rows: tf.Tensor) -> tf.Tensor:
    return tf.not_equal(rows, NOTHING)


def _one_vector(output: Any, rows: tf.Tensor) -> Any:
    if not isinstance(output, tf.Tensor) or not output.dtype.is_floating or output.shape.rank != 3:
        return output
    weights = tf.cast(_is_word(rows), output.dtype)[:, :, None]
    return tf.reduce_sum(output * weights, 1) / tf.maximum(tf.reduce_sum(weights, 1), 1)
