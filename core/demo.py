"""The main job without a window: train on the built-in sample, or go on with it, or tell where its model lies."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from core import tasks
from core.jobs import Job
from core.project import Project
from core.training.plan import Plan, usual_phases
from core.training.run import Run

PLAN = Plan(backbone="mobilenet_v2_100_224", phases=usual_phases(["last:4"], fine_tune_learning_rate=1e-4))


def train_on_sample(job: Job, folder: Path | None = None) -> Run:
    """In the user's data folder; what is there already is not done again."""
    folder = folder or platformdirs.user_data_path("frostline", appauthor=False) / "sample"
    project = Project(folder=folder / "project")
    finished = [run for run in project.runs if run.is_finished and run.plan == PLAN]
    if finished:
        job.notice("The sample has been trained before.")
        return finished[-1]
    if any(run.plan == PLAN for run in project.runs):
        job.notice("Going on with the training on the sample that was interrupted.")
        return tasks.resume(project, job)
    source = tasks.write_sample(folder / "images", job)
    resolve_errors(project, source, PLAN.backbone, job)
    return tasks.train(project, source, PLAN, job)


def resolve_errors(project: Project, source: Path, backbone: str, job: Job) -> None:
    """Do what the audit proposes first about each error: there are some in the sample, for people to find."""
    audit = tasks.audit(project, source, backbone, job)
    while audit.errors and audit.errors[0].actions:
        error = audit.errors[0]
        job.notice(f"The audit found: {error.title}. What it proposes is done.")
        audit = tasks.resolve_finding(project, error.code, error.actions[0], backbone, job)
