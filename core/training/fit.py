"""One phase: Keras' `fit`, and the one callback that reports, pauses, stops, and writes checkpoints."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.errors import JobStopped, UserError
from core.events import BatchEnded, CheckpointWritten, EpochEnded
from core.jobs import Job
from core.training.augmentation import Views
from core.training.batches import Examples, Place, training_batches, validation_batches
from core.training.checkpoint import Checkpoint
from core.training.inputs import Inputs
from core.training.model import TransferModel
from core.training.plan import Phase, Plan

#: a killed run does at most so much work again
SECONDS_BETWEEN_CHECKPOINTS = 30.0

Arrays = dict[str, np.ndarray]


@dataclass
class Sums:
    """Loss and hits so far in an epoch: kept here and not in Keras' metrics, so that a checkpoint can hold them."""

    images: int = 0
    loss: float = 0.0
    hits: float = 0.0

    def add(self, images: int, loss: float, accuracy: float) -> None:
        self.images += images
        self.loss += loss * images
        self.hits += accuracy * images

    @property
    def means(self) -> tuple[float, float]:
        return self.loss / self.images, self.hits / self.images


@dataclass
class Progress:
    """Where a phase is, and what early stopping remembers. Epochs count from 0; `best_epoch` -1 is the start."""

    phase: int
    epoch: int = 0
    batch: int = 0
    seconds: float = 0.0
    sums: Sums = field(default_factory=Sums)
    #: a later phase must do better than the model that it starts from
    best_loss: float = float("inf")
    best_epoch: int = -1
    best_weights: Arrays = field(default_factory=dict)
    history: list[EpochEnded] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        return {
            "seconds": self.seconds,
            "sums": asdict(self.sums),
            "best_loss": self.best_loss,
            "best_epoch": self.best_epoch,
            "history": [asdict(epoch) for epoch in self.history],
        }

    @classmethod
    def from_checkpoint(cls, checkpoint: Checkpoint) -> Progress:
        facts = checkpoint.facts
        return cls(
            phase=checkpoint.phase,
            epoch=checkpoint.epoch,
            batch=checkpoint.batch,
            seconds=facts["seconds"],
            sums=Sums(**facts["sums"]),
            best_loss=facts["best_loss"],
            best_epoch=facts["best_epoch"],
            best_weights=_named("best", checkpoint.arrays),
            history=[EpochEnded(**epoch) for epoch in facts["history"]],
        )

    def is_over(self, phase: Phase) -> bool:
        return self.epoch >= phase.epochs or self.is_stopped_early(phase)

    def is_stopped_early(self, phase: Phase) -> bool:
        return self.epoch - 1 - self.best_epoch >= phase.patience


@dataclass(frozen=True, kw_only=True)
class PhaseData:
    train: Examples
    validation: Examples
    inputs: Inputs
    views: Views


def fit_phase(
    model: TransferModel,
    data: PhaseData,
    plan: Plan,
    progress: Progress,
    job: Job,
    write: Callable[[Checkpoint], None],
) -> None:
    """Train one phase from `progress` on, which is kept up to date, and give the model its best weights.

    `model` is compiled and holds the weights that go with `progress`. Raises JobStopped once what was learnt is in a
    checkpoint.
    """
    phase = plan.phases[progress.phase]
    data.inputs.make_ready(data.validation.images, 0, job)
    validation = validation_batches(data.validation, data.inputs, plan.batch_size)
    conductor = Conductor(model, data, plan, progress, job, write)
    if progress.batch == data.train.batches(plan.batch_size):  # the epoch's training was done, its validation was not
        model.evaluate(validation, callbacks=[conductor], verbose=0)
        conductor.on_epoch_end(progress.epoch)
    elif progress.batch:  # the rest of an epoch that was interrupted
        _fit(model, data, plan, conductor, validation, progress.epoch + 1)
    if not progress.is_over(phase):
        _fit(model, data, plan, conductor, validation, phase.epochs)
    if progress.best_weights:
        give_weights(model, progress.best_weights)


def _fit(
    model: TransferModel, data: PhaseData, plan: Plan, conductor: Conductor, validation: tf.data.Dataset, until: int
) -> None:
    """`fit` from where the conductor is to epoch `until`."""
    conductor.place.first_batch = conductor.progress.batch
    batches = training_batches(
        data.train, data.inputs, data.views, plan.batch_size, plan.seed, conductor.progress.phase, conductor.place
    )
    model.fit(
        batches,
        validation_data=validation,
        initial_epoch=conductor.progress.epoch,
        epochs=until,
        callbacks=[conductor],
        shuffle=False,  # the batches come in an order of their own
        verbose=0,
    )


def checkpoint_of(model: TransferModel, progress: Progress) -> Checkpoint:
    arrays = {f"weights/{name}": array for name, array in weights_of(model).items()}
    arrays |= {f"optimizer/{place}": variable.numpy() for place, variable in enumerate(model.optimizer.variables)}
    arrays |= {f"best/{name}": array for name, array in progress.best_weights.items()}
    return Checkpoint(
        phase=progress.phase, epoch=progress.epoch, batch=progress.batch, arrays=arrays, facts=progress.facts()
    )


