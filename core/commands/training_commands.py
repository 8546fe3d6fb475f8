"""Commands that train: a run, both approaches, a search for the learning rate, and the job without a command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.commands.comparison_commands import add_csv_argument, compared
from core.commands.images_argument import DATA_HELP, add_data_argument, project_or_none
from core.commands.plan_arguments import add_plan_arguments, add_training_arguments, plan_of
from core.commands.reading_arguments import add_reading_arguments, reading_of
from core.commands.sub_command import AddCommand
from core.errors import UserError
from core.events import Event, RunBegun
from core.jobs import Job
from core.messages import Message
from core.wording.catalogue import text_of

GO_ON = "Go on with: train --resume"
GO_ON_BEFORE_RUN = "The same command goes on."


def add_training_commands(command: AddCommand) -> None:
    _add_train(command("train", _train, "train on a folder per class, or on a CSV"))
    _add_find_rate(command("find-rate", _find_rate, "try rising learning rates, and suggest one"))
    summary = "train the head alone and fine-tune on the same budget, and compare both"
    _add_compare_approaches(command("compare-approaches", _compare_approaches, summary))


def _train(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.audit.findings import BlockedByAudit
    from core.project.project import Project

    project = Project(folder=options.project)
    if options.resume:
        options.kept = GO_ON
        return _results(tasks.resume(project, job))
    if options.data is None:
        raise UserError(Message("train-without-images"))
    reading = reading_of(options, project)
    plan = plan_of(options, project, reading)
    options.kept = GO_ON_BEFORE_RUN
    job.report = _noting_run(options, job.report)
    try:
        return _results(tasks.train(project, plan, job, options.data, reading, options.override_audit))
    except BlockedByAudit as error:
        raise UserError(Message("blocked-on-command-line", reason=error.message)) from error


def _noting_run(options: argparse.Namespace, report: Callable[[Event], None]) -> Callable[[Event], None]:
    """Return `report` that also notes that there is a run to go on with; before the images are ready there is none."""

    def report_and_note(event: Event) -> None:
        if isinstance(event, RunBegun):
            options.kept = GO_ON
        report(event)

    return report_and_note


def _find_rate(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands import console
    from core.project.project import Project

    with project_or_none(options.project) as folder:
        project = Project(folder=folder)
        reading = reading_of(options, project)
        plan = plan_of(options, project, reading)
        curve = tasks.find_learning_rate(project, plan, len(plan.phases) - 1, job, options.data, reading)
    if not options.json:
        console.print_rates(curve)
    return curve.as_json()


def _compare_approaches(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.audit.findings import BlockedByAudit
    from core.project.project import Project

    options.kept = GO_ON_BEFORE_RUN
    project = Project(folder=options.project)
    reading = reading_of(options, project)
    plan = plan_of(options, project, reading)
    try:
        found = tasks.compare_approaches(project, plan, job, options.data, reading, options.override_audit)
    except BlockedByAudit as error:
        raise UserError(Message("blocked-on-command-line", reason=error.message)) from error
    return compared(found, options)


def main_job(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    """Train on the sample, where no command is named."""
    from core.commands import demo

    options.kept = GO_ON_BEFORE_RUN
    return _results(demo.train_on_sample(job))


def _results(run: Any) -> dict[str, Any]:
    best = [epoch for epoch in run.history if epoch.best][-1:]
    outcome, score = run.outcome, run.dataset.target.score_name
    return {
        "run": str(run.folder),
        "models": [model.address for model in run.models],
        "model": str(run.model_folder),
        "epochs": len(run.history),
        "score": score,
        "validation_loss": best[0].validation_loss if best else None,
        f"validation_{score}": best[0].validation_score if best else None,
        "outcome": outcome.as_json() if outcome else None,
        "kept_text": text_of(run.what_was_kept),
    }


def _add_train(train: argparse.ArgumentParser) -> None:
    train.add_argument("data", type=Path, nargs="?", metavar="DATA", help=DATA_HELP)
    add_training_arguments(train)
    train.add_argument("--resume", action="store_true", help="go on with the run that was interrupted")
    add_reading_arguments(train)


def _add_find_rate(finder: argparse.ArgumentParser) -> None:
    add_data_argument(finder)
    finder.add_argument("--project", type=Path, metavar="DIR", help="whose caches are used (default: none)")
    add_plan_arguments(finder)
    add_reading_arguments(finder)


def _add_compare_approaches(approaches: argparse.ArgumentParser) -> None:
    add_data_argument(approaches)
    add_training_arguments(approaches)
    add_csv_argument(approaches)
    add_reading_arguments(approaches)
