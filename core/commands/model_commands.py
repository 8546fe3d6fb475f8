"""Commands on trained models: their metrics, what they predict, what they look like inside, and exporting them."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.inspect_command import add_inspect_command
from core.commands.run_argument import add_run_argument
from core.commands.spoken_of import run_spoken_of
from core.commands.sub_command import AddCommand
from core.dataset.columns import Columns, read_columns
from core.export.formats import ExportFormat
from core.jobs import Job
from core.wording.catalogue import text_of

if TYPE_CHECKING:
    from core.training.run import Run


def add_model_commands(command: AddCommand) -> None:
    add_run_argument(command("evaluate", _evaluate, "validation and test metrics of a run"))
    _add_predict(command("predict", _predict, "classify images or texts, files and folders, into a table"))
    add_inspect_command(command)
    _add_export(command("export", _export, "write a run's model for use elsewhere"))


def _evaluate(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.commands import console

    evaluation = tasks.evaluate(run_spoken_of(options.run), job)
    if not options.json:
        console.print_evaluation(evaluation)
    return {**evaluation.as_json(), "origin_text": text_of(evaluation.origin)}


def _predict(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks

    options.kept = "No table was written."
    run = run_spoken_of(options.run)
    columns = None if options.columns is None else read_columns(options.columns, Columns())
    count = tasks.predict(run, options.paths, options.csv, job, columns, options.with_text)
    return {"table": str(options.csv), "kind": run.dataset.modality.name, **_of_model(run), **asdict(count)}


def _export(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks

    run = run_spoken_of(options.run)
    exported = tasks.export(run, options.folder, ExportFormat(options.format), job)
    return {
        "export": str(exported.folder),
        **_of_model(run),
        "megabytes": exported.megabytes,
        "largest_difference": exported.largest_difference,
    }


def _of_model(run: Run) -> dict[str, Any]:
    """Return which model was used."""
    kept = run.kept
    return {"run": run.address, "kept": asdict(kept) if kept else None, "origin_text": text_of(run.origin)}


def _add_predict(predict: argparse.ArgumentParser) -> None:
    add_run_argument(predict)
    predict.add_argument(
        "paths",
        type=Path,
        nargs="+",
        metavar="PATH",
        help="images or folders of them; for a model of texts tables, .txt files, folders of these, and - for "
        "standard input, a text a line",
    )
    predict.add_argument("--csv", type=Path, required=True, metavar="FILE", help="the table to write")
    predict.add_argument("--columns", metavar="text=NAME", help="which column of a table is the text, else it is found")
    predict.add_argument("--with-text", action="store_true", help="repeat the texts in the table that is written")


def _add_export(export: argparse.ArgumentParser) -> None:
    add_run_argument(export)
    export.add_argument("folder", type=Path, metavar="DIR")
    export.add_argument("--format", choices=list(ExportFormat), default=ExportFormat.SAVED_MODEL, help="(%(default)s)")
