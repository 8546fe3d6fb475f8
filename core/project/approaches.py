"""Both approaches: the plan of head-only training that has the same budget as fine-tuning, and the run that has it."""

from __future__ import annotations

from dataclasses import replace

from core.backbones.card import read_card
from core.backbones.catalogue import find_backbone
from core.dataset.reading import Reading
from core.errors import UserError
from core.evaluation.comparison import Approach, approach_of
from core.evaluation.runs_to_compare import have_same_split
from core.jobs import Job
from core.messages import Message
from core.project.examples import preprocessing_for
from core.project.project import Project
from core.training import phase_names
from core.training.outcome import is_through
from core.training.plan import HEAD_LEARNING_RATE, Phase, Plan
from core.training.run import Run, Variant
from core.training.settings import Keep


def head_only(fine_tuning: Plan) -> Plan:
    """Return the plan in which the head alone learns on the same budget: at most as many epochs as all phases."""
    if approach_of(fine_tuning) is not Approach.FINE_TUNING:
        raise UserError(Message("no-layers-to-fine-tune"))
    first = fine_tuning.phases[0]
    head = Phase(
        name=phase_names.HEAD,
        epochs=sum(phase.epochs for phase in fine_tuning.phases),
        learning_rate=HEAD_LEARNING_RATE if first.unfreeze else first.learning_rate,
        patience=first.patience,
        solver=first.solver,
    )
    return replace(fine_tuning, phases=(head,), keep=Keep.BEST)


def known_run(project: Project, plan: Plan, job: Job, reading: Reading | None = None) -> Run | None:
    """Return the last run with this plan on the project's examples, split and backbone of now: finished, or else begun.

    One that was finished before its time has not used its budget, and does not count.
    """
    settings, dataset = (project.settings, project.dataset) if project.exists else (None, None)
    if settings is None or dataset is None or (reading is not None and reading != settings.reading):
        return None
    backbone = project.keep_backbone(find_backbone(plan.backbone))
    wanted = plan, backbone, preprocessing_for(dataset, read_card(backbone), settings.reading, job)
    known = [
        run
        for run in reversed(project.runs)
        if (run.plan, run.backbone_folder, run.preprocessing) == wanted
        and have_same_split(run.dataset, dataset)
        and (_is_through(run) or not run.is_finished)
    ]
    return next((run for run in known if run.is_finished), known[0] if known else None)


def fine_tuned_model(run: Run) -> Run:
    """Return the fine-tuned model of a run, be it kept or kept beside."""
    return next((model for model in run.models if model.variant is Variant.FINE_TUNED), run)


def _is_through(run: Run) -> bool:
    """Return whether each phase that it went on to has had all its epochs, or was ended by its patience."""
    history = run.history
    return all(
        is_through(phase, [epoch for epoch in history if epoch.phase == number])
        for number, phase in enumerate(run.reached_phases)
    )
