"""Metrics: what a classifier is worth on one part of a dataset. Plain values, without scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from core.storage.typed_values import read_as
from core.targets.metrics import ACCURACY, AUC, BALANCED_ACCURACY
from core.targets.results import Metric, Results


@dataclass(frozen=True, kw_only=True)
class ClassMetrics:
    """Metrics of one class against all others; None where there is none, as precision without any prediction."""

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
class Metrics(Results):
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
    #: 95 % intervals, over subjects where those are known; None where they are not, and in files of old
    accuracy_interval: tuple[float, float] | None = None
    auc_interval: tuple[float, float] | None = None
    #: of which the images are; None where each image stands for itself
    subjects: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.label for one in self.classes)

    @property
    def shown(self) -> tuple[Metric, ...]:
        accuracy, area = self.compared
        return accuracy, Metric(BALANCED_ACCURACY, self.balanced_accuracy), area

    @property
    def compared(self) -> tuple[Metric, Metric]:
        return Metric(ACCURACY, self.accuracy, self.accuracy_interval), Metric(AUC, self.auc, self.auc_interval)

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """Return classes of which this part has no image: nothing is known about how well they are recognised."""
        return tuple(one.label for one in self.classes if not one.support)

    def as_json(self) -> dict[str, Any]:
        """Return the metrics, without the curves."""
        values = asdict(self)
        del values["roc"]
        return values

    def without_curves(self) -> Self:
        return replace(self, roc=())

    def kept(self) -> dict[str, Any]:
        return {"metrics": self.as_json(), "roc": [asdict(curve) for curve in self.roc]}

    @classmethod
    def from_kept(cls, values: Mapping[str, Any]) -> Self:
        """Return what `kept` gave. Raise KeyError or ValueError where it is none of these."""
        return read_as(cls, {**values["metrics"], "roc": values["roc"]}, is_finite=False)
