"""NetworkInput: what a network is given of an example, whatever kind of data it learns from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

import numpy as np

from core.errors import UserError

if TYPE_CHECKING:
    import tensorflow as tf


class ExampleArguments(Protocol):
    """How an example stands among the arguments of a module's function, of which some are tensors."""

    @property
    def is_as_called(self) -> bool:
        """Return whether a function of one tensor takes and gives what is wanted, without anything around it."""

    def takes(self, spec: tf.TensorSpec) -> bool:
        """Return whether a tensor is made of the example alone."""

    def are_whole(self, specs: Sequence[tf.TensorSpec]) -> bool:
        """Return whether these, all of which it takes, are one example."""

    def rank(self, specs: Sequence[tf.TensorSpec]) -> tuple[Any, ...]:
        """Return which of several traces is taken: the one with the least."""

    def spec(self, specs: Sequence[tf.TensorSpec]) -> tf.TensorSpec:
        """Return the one tensor that stands for these."""

    def filled(self, specs: Sequence[tf.TensorSpec], rows: tf.Tensor) -> list[tf.Tensor]:
        """Return what stands for the tensors of these specs, made of the one tensor."""

    def outputs(self, outputs: Any, rows: tf.Tensor) -> Any:
        """Return what is taken for the outputs of the function."""

    def refusal(self, specs: Sequence[tf.TensorSpec], unbound: Sequence[str]) -> UserError:
        """Return why a function cannot be given examples; nothing says what the arguments `unbound` are given."""


class NetworkInput(Protocol):
    """A card says which one its backbone takes. A class that holds it is one entry of `core.modalities.inputs`."""

    #: the name of the modality
    kind: ClassVar[str]
    #: whether an example is so small that the frozen part keeps it beside its values, and computes again behind the
    #: frost line what no layer has touched
    keeps_examples: ClassVar[bool]

    @classmethod
    def of_json(cls, values: Mapping[str, Any], folder: Path) -> Self:
        """Return the one that gave these values, among others of a card in a backbone's folder.

        Raise ValueError where none did.
        """

    def as_json(self) -> dict[str, Any]:
        """Return what stands of it on a card."""

    @classmethod
    def arguments(cls) -> ExampleArguments:
        """Return how an example is found among the arguments of a module; TensorFlow may be imported."""

    def of_rows(self, shape: tuple[int, ...]) -> Self:
        """Return what is given where prepared rows have this shape."""

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """Return the shape of one example for each input of the module, without the batch."""

    @property
    def shorter(self) -> Self | None:
        """Return the same for rows of one number less, where rows are padded; None where they are not."""

    @property
    def text(self) -> str:
        """Return what is given, as a sentence names it: “images of 224×224 pixels”."""

    @property
    def text_in_a_cell(self) -> str:
        """Return what is given as a table names it: “224×224”."""

    @property
    def key(self) -> str:
        """Return what decides the features of an example beside the module itself."""

    def feeds(self, rows: tf.Tensor, types: Sequence[tf.DType]) -> list[tf.Tensor]:
        """Return prepared rows [n, …] as the module expects them: one tensor of each type, in order."""

    def random_rows(self, count: int) -> np.ndarray:
        """Return prepared rows [count, …] that show nothing and nobody, to try a network with; always the same."""
