"""Probe: what a linear model on frozen features does on subjects that it has not learnt from. Plain values."""

from __future__ import annotations

from dataclasses import dataclass

from core.messages import Message
from core.targets.metric_names import metric_within


@dataclass(frozen=True, kw_only=True)
class Score:
    """A metric on subjects that were not learnt from, and how sure it is."""

    #: one of `core.targets.metrics`, of which more is better and 1 is perfect
    metric: str
    value: float
    #: over subjects
    standard_error: float
    #: its 95 % interval
    low: float
    high: float

    @property
    def message(self) -> Message:
        return Message("score", value=self.value, standard_error=self.standard_error)

    @property
    def metric_message(self) -> Message:
        """Return the name of the metric, within a sentence."""
        return metric_within(self.metric)


@dataclass(frozen=True, kw_only=True)
class CurvePoint:
    """The score of the probe when it learns from so many subjects."""

    subjects: int
    score: Score


@dataclass(frozen=True, kw_only=True)
class Probe:
    """How well a linear classifier on the frozen features does, cross-validated over subjects."""

    score: Score
    auc: float | None
    auc_interval: tuple[float, float] | None
    folds: int
    #: at a quarter, at half and at all of the subjects that a fold leaves to learn from
    curve: tuple[CurvePoint, ...]
