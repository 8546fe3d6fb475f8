"""NetworkInput: what a network is given of an example, whatever kind of data it learns from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import tensorflow as tf


class NetworkInput(Protocol):
    """A card says which one its backbone takes."""

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """Return the shape of one example for each input of the module, without the batch."""

    @property
    def told(self) -> str:
        """Return what is given, as a sentence names it: “images of 224×224 pixels”."""

    @property
    def key(self) -> str:
        """Return what decides the features of an example beside the module itself."""

    def feeds(self, rows: tf.Tensor, types: Sequence[tf.DType]) -> list[tf.Tensor]:
        """Return prepared rows [n, …] as the module expects them: one tensor of each type, in order."""
