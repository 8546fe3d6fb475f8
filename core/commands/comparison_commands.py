"""The command that compares runs, and how a comparison is given by any command."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.run_argument import RUN_HELP
from core.commands.spoken_of import run_spoken_of
from core.commands.sub_command import AddCommand
from core.jobs import Job
from core.storage.files import write_bytes
from core.wording.catalogue import text_of

if TYPE_CHECKING:
    from core.evaluation.comparison import Comparison


def add_comparison_commands(command: AddCommand) -> None:
    compare = command("compare", _compare, "runs side by side, with paired tests against the first")
    compare.add_argument("runs", type=Path, nargs="+", metavar="RUN", help=f"{RUN_HELP}; the first is the reference")
    compare.add_argument(
        "--part",
        choices=["validation", "test"],
        default="validation",
        help="a look at the test set of each run that has had none is counted (%(default)s)",
    )
    add_csv_argument(compare)


def add_csv_argument(compare: argparse.ArgumentParser) -> None:
    compare.add_argument("--csv", type=Path, metavar="FILE", help="also write the comparison as a table")


def _compare(options: argparse.Namespace, job: Job) -> dict[str, Any]:
    from core import tasks
    from core.dataset.dataset import Split

    runs = [run_spoken_of(path) for path in options.runs]
    return compared(tasks.compare(runs, job, Split(options.part)), options)


def compared(comparison: Comparison, options: argparse.Namespace) -> dict[str, Any]:
    """Write and print a comparison as the options say; gives it as plain values."""
    from core.commands import console_comparison
    from core.evaluation.comparison_csv import as_csv

    if options.csv:
        write_bytes(options.csv, as_csv(comparison))
    if not options.json:
        console_comparison.print_comparison(comparison)
    table = {"table": str(options.csv)} if options.csv else {}
    values = comparison.as_json()
    for of_run, run in zip(values["runs"], comparison.runs, strict=True):
        of_run["kept_text"] = text_of(run.what_was_kept)
    return {**table, **values}