def restore(model: TransferModel, checkpoint: Checkpoint) -> None:
    """Put a compiled model where it was when the checkpoint was written."""
    give_weights(model, _named("weights", checkpoint.arrays))
    optimizer = _named("optimizer", checkpoint.arrays)
    for place, variable in enumerate(model.optimizer.variables):
        variable.assign(optimizer[str(place)])


def weights_to_keep(checkpoint: Checkpoint) -> Arrays:
    """The best ones of its phase; the present ones where no epoch of it has ended."""
    return _named("best", checkpoint.arrays) or _named("weights", checkpoint.arrays)


def weights_of(model: TransferModel) -> Arrays:
    return {name: variable.numpy() for name, variable in model.weights_by_name().items()}


def give_weights(model: TransferModel, weights: Arrays) -> None:
    for name, variable in model.weights_by_name().items():
        variable.assign(weights[name])


class Conductor(keras.callbacks.Callback):
    """Turns Keras' hooks into events, and looks after every batch whether to pause or stop."""

    def __init__(
        self,
        model: TransferModel,
        data: PhaseData,
        plan: Plan,
        progress: Progress,
        job: Job,
        write: Callable[[Checkpoint], None],
    ):
        super().__init__()
        self._transfer_model, self._data, self._plan = model, data, plan
        self._phase = plan.phases[progress.phase]
        self.progress, self._job, self._write = progress, job, write
        self._validation = Sums()
        self._last_checkpoint = self._resumed = time.monotonic()
        self.place = Place(epoch=progress.epoch)

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self.place.epoch = epoch
        self._data.inputs.make_ready(self._data.train.images, self._data.views.of_epoch(epoch), self._job)
        self._resumed = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        progress = self.progress
        images = self._images_in(progress.batch, self._data.train)
        progress.sums.add(images, float(logs["loss"]), float(logs["accuracy"]))
        self._report("train", progress.batch, self._data.train, logs)
        progress.batch += 1
        if not np.isfinite(progress.sums.loss):
            raise UserError("The loss is no longer a number.", hint="Start again with a lower learning rate.")
        self._allow_pause_and_stop()
        if time.monotonic() - self._last_checkpoint >= SECONDS_BETWEEN_CHECKPOINTS:
            self._write_checkpoint()

    def on_test_begin(self, logs: object = None) -> None:
        self._validation = Sums()

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        images = self._images_in(batch, self._data.validation)
        self._validation.add(images, float(logs["loss"]), float(logs["accuracy"]))
        self._report("validation", batch, self._data.validation, logs)
        self._allow_pause_and_stop()

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        progress = self.progress
        loss, accuracy = progress.sums.means
        validation_loss, validation_accuracy = self._validation.means
        is_best = validation_loss < progress.best_loss
        if is_best:
            progress.best_loss, progress.best_epoch = validation_loss, epoch
            progress.best_weights = weights_of(self._transfer_model)
        ended = EpochEnded(
            phase=progress.phase,
            epoch=epoch,
            loss=loss,
            accuracy=accuracy,
            validation_loss=validation_loss,
            validation_accuracy=validation_accuracy,
            learning_rate=float(self._transfer_model.optimizer.learning_rate.numpy()),
            seconds=progress.seconds + time.monotonic() - self._resumed,
            best=is_best,
        )
        progress.history.append(ended)
        progress.epoch, progress.batch, progress.seconds, progress.sums = epoch + 1, 0, 0.0, Sums()
        self._resumed = time.monotonic()
        self._write_checkpoint()
        self._job.report(ended)
        self._transfer_model.stop_training = progress.is_over(self._phase)

    def _allow_pause_and_stop(self) -> None:
        """What was learnt is on disk before a pause begins, and when the job stops."""
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
        seconds = self.progress.seconds + (now - self._resumed if self.progress.batch else 0.0)
        self._write(checkpoint_of(self._transfer_model, replace(self.progress, seconds=seconds)))
        self._last_checkpoint = now
        self._job.report(
            CheckpointWritten(phase=self.progress.phase, epoch=self.progress.epoch, batch=self.progress.batch)
        )

    def _report(self, part: Any, batch: int, examples: Examples, logs: Any) -> None:
        self._job.report(
            BatchEnded(
                phase=self.progress.phase,
                epoch=self.progress.epoch,
                batch=batch,
                batches=examples.batches(self._plan.batch_size),
                part=part,
                loss=float(logs["loss"]),
                accuracy=float(logs["accuracy"]),
            )
        )

    def _images_in(self, batch: int, examples: Examples) -> int:
        return min(self._plan.batch_size, len(examples) - batch * self._plan.batch_size)


def _named(prefix: str, arrays: Arrays) -> Arrays:
    return {name.removeprefix(prefix + "/"): array for name, array in arrays.items() if name.startswith(prefix + "/")}
