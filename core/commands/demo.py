"""The main job without a window: train on the built-in sample, or go on with it, or say where its model lies."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import platformdirs

from core import tasks
from core.audit.findings import Action
from core.jobs import Job
from core.messages import Message
from core.process.packaged import typed_command
from core.project.project import Project
from core.training.plan import Plan, usual_phases
from core.training.run import Run

HEAD, USUAL = usual_phases(["last:4"], fine_tune_epochs=15)
#: The sample has some 160 training images of 42 subjects: six steps an epoch. A head has few numbers to learn and gets
#: most of what the backbone's features hold. Fine-tuning has 600 times as many to learn from as few images: at the
#: usual hundredth of the head's rate it goes on getting better, and at ten times that rate (which this plan once had)
#: it forgot in its first steps what the head had learnt, and had not come back when its patience ended. For Adam's
#: first steps are as long as the learning rate lets them be, whatever the gradient says: the warm-up holds those back.
#: Steps that short take more epochs, and more of them to tell a halt from noise. On five splits out of five (seeds 0
#: to 4) each phase lowered the validation loss.
FINE_TUNING = replace(USUAL, patience=5)
PLAN = Plan(backbone="mobilenet_v2_100_224", phases=(HEAD, FINE_TUNING), warmup_epochs=1.0)
DONE = {
    Action.KEEP_TOGETHER: Message("demo-kept-together"),
    Action.DROP_COPIES: Message("demo-copies-dropped"),
    Action.DROP_ALL: Message("demo-all-dropped"),
}
OTHERWISE_DONE = Message("demo-done-as-proposed")


def train_on_sample(job: Job, folder: Path | None = None) -> Run:
    """Train in the user's data folder; what is there already is not done again."""
    folder = folder or platformdirs.user_data_path("frostline", appauthor=False) / "sample"
    project = Project(folder=folder / "project")
    finished = [run for run in project.runs if run.is_finished and run.plan == PLAN]
    if finished:
        job.notice(Message("demo-trained-before"))
        return finished[-1]
    if any(run.plan == PLAN for run in project.runs):
        job.notice(Message("demo-goes-on"))
        return tasks.resume(project, job)
    source = tasks.write_sample(folder / "images", job)
    job.notice(Message("demo-problems-hidden", folder=str(source.parent)))
    resolve_errors(project, source, PLAN.backbone, job)
    job.notice(Message("demo-plan"))
    run = tasks.train(project, PLAN, job)
    job.notice(Message("demo-evaluate", command=typed_command(), folder=shlex.quote(str(project.folder))))
    return run


def resolve_errors(project: Project, source: Path, backbone: str, job: Job) -> None:
    """Do what the audit proposes first about each error: there are some in the sample, for people to find."""
    audit = tasks.audit(project, backbone, job, source)
    while audit.errors and audit.errors[0].actions:
        error = audit.errors[0]
        job.notice(Message("demo-resolved", finding=error.message, done=DONE.get(error.actions[0], OTHERWISE_DONE)))
        audit = tasks.resolve_finding(project, error.code, error.actions[0], backbone, job)
