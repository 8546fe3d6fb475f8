"""Events: what running work reports, as small frozen facts that cross process boundaries and print as JSON."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from core.messages import Message

Part = Literal["train", "validation"]


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense."""

    def as_json(self) -> dict[str, Any]:
        """Return `{"event": "batch_ended", …}`, the form that the command line prints."""
        name = re.sub(r"(?<!^)([A-Z])", r"_\1", type(self).__name__).lower()
        values = {key: str(value) if isinstance(value, Path) else value for key, value in asdict(self).items()}
        return {"event": name, **values}


@dataclass(frozen=True, kw_only=True)
class Progress(Event):
    """A long step went on: `done` of `total`, and the seconds it still needs, once that is known."""

    step: Message
    done: int
    total: int | None
    seconds_left: float | None = None


@dataclass(frozen=True, kw_only=True)
class Noticed(Event):
    """Something the user should know, though work goes on."""

    message: Message
    #: whether it changes what is learnt from, so that a window shows it until it is closed
    stays: bool = False


@dataclass(frozen=True, kw_only=True)
class RunBegun(Event):
    """A run was begun, or goes on: what is reported from now on is of it."""

    folder: Path
    #: whether it is to unfreeze layers, in any of its phases
    fine_tunes: bool


@dataclass(frozen=True, kw_only=True)
class PhaseStarted(Event):
    phase: int
    phases: int
    name: str
    epochs: int
    trainable_parameters: int
    parameters: int


@dataclass(frozen=True, kw_only=True)
class BatchEnded(Event):
    """Loss and score of this batch alone, not the running mean."""

    phase: int
    epoch: int
    batch: int
    batches: int
    part: Part
    loss: float
    score: float
    #: the metric that the score is
    score_name: str = "accuracy"

    def as_json(self) -> dict[str, Any]:
        """Return it with the score under its name."""
        return _named(super().as_json())


@dataclass(frozen=True, kw_only=True)
class EpochEnded(Event):
    phase: int
    epoch: int
    loss: float
    score: float
    validation_loss: float
    validation_score: float
    learning_rate: float
    seconds: float
    best: bool
    #: by which epochs are chosen; None where that is the validation loss
    figure: float | None = None
    #: the metric that the scores are
    score_name: str = "accuracy"

    def as_json(self) -> dict[str, Any]:
        """Return it with the scores under their name."""
        return _named(super().as_json())


def _named(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with each score under the name of its metric: “accuracy” says more than “score”."""
    name = values.pop("score_name")
    return {key.replace("score", name): value for key, value in values.items()}


@dataclass(frozen=True, kw_only=True)
class LayersMeasured(Event):
    """An epoch has changed each layer that trains so, in network order, the head last. One number a layer."""

    phase: int
    epoch: int
    layers: tuple[str, ...]
    #: of the loss by the layer's weights: the root of the mean square over the epoch's steps
    gradient_norms: tuple[float, ...]
    #: how far a step moves the weights, as a share of their norm: the root of the mean square, too
    update_ratios: tuple[float, ...]
    #: from the pretrained weights after the epoch, as a share of their norm; None for the head, which has none
    distances: tuple[float | None, ...]


class AlarmKind(StrEnum):
    GAP = "gap"
    WORSE_THAN_HEAD = "worse-than-head"
    ONE_CLASS = "one-class"
    NOT_FINITE = "not-finite"
    DEAD = "dead"
    EXPLODING = "exploding"
    RUN_AWAY = "run-away"


@dataclass(frozen=True, kw_only=True)
class Alarm(Event):
    """Training goes wrong, as far as is known after this epoch; raised once for each kind and phase."""

    kind: AlarmKind
    phase: int
    epoch: int
    #: what is wrong; in words, what to do about it is the hint
    message: Message
    #: paths of the layers that are meant
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DepthDecided(Event):
    """Incremental unfreezing goes on to unfreeze more after this phase, or does not."""

    phase: int
    #: by how much the phase bettered the metric that selects, and the standard error of that over subjects
    improvement: float
    noise: float
    goes_deeper: bool
    #: the metric, as plans call it
    select_by: str = "loss"


@dataclass(frozen=True, kw_only=True)
class CheckpointWritten(Event):
    phase: int
    epoch: int
    batch: int


@dataclass(frozen=True, kw_only=True)
class PhaseEnded(Event):
    phase: int
    best_epoch: int
    stopped_early: bool


@dataclass(frozen=True, kw_only=True)
class RunEnded(Event):
    """Training is over, and the model is about to be written."""

    #: what is kept and why the run ended, as `core.training.outcome` has it
    outcome: dict[str, Any]
    #: the same for a person
    message: Message


@dataclass(frozen=True, kw_only=True)
class Stopped(Event):
    """The job stopped because it was asked to; `kept` says what there is to go on from."""

    kept: str


@dataclass(frozen=True, kw_only=True)
class Finished(Event):
    results: dict[str, Any]
