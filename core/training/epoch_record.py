"""EpochRecord: an epoch that has ended, as a run keeps it in history.csv and in its checkpoints."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from core.events import EpochEnded
from core.targets.figures import ACCURACY


@dataclass(frozen=True, kw_only=True)
class EpochRecord:
    """Its fields are the columns of history.csv: what is reported while a run trains may change without these."""

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
    #: the figure that the scores are
    score_name: str = ACCURACY

    @classmethod
    def of(cls, event: EpochEnded) -> EpochRecord:
        """Return what is kept of an epoch that was reported."""
        return cls(**{field.name: getattr(event, field.name) for field in fields(cls)})

    @property
    def event(self) -> EpochEnded:
        """Return what is reported of it."""
        return EpochEnded(**asdict(self))
