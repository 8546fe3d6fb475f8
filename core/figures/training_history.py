"""TrainingHistory: what a run has reported so far, in arrays that curves can be drawn from at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.events import BatchEnded, EpochEnded, Event, PhaseStarted
from core.figures.span import Span
from core.messages import Message
from core.targets.metrics import ACCURACY, LOSS
from core.training.epoch_record import EpochRecord
from core.training.outcome_words import meaning_of_best
from core.training.plan import Plan

#: of each training batch
COLUMNS = ("x", "loss", "score", "phase", "epoch", "batch")
FIRST_ROOM = 1024


class TrainingHistory:
    """Fed with a run's events. Epochs of all phases are counted on, so that the phases follow one another.

    What is done again after an interruption takes the place of what was there.
    """

    def __init__(self) -> None:
        self.epochs: list[EpochRecord] = []
        #: the metric that tells which epoch is best
        self.select_by = LOSS
        #: the phase from which on the latest epoch is kept instead; None where that is in none
        self.latest_from: int | None = None
        #: the metric beside the loss
        self.score_name = ACCURACY
        self._names: dict[int, str] = {}
        self._batches = np.empty((len(COLUMNS), FIRST_ROOM))
        self._count = 0

    @classmethod
    def of_run(cls, plan: Plan | None, epochs: Iterable[EpochRecord]) -> TrainingHistory:
        """Return the history of a run that was interrupted or is finished: its batches are not kept anywhere.

        `plan` is None where it cannot be read.
        """
        made = cls()
        made.epochs = list(epochs)
        if plan is not None:
            made.go_by(plan)
        made.score_name = next((epoch.score_name for epoch in made.epochs), ACCURACY)
        began = {epoch.phase for epoch in made.epochs}
        phases = plan.phases if plan else ()
        made._names = {number: phase.name for number, phase in enumerate(phases) if number in began}
        return made

    def go_by(self, plan: Plan) -> None:
        """Take from the plan by what the epoch is chosen whose weights are kept."""
        self.select_by, self.latest_from = plan.select_by, plan.keeps_latest_from

    def add(self, event: Event) -> None:
        match event:
            case PhaseStarted():
                self._begin_phase(event)
            case BatchEnded(part="train"):
                self.score_name = event.score_name
                self._add_batch(event)
            case EpochEnded():
                self._drop_epochs_from(event.phase, event.epoch)
                self.epochs.append(EpochRecord.of(event))

    def copy(self) -> TrainingHistory:
        """Return the history as it is now, for another thread."""
        made = TrainingHistory()
        made.epochs, made._names, made._count = list(self.epochs), dict(self._names), self._count
        made.select_by, made.latest_from, made.score_name = self.select_by, self.latest_from, self.score_name
        made._batches = self._batches.copy()
        return made

    @property
    def is_empty(self) -> bool:
        return not self.epochs and not self._count

    @property
    def batches(self) -> dict[str, np.ndarray]:
        """Return views: a value of each training batch, by its column, with x rising."""
        return dict(zip(COLUMNS, self._batches[:, : self._count], strict=True))

    @property
    def spans(self) -> list[Span]:
        return [Span(name, self._epochs_before(phase)) for phase, name in sorted(self._names.items())]

    @property
    def end(self) -> float:
        """Return how far it has come, in epochs."""
        last_batch = self.batches["x"][-1] if self._count else 0.0
        return max(float(last_batch), float(len(self.epochs)))

    @property
    def best(self) -> int | None:
        """Return the place among `epochs` of the one whose weights are kept."""
        best = [place for place, epoch in enumerate(self.epochs) if epoch.best]
        return best[-1] if best else None

    @property
    def best_means(self) -> Message:
        """Return by what that one was chosen: “lowest validation loss”."""
        place, begins = self.best, self.latest_from
        is_latest = place is not None and begins is not None and self.epochs[place].phase >= begins
        return meaning_of_best(self.select_by, is_latest)

    def name_of(self, phase: int) -> str:
        return self._names.get(phase, "")

    def _begin_phase(self, event: PhaseStarted) -> None:
        self._names = {phase: name for phase, name in self._names.items() if phase < event.phase}
        self._names[event.phase] = event.name
        self._drop_epochs_from(event.phase + 1, 0)

    def _add_batch(self, event: BatchEnded) -> None:
        x = self._epochs_before(event.phase) + event.epoch + (event.batch + 1) / event.batches
        if self._count and x <= self._batches[0, self._count - 1]:
            self._count = int(np.searchsorted(self.batches["x"], x - 0.5 / event.batches))
        self._drop_epochs_from(event.phase, event.epoch)
        if self._count == self._batches.shape[1]:
            self._batches = np.concatenate([self._batches, np.empty_like(self._batches)], axis=1)
        self._batches[:, self._count] = (x, event.loss, event.score, event.phase, event.epoch, event.batch)
        self._count += 1

    def _drop_epochs_from(self, phase: int, epoch: int) -> None:
        while self.epochs and (self.epochs[-1].phase, self.epochs[-1].epoch) >= (phase, epoch):
            self.epochs.pop()

    def _epochs_before(self, phase: int) -> float:
        """Return epochs that earlier phases have taken; epochs come in order, so the first of the phase shows it."""
        for place, epoch in enumerate(self.epochs):
            if epoch.phase >= phase:
                return float(place)
        return float(len(self.epochs))
