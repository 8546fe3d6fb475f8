"""One phase: Keras' `fit`, and the one callback that reports, pauses, stops, and writes checkpoints."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NoReturn

import keras
import numpy as np
import psutil
import tensorflow as tf

from core.errors import JobStopped, UserError
from core.events import Alarm, BatchEnded, CheckpointWritten, EpochEnded, LayersMeasured
from core.jobs import Job
from core.training.alarms import EpochFacts, alarms_after, not_finite
from core.training.augmentation import Views
from core.training.batches import Examples, Place, training_batches, validation_batches
from core.training.checkpoint import Checkpoint
from core.training.depth import improvement
from core.training.inputs import Inputs
from core.training.layer_figures import measured_layers
from core.training.model import TransferModel
from core.training.monitoring import Monitoring
from core.training.plan import Phase, Plan
from core.training.schedule import learning_rate_at

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
    #: of each validation image, float32 [n]: with the best weights so far, with those that the phase began with, and
    #: with the head alone
    best_losses: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    start_losses: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    head_losses: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    history: list[EpochEnded] = field(default_factory=list)
    #: of the whole run: seconds in which features were computed, and the highest resident set of the process, bytes
    feature_seconds: float = 0.0
    peak_memory: int = 0

    def next_phase(self) -> Progress:
        """At its start: it must do better than the weights that this one leaves."""
        return replace(
            self,
            phase=self.phase + 1,
            epoch=0,
            best_epoch=-1,
            start_losses=self.best_losses,
            head_losses=self.head_losses if self.phase else self.best_losses,
        )

    def losses(self) -> Arrays:
        return {"best": self.best_losses, "start": self.start_losses, "head": self.head_losses}

    def facts(self) -> dict[str, Any]:
        return {
            "seconds": self.seconds,
            "sums": asdict(self.sums),
            "best_loss": self.best_loss,
            "best_epoch": self.best_epoch,
            "history": [asdict(epoch) for epoch in self.history],
            "feature_seconds": self.feature_seconds,
            "peak_memory": self.peak_memory,
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
            **{f"{name}_losses": losses for name, losses in _named("losses", checkpoint.arrays).items()},
            history=[EpochEnded(**epoch) for epoch in facts["history"]],
            feature_seconds=facts["feature_seconds"],
            peak_memory=facts["peak_memory"],
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
    #: of the variables of the backbone that train, by their paths
    pretrained: Mapping[str, np.ndarray] = field(default_factory=dict)


def fit_phase(
    model: TransferModel,
    data: PhaseData,
    plan: Plan,
    progress: Progress,
    job: Job,
    write: Callable[[Checkpoint], None],
    monitoring: Monitoring | None = None,
) -> None:
    """Train one phase from `progress` on, which is kept up to date, and give the model its best weights.

    `model` is compiled and holds the weights that go with `progress`. `monitoring` takes what is found about layers,
    and alarms. Raises JobStopped once what was learnt is in a checkpoint, and UserError where the loss is no number.
    """
    phase = plan.phases[progress.phase]
    _make_ready(data, data.validation, 0, progress, job)
    validation = validation_batches(data.validation, data.inputs, plan.batch_size)
    conductor = Conductor(model, data, plan, progress, job, write, monitoring or Monitoring())
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
    arrays |= {f"losses/{name}": array for name, array in progress.losses().items()}
    arrays["squares"] = model.squares.numpy()
    facts = progress.facts() | {"joined": model.optimizer.joined}
    return Checkpoint(phase=progress.phase, epoch=progress.epoch, batch=progress.batch, arrays=arrays, facts=facts)


def restore(model: TransferModel, checkpoint: Checkpoint) -> None:
    """Put a compiled model where it was when the checkpoint was written."""
    give_weights(model, _named("weights", checkpoint.arrays))
    optimizer = _named("optimizer", checkpoint.arrays)
    for place, variable in enumerate(model.optimizer.variables):
        variable.assign(optimizer[str(place)])
    model.optimizer.joined = list(checkpoint.facts["joined"])
    model.squares.assign(checkpoint.arrays["squares"])


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
        monitoring: Monitoring,
    ):
        super().__init__()
        self._transfer_model, self._data, self._plan = model, data, plan
        self._phase = plan.phases[progress.phase]
        self.progress, self._job, self._write = progress, job, write
        self._monitoring = monitoring
        self._validation = Sums()
        self._losses: list[np.ndarray] = []
        self._predicted: list[np.ndarray] = []
        self._last_checkpoint = self._resumed = time.monotonic()
        self.place = Place(epoch=progress.epoch)
        self._learning_rate = np.float32(model.optimizer.learning_rate.numpy())

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self.place.epoch = epoch
        _make_ready(self._data, self._data.train, self._data.views.of_epoch(epoch), self.progress, self._job)
        self._resumed = time.monotonic()

    def on_train_batch_begin(self, batch: int, logs: object = None) -> None:
        progress, batches = self.progress, self._data.train.batches(self._plan.batch_size)
        step = progress.epoch * batches + progress.batch
        rate = np.float32(learning_rate_at(self._plan, self._phase, step, batches))
        if rate != self._learning_rate:
            self._learning_rate = rate
            self._transfer_model.optimizer.learning_rate = rate

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        progress = self.progress
        images = self._images_in(progress.batch, self._data.train)
        progress.sums.add(images, float(logs["loss"]), float(logs["accuracy"]))
        self._report("train", progress.batch, self._data.train, logs)
        progress.batch += 1
        _note_memory(progress)
        if not np.isfinite(progress.sums.loss):
            self._give_up()
        self._allow_pause_and_stop()
        if time.monotonic() - self._last_checkpoint >= SECONDS_BETWEEN_CHECKPOINTS:
            self._write_checkpoint()

    def on_test_begin(self, logs: object = None) -> None:
        self._validation, self._losses, self._predicted = Sums(), [], []

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self._losses.append(np.atleast_1d(np.asarray(logs["losses"], np.float32)))
        self._predicted.append(np.atleast_1d(np.asarray(logs["predicted"], np.int32)))
        images = self._images_in(batch, self._data.validation)
        self._validation.add(images, float(logs["loss"]), float(logs["accuracy"]))
        self._report("validation", batch, self._data.validation, logs)
        self._allow_pause_and_stop()

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        progress = self.progress
        loss, accuracy = progress.sums.means
        validation_loss, validation_accuracy = self._validation.means
        if not np.isfinite(validation_loss):
            self._give_up()
        losses = np.concatenate(self._losses)
        is_best = validation_loss < progress.best_loss
        if is_best:
            progress.best_loss, progress.best_epoch = validation_loss, epoch
            progress.best_weights, progress.best_losses = weights_of(self._transfer_model), losses
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
        found = self._look_at_layers_and_alarms(epoch, losses)
        progress.epoch, progress.batch, progress.seconds, progress.sums = epoch + 1, 0, 0.0, Sums()
        self._resumed = time.monotonic()
        self._write_checkpoint()
        self._job.report(ended)
        for event in found:
            self._job.report(event)
        self._transfer_model.stop_training = progress.is_over(self._phase)

    def _look_at_layers_and_alarms(self, epoch: int, losses: np.ndarray) -> list[LayersMeasured | Alarm]:
        model, data, phase = self._transfer_model, self._data, self.progress.phase
        steps = data.train.batches(self._plan.batch_size)
        measured = measured_layers(model, data.pretrained, steps, phase, epoch)
        model.squares.assign(tf.zeros_like(model.squares))
        self._monitoring.add(measured)
        over_head = improvement(self.progress.head_losses, losses, data.validation.subjects) if phase else None
        classes = self._transfer_model.head.dense.units
        facts = EpochFacts(
            epochs=[ended for ended in self.progress.history if ended.phase == phase],
            layers=[layers for layers in self._monitoring.layers if layers.phase == phase],
            predicted=np.bincount(np.concatenate(self._predicted), minlength=classes),
            present=np.bincount(data.validation.labels, minlength=classes),
            over_head=over_head,
        )
        alarms = [alarm for alarm in alarms_after(facts) if not self._monitoring.has_raised(alarm.kind, phase)]
        for alarm in alarms:
            self._monitoring.add(alarm)
        return [measured, *alarms]

    def _give_up(self) -> NoReturn:
        """The last checkpoint was written while all was well: what it holds can be kept."""
        alarm = not_finite(
            self.progress.phase, self.progress.epoch, self._phase.learning_rate, bool(self.progress.history)
        )
        self._job.report(alarm)
        raise UserError(alarm.text, hint=alarm.suggestion)

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
        if not all(np.isfinite(weights).all() for weights in weights_of(self._transfer_model).values()):
            self._give_up()
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


def _make_ready(data: PhaseData, examples: Examples, view: int, progress: Progress, job: Job) -> None:
    began = time.monotonic()
    try:
        data.inputs.make_ready(examples.images, view, job)
    finally:
        progress.feature_seconds += time.monotonic() - began
        _note_memory(progress)


def _note_memory(progress: Progress) -> None:
    progress.peak_memory = max(progress.peak_memory, psutil.Process().memory_info().rss)


def _named(prefix: str, arrays: Arrays) -> Arrays:
    return {name.removeprefix(prefix + "/"): array for name, array in arrays.items() if name.startswith(prefix + "/")}
