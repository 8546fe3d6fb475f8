"""What a classifier is worth on one part of a dataset. Plain values, without scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.storage.typed_values import read_as


@dataclass(frozen=True, kw_only=True)
class ClassMetrics:
    """Figures of one class against all others; None where there is none, as precision without any prediction."""

    label: str
    sensitivity: float | None
    specificity: float | None
    precision: float | None
    support: int


@dataclass(frozen=True, kw_only=True)
class RocCurve:
    """The curve of one class against all others, from (0, 0) to (1, 1), thinned out to what can be seen."""

    label: str
    auc: float
    false_positive_rate: tuple[float, ...]
    sensitivity: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """What a classifier is worth on one part."""

    images: int
    accuracy: float
    balanced_accuracy: float
    #: binary, or one against the rest, averaged over the classes that are there; None where only one is
    auc: float | None
    classes: tuple[ClassMetrics, ...]
    #: rows are the true classes, columns the predicted ones
    confusion: tuple[tuple[int, ...], ...]
    #: one a class that can be told from others; of two classes only the second
    roc: tuple[RocCurve, ...] = ()
    #: 95 % intervals, over subjects where those are known; None where they cannot be told, and in files of old
    accuracy_interval: tuple[float, float] | None = None
    auc_interval: tuple[float, float] | None = None
    #: of which the images are; None where each image stands for itself
    subjects: int | None = None

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """Return classes of which this part has no image: nothing is known about how well they are recognised."""
        return tuple(figures.label for figures in self.classes if not figures.support)

    def as_json(self) -> dict[str, Any]:
        """Return the figures, without the curves."""
        values = asdict(self)
        del values["roc"]
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any], roc: tuple[RocCurve, ...]) -> Metrics:
        return replace(read_as(cls, {**values, "roc": ()}, is_finite=False), roc=roc)
