"""Finishing a run before its time: its model is made of what its last checkpoint holds."""

from __future__ import annotations

from core.backbones.card import read_card
from core.backbones.digest import module_digest
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.training.checkpoint import Checkpoint, last_checkpoint
from core.training.ending import end_run
from core.training.history import write_history
from core.training.model import Head
from core.training.models_of_run import model_weights, save_models
from core.training.names import BACKBONE
from core.training.phase_state import Arrays, PhaseState
from core.training.run import Run
from core.training.snapshot import weights_to_keep
from core.training.trained_model import TrainedModel


def finish_run_early(run: Run, job: Job) -> TrainedModel:
    """Save the model of the best weights so far. Raise UserError where there is nothing to make it of."""
    if run.is_finished:
        raise UserError(Message("run-finished-already", run=run.named))
    checkpoint = last_checkpoint(run.files.checkpoints)
    state = PhaseState.from_checkpoint(checkpoint) if checkpoint else None
    if checkpoint is None or state is None or not state.history:
        raise UserError(Message("run-without-epoch", run=run.named))
    target = run.dataset.target
    head = Head(target, run.plan.dropout, run.plan.seed)
    head.build((None, read_card(run.backbone_folder).feature_width))
    model = TrainedModel(
        backbone_folder=run.backbone_folder,
        backbone_digest=module_digest(run.backbone_folder),
        target=target,
        preprocessing=run.preprocessing,
        weights=_weights(checkpoint, head),
    )
    job.checkpoint()
    write_history(run.files.history, state.history)
    end_run(run, state, run.monitoring.decisions, job)
    return save_models(run, model, state, head)


def _weights(checkpoint: Checkpoint, head: Head) -> Arrays:
    """Return the weights by their names in a model, with what earlier phases have changed in the backbone."""
    changed = {
        BACKBONE + name.removeprefix("changed/"): values
        for name, values in checkpoint.arrays.items()
        if name.startswith("changed/")
    }
    return {**changed, **model_weights(head, weights_to_keep(checkpoint))}
