"""The columns of a number. Their source travels with an exported model, as that of `core.targets.columns` does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class NumberColumns:
    """One column for each number."""

    names: tuple[str, ...]

    @property
    def head(self) -> list[str]:
        return list(self.names)

    def cells(self, predictions: Iterable[float]) -> list[str | float]:
        return [float(f"{value:.8g}") for value in predictions]

    def predictions(self, cells: Sequence[str]) -> tuple[float, ...]:
        return tuple(map(float, cells))
