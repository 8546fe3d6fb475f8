"""The phase of a head that is solved: from a strong penalty to the chosen one, each epoch to the end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.targets.linear import Coefficients, LinearModel
from core.training.batches import Examples, validation_batches
from core.training.checkpoint import Checkpoint
from core.training.conductor import Conductor
from core.training.head_problem import HeadProblem, path_to
from core.training.model import TransferModel
from core.training.models_of_run import model_weights
from core.training.monitoring import Monitoring
from core.training.names import BIAS, KERNEL
from core.training.phase_data import PhaseData
from core.training.phase_state import PhaseState
from core.training.plan import Plan

#: numbers in the features of all examples: they take 2 GB, and are held twice
MOST_NUMBERS = 500_000_000
#: up to so many the sums are of double precision
MOST_NUMBERS_IN_DOUBLE = 20_000_000


def solve_phase(
    model: TransferModel,
    data: PhaseData,
    plan: Plan,
    state: PhaseState,
    job: Job,
    write: Callable[[Checkpoint], None],
    monitoring: Monitoring,
) -> None:
    """Solve the head of a phase from `state` on, which is kept up to date.

    Each epoch has a weaker penalty than the one before, and the last has the one that does best on subjects that are
    not learnt from: so the curves show what loosening it brings, and the head ends where it has converged.
    Raise JobStopped once what was learnt is in a checkpoint, and UserError where there are too many examples at once.
    """
    phase = plan.phases[state.phase]
    if state.is_over(phase):
        return
    linear = _linear(model, data)
    data.make_ready(data.validation, 0, state, job)
    for view in range(data.views.count):
        data.make_ready(data.train, view, state, job)
    conductor = Conductor(model, data, plan, state, job, write, monitoring)
    problem = _problem(linear, model, data)
    validation = validation_batches(data.validation, data.inputs, plan.batch_size)
    for inverse_penalty in path_to(problem.inverse_penalty(plan.seed, job), phase.epochs)[state.epoch :]:
        conductor.on_epoch_begin(state.epoch)
        found = problem.solved(inverse_penalty, _kept(model, state))
        model.head.dense.set_weights([found.kernel.astype(np.float32), found.bias.astype(np.float32)])
        conductor.after_solving(*_loss_and_score(model, problem))
        model.evaluate(validation, callbacks=[conductor], verbose=0)
        conductor.on_epoch_end(state.epoch)


def _linear(model: TransferModel, data: PhaseData) -> LinearModel:
    """Return that of the target. Raise UserError where there is none, or the features are too many at once."""
    linear, width = model.target.linear, data.inputs.specs[0].shape[-1]
    if linear is None or len(data.train) * data.views.count * width > MOST_NUMBERS:
        raise UserError(Message("head-cannot-be-solved"))
    return linear


def _problem(linear: LinearModel, model: TransferModel, data: PhaseData) -> HeadProblem:
    train, views = data.train, range(data.views.count)
    features = np.concatenate([data.inputs.read(train.images, view)[0] for view in views])
    is_small = features.size <= MOST_NUMBERS_IN_DOUBLE
    return HeadProblem(
        model=linear,
        units=model.target.units,
        features=features.astype(np.float64) if is_small else features,
        labels=np.concatenate([train.labels] * len(views)),
        weights=np.concatenate([train.weights] * len(views)) / len(views),
        groups=np.concatenate([_groups(train)] * len(views)),
    )


def _groups(examples: Examples) -> np.ndarray:
    """Return the subject of each example, or what it holds where it stands for itself."""
    pairs = zip(examples.subjects, examples.images, strict=True)
    return np.array([subject or f"\0{image}" for subject, image in pairs])


def _kept(model: TransferModel, state: PhaseState) -> Coefficients | None:
    """Return what the epoch before has found, as it is kept: with it one that goes on begins at the same place."""
    if state.best_epoch < 0:
        return None
    kept = model_weights(model.head, state.best_weights)
    return Coefficients(kept[KERNEL].astype(np.float64), kept[BIAS].astype(np.float64))


def _loss_and_score(model: TransferModel, problem: HeadProblem) -> tuple[float, float]:
    """Return both over what is learnt from, each example counting alike."""
    found = [np.asarray(one, np.float64) for one in model.head.dense.get_weights()]
    outputs = Coefficients(*found).outputs(problem.features).astype(np.float32)
    score = model.target.score(problem.labels, outputs)
    return float(problem.model.losses(problem.labels, outputs).mean()), float(score)
