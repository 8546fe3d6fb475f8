"""TrainingStatus: in words, what training is at."""

from __future__ import annotations

from core.events import BatchEnded, CheckpointWritten, EpochEnded, Event, PhaseStarted, Progress
from core.figures.training_history import TrainingHistory
from core.wording.catalogue import text_of
from gui.pages.training.live.time_left import TrainingClock
from gui.translation import count, tr
from gui.widgets.metric_words import validation_score
from gui.widgets.words import phase_name, time_left


class TrainingStatus:
    """Fed with the events of one training."""

    def __init__(self) -> None:
        #: whether it could go on from where it is now, and not only from where it was when it was started
        self.has_checkpoint = False
        self._clock = TrainingClock()
        self._phase: PhaseStarted | None = None
        self._progress: Progress | None = None
        self._epoch = 0
        self._is_validating = False

    def add(self, event: Event) -> None:
        self._clock.add(event)
        match event:
            case PhaseStarted():
                self._phase, self._progress, self._epoch = event, None, 0
            case Progress():
                self._progress = event
            case BatchEnded():
                self._progress, self._epoch = None, event.epoch
                self._is_validating = event.part == "validation"
            case EpochEnded():
                self._is_validating = False
            case CheckpointWritten():
                self.has_checkpoint = True

    @property
    def text(self) -> str:
        """Return "Fine-tuning (phase 2 of 2): epoch 3 of at most 10"."""
        if self._phase is None:
            return self._step or tr("Getting ready …")
        return tr("{name} (phase {number} of {phases}): {step}").format(
            name=phase_name(self._phase.name),
            number=self._phase.phase + 1,
            phases=self._phase.phases,
            step=self._step or self._epoch_text,
        )

    @property
    def time_left(self) -> str:
        """Return the time left of the phase; "" as long as nobody knows."""
        if self._progress is not None:
            seconds = self._progress.seconds_left
            return time_left(seconds) if seconds else ""
        seconds = self._clock.seconds_left
        return tr("at most {time} in this phase").format(time=time_left(seconds)) if seconds else ""

    @property
    def _step(self) -> str:
        if self._progress is None:
            return ""
        if not self._progress.total:
            return tr("{step} …").format(step=text_of(self._progress.step))
        return tr("{step}, {done} of {total}").format(
            step=text_of(self._progress.step), done=count(self._progress.done), total=count(self._progress.total)
        )

    @property
    def _epoch_text(self) -> str:
        assert self._phase is not None
        text = tr("epoch {epoch} of at most {epochs}").format(epoch=self._epoch + 1, epochs=self._phase.epochs)
        return tr("{epoch}, validating").format(epoch=text) if self._is_validating else text


def best_text(history: TrainingHistory) -> str:
    """Return "best so far 91.3 % on validation, in epoch 6 (lowest validation loss)", counting over all phases."""
    place = history.best
    if place is None:
        return ""
    best = history.epochs[place]
    return tr("best so far: {score} in epoch {epoch} ({reason})").format(
        score=validation_score(best.score_name, best.validation_score),
        epoch=place + 1,
        reason=text_of(history.best_means),
    )
