"""Probe: what a linear model on frozen features does on subjects that it has not learnt from. Plain values."""

from __future__ import annotations

from dataclasses import dataclass

from core.messages import Message


@dataclass(frozen=True, kw_only=True)
class Score:
    """A balanced accuracy on subjects that were not learnt from, and how sure it is."""

    value: float
    #: over subjects
    standard_error: float
    #: its 95 % interval
    low: float
    high: float

    @property
    def message(self) -> Message:
        return Message("score", value=self.value, standard_error=self.standard_error)


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
