"""Conductor: the one callback of a phase, which reports, pauses, stops, raises alarms, and writes checkpoints."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NoReturn

import keras
import numpy as np
import tensorflow as tf

from core.errors import JobStopped, UserError
from core.events import Alarm, AlarmKind, BatchEnded, CheckpointWritten, LayersMeasured
from core.jobs import Job
from core.statistics.improvement import improvement
from core.targets.selecting import Standing
from core.training.alarms import EpochFacts, alarms_after, alarms_of_solved, not_finite
from core.training.batches import Examples, Position
from core.training.checkpoint import Checkpoint
from core.training.epoch_record import EpochRecord
from core.training.layer_measures import measured_layers
from core.training.model import TransferModel
from core.training.monitoring import Monitoring
from core.training.phase_data import PhaseData
from core.training.phase_state import Beside, PhaseState, Sums, named
from core.training.plan import Plan
from core.training.schedule import learning_rate_at
from core.training.snapshot import checkpoint_of, weights_of

#: a killed run does at most so much work again
SECONDS_BETWEEN_CHECKPOINTS = 30.0


class Conductor(keras.callbacks.Callback):
    """Turns Keras' hooks into events, and looks after every batch whether to pause or stop."""

    def __init__(
        self,
        model: TransferModel,
        data: PhaseData,
        plan: Plan,
        state: PhaseState,
        job: Job,
        write: Callable[[Checkpoint], None],
        monitoring: Monitoring,
    ):
        super().__init__()
        self._transfer_model, self._data, self._plan = model, data, plan
        self._phase = plan.phases[state.phase]
        self.state, self._job, self._write = state, job, write
        self._monitoring = monitoring
        self._validation = Sums()
        self._losses: list[np.ndarray] = []
        self._outputs: list[np.ndarray] = []
        self._last_checkpoint = self._resumed = time.monotonic()
        self.place = Position(epoch=state.epoch)
        self._learning_rate = np.float32(model.optimizer.learning_rate.numpy())

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self.place.epoch = epoch
        self._data.make_ready(self._data.train, self._data.views.of_epoch(epoch), self.state, self._job)
        self._resumed = time.monotonic()

    def on_train_batch_begin(self, batch: int, logs: object = None) -> None:
        state, batches = self.state, self._data.train.batches(self._plan.batch_size)
        step = state.epoch * batches + state.batch
        rate = np.float32(learning_rate_at(self._plan, self._phase, step, batches))
        if rate != self._learning_rate:
            self._learning_rate = rate
            self._transfer_model.optimizer.learning_rate = rate

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        state = self.state
        images = self._images_in(state.batch, self._data.train)
        if self._plan.weights_validation:
            logs["loss"] = logs["weighted_loss"]
        state.sums.add(images, float(logs["loss"]), float(logs["score"]))
        self._report("train", state.batch, self._data.train.batches(self._plan.batch_size), logs)
        state.batch += 1
        state.note_memory()
        if not np.isfinite(state.sums.loss):
            self._give_up()
        self._allow_pause_and_stop()
        if time.monotonic() - self._last_checkpoint >= SECONDS_BETWEEN_CHECKPOINTS:
            self._write_checkpoint()

    def after_solving(self, loss: float, score: float) -> None:
        """All was learnt from at once: it counts as one batch."""
        state, count = self.state, len(self._data.train)
        state.sums = Sums()
        state.sums.add(count, loss, score)
        self._report("train", 0, 1, {"loss": loss, "score": score})
        state.note_memory()
        if not np.isfinite(loss):
            self._give_up()
        self._allow_pause_and_stop()

    def on_test_begin(self, logs: object = None) -> None:
        self._validation, self._losses, self._outputs = Sums(), [], []

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self._losses.append(np.atleast_1d(np.asarray(logs["losses"], np.float32)))
        self._outputs.append(np.atleast_2d(np.asarray(logs["outputs"], np.float32)))
        images = self._images_in(batch, self._data.validation)
        self._validation.add(images, float(logs["loss"]), float(logs["score"]))
        self._report("validation", batch, self._data.validation.batches(self._plan.batch_size), logs)
        self._allow_pause_and_stop()

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        state = self.state
        loss, score = state.sums.means
        validation_loss, validation_score = self._validation.means
        if not np.isfinite(validation_loss):
            self._give_up()
        losses, outputs = np.concatenate(self._losses), np.concatenate(self._outputs)
        target, labels = self._transfer_model.target, self._data.validation.labels
        found = target.standing(self._plan.select_by, validation_loss, losses, labels, outputs)
        is_best = self._keep_if_better(epoch, found, losses)
        record = EpochRecord(
            phase=state.phase,
            epoch=epoch,
            loss=loss,
            score=score,
            validation_loss=validation_loss,
            validation_score=validation_score,
            learning_rate=0.0 if self._phase.is_solved else float(self._learning_rate),
            seconds=state.seconds + time.monotonic() - self._resumed,
            best=is_best,
            figure=found.value,
            score_name=target.score_name,
        )
        state.history.append(record)
        of_answers = target.alarms(labels, outputs)
        if self._phase.is_solved:
            noticed: Sequence[LayersMeasured | Alarm] = self._look_at_solved(epoch, of_answers)
        else:
            noticed = self._look_at_layers_and_alarms(epoch, losses, of_answers)
        state.epoch, state.batch, state.seconds, state.sums = epoch + 1, 0, 0.0, Sums()
        self._resumed = time.monotonic()
        self._write_checkpoint()
        self._job.report(record.event)
        for event in noticed:
            self._job.report(event)
        self._transfer_model.stop_training = state.is_over(self._phase)

    @property
    def _to_beat(self) -> float:
        """Return the score that an epoch must have more than, to be kept."""
        begins, state = self._plan.keeps_latest_from, self.state
        if begins is None or state.phase < begins:
            return state.best_score
        return float(np.mean(state.start_merits)) if len(state.start_merits) else float("-inf")

    def _keep_if_better(self, epoch: int, found: Standing, losses: np.ndarray) -> bool:
        """Keep the best weights so far; the best ones of fine-tuning beside, as long as the head's are better.

        Of equals the earlier stays, which is the simpler. Return whether those of this epoch are kept.
        """
        state, score, unfreezes = self.state, found.score, not self._plan.is_of_head(self.state.phase)
        beside = state.beside
        if score > self._to_beat or self._phase.is_solved:
            state.best_score, state.best_epoch = score, epoch
            state.best_weights = weights_of(self._transfer_model)
            state.best_losses, state.best_merits = losses, found.merits
            if unfreezes and (beside is None or score > beside.score):
                state.beside = None  # there is one model that is the best of both
            return True
        if unfreezes and self._plan.is_of_head(state.best_phase) and (beside is None or score > beside.score):
            weights = weights_of(self._transfer_model)
            state.beside = Beside(phase=state.phase, epoch=epoch, score=score, weights=weights)
        return False

    def _look_at_solved(self, epoch: int, of_answers: Sequence[AlarmKind]) -> list[Alarm]:
        """Judge the last one alone: under a strong penalty a head is meant to say little."""
        if epoch + 1 < self._phase.epochs:
            return []
        alarms = alarms_of_solved(self.state.history[-1], of_answers)
        for alarm in alarms:
            self._monitoring.add(alarm)
        return alarms

    def _look_at_layers_and_alarms(
        self, epoch: int, losses: np.ndarray, of_answers: Sequence[AlarmKind]
    ) -> list[LayersMeasured | Alarm]:
        model, data, phase = self._transfer_model, self._data, self.state.phase
        steps = data.train.batches(self._plan.batch_size)
        measured = measured_layers(model, data.pretrained, steps, phase, epoch)
        model.squares.assign(tf.zeros_like(model.squares))
        self._monitoring.add(measured)
        over_head = improvement(self.state.head_losses, losses, data.validation.subjects) if phase else None
        facts = EpochFacts(
            epochs=[ended for ended in self.state.history if ended.phase == phase],
            layers=[layers for layers in self._monitoring.layers if layers.phase == phase],
            of_answers=of_answers,
            over_head=over_head,
        )
        alarms = [alarm for alarm in alarms_after(facts) if not self._monitoring.has_raised(alarm.kind, phase)]
        for alarm in alarms:
            self._monitoring.add(alarm)
        return [measured, *alarms]

    def _give_up(self) -> NoReturn:
        """The last checkpoint was written while all was well: what it holds can be kept."""
        alarm = not_finite(self.state.phase, self.state.epoch, self._phase.learning_rate, bool(self.state.history))
        self._job.report(alarm)
        raise UserError(alarm.message)

    def _allow_pause_and_stop(self) -> None:
        """Write to disk what was learnt before a pause begins, and when the job stops."""
        if self._job.is_paused:
            self._write_checkpoint()
        try:
            asked = time.monotonic()
            self._job.checkpoint()
            self._resumed += time.monotonic() - asked  # a pause is no training time
        except JobStopped:
            self._write_checkpoint()
            raise

    def _write_checkpoint(self) -> None:
        now = time.monotonic()
        seconds = self.state.seconds + (now - self._resumed if self.state.batch else 0.0)
        checkpoint = checkpoint_of(self._transfer_model, replace(self.state, seconds=seconds))
        if not all(np.isfinite(weights).all() for weights in named("weights", checkpoint.arrays).values()):
            self._give_up()
        self._write(checkpoint)
        self._last_checkpoint = now
        self._job.report(CheckpointWritten(phase=self.state.phase, epoch=self.state.epoch, batch=self.state.batch))

    def _report(self, part: Any, batch: int, batches: int, logs: Any) -> None:
        self._job.report(
            BatchEnded(
                phase=self.state.phase,
                epoch=self.state.epoch,
                batch=batch,
                batches=batches,
                part=part,
                loss=float(logs["loss"]),
                score=float(logs["score"]),
                score_name=self._transfer_model.target.score_name,
            )
        )

    def _images_in(self, batch: int, examples: Examples) -> int:
        return min(self._plan.batch_size, len(examples) - batch * self._plan.batch_size)
