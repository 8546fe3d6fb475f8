"""PhaseState: where a phase is, and what early stopping and comparisons remember."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from core.errors import UserError
from core.messages import Message
from core.process.device import this_device
from core.storage.typed_values import read_as
from core.training.checkpoint import Checkpoint
from core.training.epoch_record import EpochRecord
from core.training.plan import Phase

Arrays = dict[str, np.ndarray]


@dataclass
class Sums:
    """Loss and score so far in an epoch: kept here and not in Keras' metrics, so that a checkpoint can hold them."""

    images: int = 0
    loss: float = 0.0
    score: float = 0.0

    def add(self, images: int, loss: float, score: float) -> None:
        self.images += images
        self.loss += loss * images
        self.score += score * images

    @property
    def means(self) -> tuple[float, float]:
        return self.loss / self.images, self.score / self.images


@dataclass(frozen=True, kw_only=True, eq=False)
class Beside:
    """What is kept beside the best: of the head and of fine-tuning the one that the model will not be made of."""

    phase: int
    epoch: int
    score: float
    #: that a model of its phase has
    weights: Arrays


@dataclass
class PhaseState:
    """Where a phase is, and what early stopping remembers. Epochs count from 0; `best_epoch` -1 is the start."""

    phase: int
    epoch: int = 0
    batch: int = 0
    seconds: float = 0.0
    sums: Sums = field(default_factory=Sums)
    #: a later phase must do better than the model that it starts from; the more the better, whatever selects
    best_score: float = float("-inf")
    best_epoch: int = -1
    best_weights: Arrays = field(default_factory=dict)
    #: of each validation image, float32 [n]: with the best weights so far, and with the head alone
    best_losses: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    head_losses: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    #: of each validation image, float [n], see `Standing`: with the best weights so far, and with those that the phase
    #: began with
    best_merits: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    start_merits: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    beside: Beside | None = None
    history: list[EpochRecord] = field(default_factory=list)
    #: of the whole run: seconds in which features were computed, and the highest resident set of the process, bytes
    feature_seconds: float = 0.0
    peak_memory: int = 0
    #: numbers that learn, by the phase, of those that have begun
    trained_parameters: dict[int, int] = field(default_factory=dict)

    def next_phase(self) -> PhaseState:
        """Return the next phase at its start: it must do better than the weights that this one leaves."""
        return replace(
            self,
            phase=self.phase + 1,
            epoch=0,
            best_epoch=-1,
            start_merits=self.best_merits,
            head_losses=self.head_losses if self.phase else self.best_losses,
        )

    def with_best_beside(self) -> PhaseState:
        """Return the same, with what comes measured by itself; the best so far is kept beside."""
        best = [epoch for epoch in self.history if epoch.best][-1]
        beside = Beside(phase=best.phase, epoch=best.epoch, score=self.best_score, weights=self.best_weights)
        return replace(self, best_score=float("-inf"), beside=beside)

    @property
    def best_phase(self) -> int:
        """Return the phase in which the best epoch so far has ended; -1 before there is one."""
        return next((epoch.phase for epoch in reversed(self.history) if epoch.best), -1)

    def begin_phase(self, trained_parameters: int) -> None:
        """Note how many numbers learn in it; one that goes on after an interruption has noted it before."""
        self.trained_parameters = {**self.trained_parameters, self.phase: trained_parameters}

    def arrays(self) -> Arrays:
        """Return all that a checkpoint keeps of it as arrays, by their names there."""
        beside = self.beside.weights if self.beside else {}
        return {
            **{f"best/{name}": array for name, array in self.best_weights.items()},
            **{f"beside/{name}": array for name, array in beside.items()},
            "losses/best": self.best_losses,
            "losses/head": self.head_losses,
            "merits/best": self.best_merits,
            "merits/start": self.start_merits,
        }

    def facts(self) -> dict[str, Any]:
        beside = self.beside
        return {
            "seconds": self.seconds,
            "sums": asdict(self.sums),
            "best_score": self.best_score,
            "best_epoch": self.best_epoch,
            "beside": beside and {"phase": beside.phase, "epoch": beside.epoch, "score": beside.score},
            "history": [asdict(epoch) for epoch in self.history],
            "feature_seconds": self.feature_seconds,
            "peak_memory": self.peak_memory,
            "trained_parameters": {str(phase): count for phase, count in self.trained_parameters.items()},
        }

    @classmethod
    def from_checkpoint(cls, checkpoint: Checkpoint) -> PhaseState:
        """Return that of a checkpoint; old ones know the loss alone. Raise UserError where one lacks what is needed."""
        try:
            return cls._from(checkpoint)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise UserError(Message("checkpoint-unclear")) from error

    @classmethod
    def _from(cls, checkpoint: Checkpoint) -> PhaseState:
        losses = named("losses", checkpoint.arrays)
        merits = named("merits", checkpoint.arrays) or {"best": -losses["best"], "start": -losses["start"]}
        facts = read_as(_Facts, checkpoint.facts, is_finite=False)
        best_score = facts.best_score
        return cls(
            phase=checkpoint.phase,
            epoch=checkpoint.epoch,
            batch=checkpoint.batch,
            seconds=facts.seconds,
            sums=facts.sums,
            best_score=-facts.best_loss if best_score is None else best_score,
            best_epoch=facts.best_epoch,
            best_weights=named("best", checkpoint.arrays),
            best_losses=losses["best"],
            head_losses=losses["head"],
            best_merits=merits["best"],
            start_merits=merits["start"],
            beside=_beside(facts.beside, checkpoint),
            history=list(facts.history),
            feature_seconds=facts.feature_seconds,
            peak_memory=facts.peak_memory,
            trained_parameters={int(phase): count for phase, count in facts.trained_parameters.items()},
        )

    def is_over(self, phase: Phase) -> bool:
        return self.epoch >= phase.epochs or self.is_stopped_early(phase)

    def is_stopped_early(self, phase: Phase) -> bool:
        return self.epoch - 1 - self.best_epoch >= phase.patience

    def note_memory(self) -> None:
        self.peak_memory = max(self.peak_memory, this_device().memory_in_use())


@dataclass(frozen=True, kw_only=True)
class _PlaceBeside:
    phase: int
    epoch: int
    score: float


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What a checkpoint keeps as plain values. Those of old have no `best_score` and no `trained_parameters`."""

    seconds: float
    sums: Sums
    best_epoch: int
    history: tuple[EpochRecord, ...]
    feature_seconds: float
    peak_memory: int
    best_score: float | None = None
    best_loss: float = float("inf")
    beside: _PlaceBeside | None = None
    trained_parameters: dict[str, int] = field(default_factory=dict)


def _beside(place: _PlaceBeside | None, checkpoint: Checkpoint) -> Beside | None:
    if place is None:
        return None
    weights = named("beside", checkpoint.arrays)
    return Beside(phase=place.phase, epoch=place.epoch, score=place.score, weights=weights)


def named(prefix: str, arrays: Arrays) -> Arrays:
    """Return those whose names begin with the prefix and a slash, without these."""
    return {name.removeprefix(prefix + "/"): array for name, array in arrays.items() if name.startswith(prefix + "/")}
