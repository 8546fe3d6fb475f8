"""PreparedRows: examples as arrays of one shape and type, kept on disk by the hash of their content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, Self

import numpy as np

from core.jobs import Job


class Recipe(Protocol):
    """How an example becomes a row of numbers, in training, prediction and export alike. Compared by its values."""

    @property
    def row_shape(self) -> tuple[int, ...]:
        """Return the shape of one example."""

    @property
    def dtype(self) -> np.dtype:
        """Return the type of its numbers."""

    @property
    def key(self) -> str:
        """Return the hash of all that decides the result."""

    @property
    def seen(self) -> tuple[Any, ...]:
        """Return what of it decides how a person, and the audit, see an example; its size does not."""

    def lengths(self, rows: np.ndarray) -> np.ndarray | None:
        """Return how much of each of these rows [n, length] is no padding, [n], in steps; None where rows have none.

        No view of an example is longer or shorter than it.
        """

    def as_json(self) -> dict[str, Any]:
        """Return what stands in kept files and travels with exports."""


class PreparedRows(Protocol):
    """Safe to delete; memory does not grow with it."""

    @property
    def preprocessing(self) -> Recipe:
        """Return how the rows were made."""

    @property
    def count(self) -> int:
        """Return how many there are."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def missing(self, keys: Iterable[str], job: Job) -> list[str]:
        """Return those of `keys` that are not there, or damaged on disk; once each, in order."""

    def read(self, keys: Sequence[str]) -> np.ndarray:
        """Return a copy of these rows, [n, *row_shape], in this order. Raise KeyError for a missing one."""

    def close(self) -> None:
        """Close the files."""
