"""Trying learning rates: one after the other, higher from step to step, until training comes apart."""

from __future__ import annotations

import math
from typing import Any

import keras

from core.features.views import Views
from core.jobs import Job, ProgressReport
from core.messages import Message
from core.training.batches import Position, training_batches
from core.training.model import TransferModel
from core.training.phase_data import PhaseData
from core.training.plan import Plan
from core.training.rate_finder import STEPS, RateCurve, curve_of, is_apart, rates_to_try, smoothed

STEP = Message("trying-learning-rates")


def try_rates(model: TransferModel, data: PhaseData, plan: Plan, phase: int, job: Job) -> RateCurve:
    """Return the range test of Smith (2017) on a compiled model, which is ruined by it."""
    data.inputs.make_ready(data.train.images, 0, job)
    views = Views(None, plan.seed)
    trial = _Trial(model, Position(), job)
    batches = training_batches(data.train, data.inputs, views, plan.batch_size, plan.seed, phase, trial.place)
    epochs = math.ceil(STEPS / data.train.batches(plan.batch_size))
    model.fit(batches, epochs=epochs, callbacks=[trial], shuffle=False, verbose=0)
    return curve_of(phase, trial.rates[: len(trial.losses)], trial.losses)


class _Trial(keras.callbacks.Callback):
    def __init__(self, model: TransferModel, place: Position, job: Job):
        super().__init__()
        self._transfer_model, self.place, self._job = model, place, job
        self.rates = rates_to_try().tolist()
        self.losses: list[float] = []
        self._progress = ProgressReport(job, STEP, STEPS)
        self._progress.show()

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self.place.epoch = epoch

    def on_train_batch_begin(self, batch: int, logs: object = None) -> None:
        self._transfer_model.optimizer.learning_rate = self.rates[len(self.losses)]

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.losses.append(float(logs["weighted_loss"]))
        self._progress.advance()
        self._job.checkpoint()
        if len(self.losses) == STEPS or is_apart(smoothed(self.losses)):
            self._transfer_model.stop_training = True
