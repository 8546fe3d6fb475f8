"""One phase: Keras' `fit` from where it was left, and the best weights at the end."""

from __future__ import annotations

from collections.abc import Callable

import tensorflow as tf

from core.jobs import Job
from core.training.batches import training_batches, validation_batches
from core.training.checkpoint import Checkpoint
from core.training.conductor import Conductor
from core.training.model import TransferModel
from core.training.monitoring import Monitoring
from core.training.phase_data import PhaseData
from core.training.phase_state import PhaseState
from core.training.plan import Plan
from core.training.snapshot import give_weights


def fit_phase(
    model: TransferModel,
    data: PhaseData,
    plan: Plan,
    state: PhaseState,
    job: Job,
    write: Callable[[Checkpoint], None],
    monitoring: Monitoring | None = None,
) -> None:
    """Train one phase from `state` on, which is kept up to date, and give the model its best weights.

    `model` is compiled and holds the weights that go with `state`. `monitoring` takes what is found about layers,
    and alarms. Raise JobStopped once what was learnt is in a checkpoint, and UserError where the loss is no number.
    """
    phase = plan.phases[state.phase]
    data.make_ready(data.validation, 0, state, job)
    validation = validation_batches(data.validation, data.inputs, plan.batch_size)
    conductor = Conductor(model, data, plan, state, job, write, monitoring or Monitoring())
    if state.batch == data.train.batches(plan.batch_size):  # the epoch's training was done, its validation was not
        model.evaluate(validation, callbacks=[conductor], verbose=0)
        conductor.on_epoch_end(state.epoch)
    elif state.batch:  # the rest of an epoch that was interrupted
        _fit(model, data, plan, conductor, validation, state.epoch + 1)
    if not state.is_over(phase):
        _fit(model, data, plan, conductor, validation, phase.epochs)
    if state.best_weights:
        give_weights(model, state.best_weights)


def _fit(
    model: TransferModel, data: PhaseData, plan: Plan, conductor: Conductor, validation: tf.data.Dataset, until: int
) -> None:
    """Run `fit` from where the conductor is to epoch `until`."""
    conductor.place.first_batch = conductor.state.batch
    batches = training_batches(
        data.train, data.inputs, data.views, plan.batch_size, plan.seed, conductor.state.phase, conductor.place
    )
    model.fit(
        batches,
        validation_data=validation,
        initial_epoch=conductor.state.epoch,
        epochs=until,
        callbacks=[conductor],
        shuffle=False,  # the batches come in an order of their own
        verbose=0,
    )
