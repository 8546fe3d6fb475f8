"""Finishing a run before its time: its model is made of what its last checkpoint holds."""

from __future__ import annotations

from core.backbones.card import read_card
from core.backbones.digest import module_digest
from core.errors import UserError
from core.jobs import Job
from core.training.checkpoint import Checkpoint, last_checkpoint
from core.training.ending import end_run
from core.training.history import write_history
from core.training.model import Head
from core.training.names import BACKBONE, BIAS, HEAD, KERNEL
from core.training.progress import Arrays, Progress
from core.training.run import Run
from core.training.snapshot import weights_to_keep
from core.training.trained_model import TrainedModel


def finish_run_early(run: Run, job: Job) -> TrainedModel:
    """Save the model of the best weights so far. Raises UserError where there is nothing to make it of."""
    if run.is_finished:
        raise UserError(f"The run “{run.title}” is finished already.")
    checkpoint = last_checkpoint(run.checkpoints)
    progress = Progress.from_checkpoint(checkpoint) if checkpoint else None
    if checkpoint is None or progress is None or not progress.history:
        raise UserError(
            f"The run “{run.title}” has not ended an epoch yet: there is no model to keep.",
            hint="Resume it, or delete it.",
        )
    model = TrainedModel(
        backbone_folder=run.backbone_folder,
        backbone_digest=module_digest(run.backbone_folder),
        classes=run.dataset.classes,
        preprocessing=run.preprocessing,
        weights=_weights(run, checkpoint),
    )
    job.checkpoint()
    write_history(run.history_file, progress.history)
    end_run(run, progress, run.monitoring.decisions, job)
    model.save(run.model_folder)
    return model


def _weights(run: Run, checkpoint: Checkpoint) -> Arrays:
    """Under the names that a model has for them, with what earlier phases have changed in the backbone."""
    kept = weights_to_keep(checkpoint)
    head = Head(len(run.dataset.classes), run.plan.dropout, run.plan.seed)
    head.build((None, read_card(run.backbone_folder).feature_width))
    for place, variable in enumerate(head.variables):
        variable.assign(kept[f"{HEAD}{place}"])
    changed = {
        BACKBONE + name.removeprefix("changed/"): values
        for name, values in checkpoint.arrays.items()
        if name.startswith("changed/")
    }
    thawed = {name: values for name, values in kept.items() if name.startswith(BACKBONE)}
    return {KERNEL: head.dense.kernel.numpy(), BIAS: head.dense.bias.numpy(), **changed, **thawed}
