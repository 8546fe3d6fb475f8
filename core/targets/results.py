"""Results: what predictions are worth on one part of a dataset, whatever is predicted. Plain values."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Self

from core.targets.metrics import Scale, scale_of


@dataclass(frozen=True)
class Metric:
    """One value with its name, which is one of `core.targets.metrics`."""

    name: str
    #: None where there is none, as an area under the curve where all are of one class
    value: float | None
    #: its 95 % interval, over subjects where those are known; None where it is not known, and in files of old
    interval: tuple[float, float] | None = None

    @property
    def scale(self) -> Scale:
        return scale_of(self.name)


class Results(ABC):
    """What all results have. What a target gives besides, such as tables of classes, is shown where it is there.

    Each target has a frozen dataclass of its own for them, with which `Target.measure` answers.
    """

    #: on which the metrics are based
    images: int
    #: of which the images are; None where each image stands for itself
    subjects: int | None

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """Return those of the target."""

    @property
    @abstractmethod
    def shown(self) -> tuple[Metric, ...]:
        """Return the metrics that show at a glance what the predictions are worth, the first one first."""

    @property
    @abstractmethod
    def compared(self) -> tuple[Metric, ...]:
        """Return those by which models are compared: for these `Target.differences` tells how they differ."""

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """Return what this part has nothing of, so that nothing is known about how well it is recognised."""
        return ()

    def metric(self, name: str) -> Metric:
        """Return a metric by its name; one without a value where there is none."""
        return next((one for one in self.shown if one.name == name), Metric(name, None))

    def without_curves(self) -> Self:
        """Return the same without what takes much room and is only drawn."""
        return self

    @abstractmethod
    def as_json(self) -> dict[str, Any]:
        """Return what a person asks for: the metrics and tables, without curves."""

    @abstractmethod
    def kept(self) -> dict[str, Any]:
        """Return all of it, as a run keeps it; `Target.results_from` reads it."""
