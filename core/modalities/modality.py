"""Modality: all that depends on the kind of data that is learnt from, in one place for each kind.

An example is one array of fixed shape and type, known by the hash of its content; what it is made of, and how, only its
modality knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np


class Facts(Protocol):
    """What is known of an example beyond what all kinds have: a frozen dataclass of its modality."""

    def as_cells(self) -> list[str | int | float]:
        """Return what stands in the dataset's list, in the order of the modality's columns."""


class Augmenter(Protocol):
    """Varies examples, so that a network never sees the same one twice in a row."""

    views: int

    @property
    def recipe(self) -> tuple[Any, ...]:
        """Return all that decides a view beside the example, the seed and its number."""

    def varied(self, rows: np.ndarray, chances: Sequence[np.random.Generator]) -> np.ndarray:
        """Return prepared rows [n, …], each varied as its chance has it, of the same shape and type."""


class Modality(Protocol):
    """A module that holds it is one entry of `core.modalities.modalities`."""

    @property
    def name(self) -> str:
        """Return what the kind is called in code and kept files."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns of the dataset's list that this kind adds to it."""

    @property
    def needed_columns(self) -> tuple[str, ...]:
        """Return those without which a list is none of this kind."""

    def cells_of(self, facts: Facts | None) -> list[str | int | float]:
        """Return a cell for each column; of an example of which nothing is known, too."""

    def facts_of(self, row: Mapping[str, str]) -> Facts | None:
        """Return what `cells_of` has written; None where that was nothing. Raises ValueError for anything else."""

    def augmenter(self, strength: str, flips: str) -> Augmenter:
        """Return what varies examples so much; TensorFlow may be imported."""
