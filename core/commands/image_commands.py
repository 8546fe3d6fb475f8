"""Commands on data: the sample, the audit, and advice on what to train."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.commands.images_argument import add_data_argument, project_or_none
from core.commands.plan_arguments import add_backbone_argument, backbone_of
from core.commands.reading_arguments import add_reading_arguments, reading_of
from core.commands.resolve_arguments import add_resolve_argument, resolve_all
from core.commands.sub_command import DONE, FAILED, AddCommand
from core.jobs import Job
from core.modalities.modalities import MODALITIES


def add_image_commands(command: AddCommand) -> None:
    sample = command("sample", _sample, "write a synthetic sample dataset")
    sample.add_argument("folder", type=Path, metavar="DIR")
    kinds = [modality.name for modality in MODALITIES]
    sample.add_argument("--kind", choices=kinds, default=kinds[0], help="what it is made of (%(default)s)")
    _add_audit(command("audit", _audit, "look for what could make metrics on these data lie"))
    _add_advise(command("advise", _advise, "which backbone to use, and how much of it to train, for these data"))


def _sample(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks

    return {"dataset": str(tasks.write_sample(options.folder, job, options.kind))}


def _audit(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands import console
    from core.project.project import Project

    with project_or_none(options.project) as folder:
        project = Project(folder=folder)
        reading = reading_of(options, project)
        backbone = backbone_of(options, project, reading)
        audit = tasks.audit(project, backbone, job, options.data, reading)
        audit = resolve_all(project, audit, options.resolve, backbone, job)
        if options.override:
            audit = tasks.override_audit(project, options.override)
        dataset = project.dataset
    if not options.json and dataset:
        console.print_audit(audit, dataset)
    options.status = FAILED if audit.is_blocking else DONE
    return {"verdict": audit.verdict.value, **audit.as_json()}


def _advise(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands.console_advice import print_advice
    from core.project.project import Project

    with project_or_none(options.project) as folder:
        project = Project(folder=folder)
        advice = tasks.advise(project, job, options.data, reading_of(options, project))
    if not options.json:
        print_advice(advice)
    return advice.as_json()


def _add_audit(audit: argparse.ArgumentParser) -> None:
    add_data_argument(audit)
    audit.add_argument("--project", type=Path, metavar="DIR", help="where the findings are kept (default: nowhere)")
    add_backbone_argument(audit)
    add_resolve_argument(audit)
    audit.add_argument("--override", default="", metavar="REASON", help="why training may begin in spite of errors")
    add_reading_arguments(audit)


def _add_advise(advise: argparse.ArgumentParser) -> None:
    add_data_argument(advise)
    advise.add_argument("--project", type=Path, metavar="DIR", help="where the advice is kept (default: nowhere)")
    add_reading_arguments(advise)
