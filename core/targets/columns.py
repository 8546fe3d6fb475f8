"""The columns in which a table of predictions shows what is predicted, by the target.

Its source travels with every exported model, so it needs nothing but the standard library and parts that travel, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.storage.text_cells import text_cell

PROBABILITY_OF = "probability of "
#: more than a float32 holds
DIGITS = 8


class Columns(Protocol):
    """The columns between the name of a picture and its problem."""

    @property
    def head(self) -> list[str]:
        """Return what the columns are called."""

    def cells(self, predictions: Iterable[float]) -> list[str | float]:
        """Return the cells of one picture, from what is predicted of it."""

    def predictions(self, cells: Sequence[str]) -> tuple[float, ...]:
        """Return what is predicted of one picture, from its cells. Raise ValueError where they are none of these."""


@dataclass(frozen=True)
class ClassColumns:
    """The most probable class, then the probability of each."""

    names: tuple[str, ...]

    @property
    def head(self) -> list[str]:
        return ["predicted class", *(f"{PROBABILITY_OF}{name}" for name in self.names)]

    def cells(self, predictions: Iterable[float]) -> list[str | float]:
        values = [float(f"{value:.{DIGITS}g}") for value in predictions]
        predicted = self.names[max(range(len(values)), key=values.__getitem__)]
        return [text_cell(predicted), *values]

    def predictions(self, cells: Sequence[str]) -> tuple[float, ...]:
        _, *probabilities = cells
        return tuple(map(float, probabilities))
