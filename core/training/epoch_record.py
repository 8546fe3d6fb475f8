"""EpochRecord: an epoch that has ended, as a run keeps it in history.csv and in its checkpoints."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import EpochEnded
from core.targets.metrics import ACCURACY
from core.training.record import Record


@dataclass(frozen=True, kw_only=True)
class EpochRecord(Record[EpochEnded]):
    """Its fields are the columns of history.csv."""

    reported_as = EpochEnded

    phase: int
    epoch: int
    loss: float
    score: float
    validation_loss: float
    validation_score: float
    learning_rate: float
    seconds: float
    best: bool
    #: by which epochs are chosen; None in histories of old, where that was the validation loss
    figure: float | None = None
    #: the metric that the scores are
    score_name: str = ACCURACY
