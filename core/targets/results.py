"""Results: what predictions are worth on one part of a dataset, whatever is predicted. Plain values."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Self

from core.targets.figures import Scale, scale_of


@dataclass(frozen=True)
class Figure:
    """One value with its name, which is one of `core.targets.figures`."""

    name: str
    #: None where there is none, as an area under the curve where all are of one class
    value: float | None
    #: its 95 % interval, over subjects where those are known; None where it cannot be told, and in files of old
    interval: tuple[float, float] | None = None

    @property
    def scale(self) -> Scale:
        return scale_of(self.name)


class Results(ABC):
    """Hold what all results have. What a target gives besides, such as tables of classes, is shown where it is there.

    Each target has a frozen dataclass of its own for them, with which `Target.measure` answers.
    """

    #: on which the figures are based
    images: int
    #: of which the images are; None where each image stands for itself
    subjects: int | None

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """Return those of the target."""

    @property
    @abstractmethod
    def figures(self) -> tuple[Figure, ...]:
        """Return the figures that show at a glance what the predictions are worth, the first one first."""

    @property
    @abstractmethod
    def compared(self) -> tuple[Figure, ...]:
        """Return those by which models are compared: for these `Target.differences` tells how they differ."""

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """Return what this part has nothing of, so that nothing is known about how well it is recognised."""
        return ()

    def figure(self, name: str) -> Figure:
        """Return a figure by its name; one without a value where there is none."""
        return next((one for one in self.figures if one.name == name), Figure(name, None))

    def without_curves(self) -> Self:
        """Return the same without what takes much room and is only drawn."""
        return self

    @abstractmethod
    def as_json(self) -> dict[str, Any]:
        """Return what a person asks for: the figures and tables, without curves."""

    @abstractmethod
    def kept(self) -> dict[str, Any]:
        """Return all of it, as a run keeps it; `Target.results_from` reads it."""
