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


#: in which a list of tensors without names of their own is taken: as all who publish encoders have it
IN_ORDER = (Role.WORDS, Role.MASK, Role.TYPES)


class TokenArguments:
    """The `ExampleArguments` of `core.modalities.network_input`, for text."""

    is_as_called = False

    def takes(self, spec: tf.TensorSpec) -> bool:
        """Return whether it may be one of the three."""
        return _is_row_of_numbers(spec) or role_of(spec) is Role.MASK

    def are_whole(self, specs: Sequence[tf.TensorSpec]) -> bool:
        """Return whether there are words, and nothing twice."""
        return Role.WORDS in roles_of(specs)

    def rank(self, specs: Sequence[tf.TensorSpec]) -> tuple[Any, ...]:
        """Return by what they are sorted: any size of the batch before a fixed one, any length before a fixed one."""
        shape = _words(specs).shape
        return (shape[0] is not None, shape[1] is not None)

    def spec(self, specs: Sequence[tf.TensorSpec]) -> tf.TensorSpec:
        """Return the words, as prepared rows hold them: of any length, also where a module takes a single one."""
        return tf.TensorSpec([_words(specs).shape[0], None], tf.int32, "ids")

    def filled(self, specs: Sequence[tf.TensorSpec], rows: tf.Tensor) -> list[tf.Tensor]:
        """Return the words, where there are any, and zeros: there is one sentence."""
        rows = _of_length(rows, _words(specs).shape[1])
        return [_filled(role, spec, rows) for role, spec in zip(roles_of(specs), specs, strict=True)]

    def outputs(self, outputs: Any, rows: tf.Tensor) -> Any:
        """Return what an encoder gives of each word as the mean over those that there are: never over empty places."""
        return tf.nest.map_structure(lambda output: _one_vector(output, rows), outputs)

    def refusal(self, specs: Sequence[tf.TensorSpec], unbound: Sequence[str]) -> UserError:
        """Return why a function cannot be given sentences."""
        if any(spec.dtype == tf.string for spec in specs):
            return UserError(Message("reads-sentences-itself"))
        wants = ", ".join(f"{spec.name or spec.dtype.name}"[:40] for spec in specs) or "nothing"
        return UserError(Message("takes-no-tokens", wants=wants))


def longest_of(specs: Sequence[tf.TensorSpec]) -> int | None:
    """Return how many words a module takes that is made for one length; None where it takes any number."""
    length = _words(specs).shape[1]
    return None if length is None else int(length)


def roles_of(specs: Sequence[tf.TensorSpec]) -> list[Role]:
    """Return what each of the tensors says, by its name, or by its place where none has a name that tells.

    Return nothing where they are not one sentence.
    """
    roles = [role for spec in specs if (role := role_of(spec)) is not None]
    if len(roles) == len(specs) and len(set(roles)) == len(roles):
        return roles
    is_list = not roles and 1 <= len(specs) <= len(IN_ORDER) and all(map(_is_row_of_numbers, specs))
    return list(IN_ORDER[: len(specs)]) if is_list else []


def role_of(spec: tf.TensorSpec) -> Role | None:
    """Return what a tensor says of a sentence by its name; None where that is something else."""
    if spec.shape.rank != 2:
        return None
    name = (spec.name or "").rpartition("/")[2]
    role = next((role for role in Role if role.value.search(name)), None)
    may_be = spec.dtype.is_integer or (role is Role.MASK and (spec.dtype.is_floating or spec.dtype.is_bool))
    return role if may_be else None


def _is_row_of_numbers(spec: tf.TensorSpec) -> bool:
    return bool(spec.dtype.is_integer) and spec.shape.rank == 2


def _words(specs: Sequence[tf.TensorSpec]) -> tf.TensorSpec:
    return specs[roles_of(specs).index(Role.WORDS)]


def _filled(role: Role, spec: tf.TensorSpec, rows: tf.Tensor) -> tf.Tensor:
    match role:
        case Role.WORDS:
            return tf.cast(rows, spec.dtype)
        case Role.MASK:
            return tf.cast(_is_word(rows), spec.dtype)
    return tf.zeros_like(rows, spec.dtype)


def _is_word(rows: tf.Tensor) -> tf.Tensor:
    return tf.not_equal(rows, NOTHING)


def _of_length(rows: tf.Tensor, length: int | None) -> tf.Tensor:
    """Return the rows with as many empty places as a module of one length wants."""
    if length is None:
        return rows
    padded = tf.pad(rows, [[0, 0], [0, length - tf.shape(rows)[1]]], constant_values=NOTHING)
    return tf.ensure_shape(padded, [None, length])


def _one_vector(output: Any, rows: tf.Tensor) -> Any:
    if not isinstance(output, tf.Tensor) or not output.dtype.is_floating or output.shape.rank != 3:
        return output
    rows = _of_length(rows, output.shape[1])
    weights = tf.cast(_is_word(rows), output.dtype)[:, :, None]
    return tf.reduce_sum(output * weights, 1) / tf.maximum(tf.reduce_sum(weights, 1), 1)
