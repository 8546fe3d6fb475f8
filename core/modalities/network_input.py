"""NetworkInput: what a network is given of an example, whatever kind of data it learns from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

import numpy as np

if TYPE_CHECKING:
    import tensorflow as tf


class NetworkInput(Protocol):
    """A card says which one its backbone takes. A class that holds it is one entry of `core.modalities.inputs`."""

    #: the name of the modality
    kind: ClassVar[str]

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> Self:
        """Return the one that gave these values, among others of a card. Raise ValueError where none did."""

    def as_json(self) -> dict[str, Any]:
        """Return what stands of it on a card."""

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """Return the shape of one example for each input of the module, without the batch."""

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
