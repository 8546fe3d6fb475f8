"""Measure Frostline side by side with the tutorial recipe, print a table, and write it as JSON."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks import accuracy, fine_tuning, head_only, incremental, memory, monitoring, second_run, start
from benchmarks.bench import Bench, Settings, Take
from benchmarks.machine import this_machine
from benchmarks.report import Report
from benchmarks.text import accuracy as text_accuracy
from benchmarks.text import memory as text_memory
from benchmarks.text import speed as text_speed
from benchmarks.text import tokens as text_tokens
from core.storage.files import write_json

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"
JSON_FILE = ROOT / "build" / "benchmark.json"

#: in the order in which they are run
MEASUREMENTS = {
    "start": start.measure,
    "head": head_only.measure,
    "second-run": second_run.measure,
    "last-blocks": fine_tuning.measure_last_blocks,
    "incremental": incremental.measure,
    "all": fine_tuning.measure_everything_unfrozen,
    "monitoring": monitoring.measure,
    "memory": memory.measure,
    "accuracy": accuracy.measure,
    "text-speed": text_speed.measure,
    "text-tokens": text_tokens.measure,
    "text-memory": text_memory.measure,
    "text-accuracy": text_accuracy.measure,
}
#: all that are measured of a kind of data, by its name
OF_KIND = {"text": {name for name in MEASUREMENTS if name.startswith("text-")}}


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    console = Console(stderr=True)
    machine = this_machine()
    with tempfile.TemporaryDirectory(prefix="frostline-benchmark-") as scratch:
        bench = Bench(settings_of(options), Path(scratch), lambda said: console.print(f"… {said}", highlight=False))
        report = Report(machine=machine, bench=bench)
        try:
            for name in wanted(options.only):
                report.figures += MEASUREMENTS[name](bench)
                write_json(options.json, report.as_json())
        finally:  # hours may have gone into what there is
            report.print(Console())
            if options.markdown:
                print(report.as_markdown())
    return 0


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a few images and epochs, to see whether the benchmark itself works"
    )
    parser.add_argument(
        "--only", action="append", choices=[*MEASUREMENTS, *OF_KIND], help="this measurement; may be repeated"
    )
    parser.add_argument("--repeats", type=_at_least_one, default=1, metavar="N", help="run each timed side so often")
    parser.add_argument(
        "--take", type=Take, choices=list(Take), default=Take.BEST, help="which of the repeats counts, for all sides"
    )
    parser.add_argument("--data", type=Path, default=SHARED_DATA, metavar="DIR", help="the folder of the real datasets")
    parser.add_argument("--json", type=Path, default=JSON_FILE, metavar="FILE", help="where to write all figures")
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown as well")
    return parser


def wanted(only: Sequence[str] | None) -> list[str]:
    """Return the names of the measurements to be run, in their order; all where none is named."""
    named = {one for name in only or MEASUREMENTS for one in OF_KIND.get(name, {name})}
    return [name for name in MEASUREMENTS if name in named]


def settings_of(options: argparse.Namespace) -> Settings:
    shared = {"data": options.data, "repeats": options.repeats, "take": options.take}
    if options.quick:
        return Settings(
            **shared,
            epochs=2,
            unfrozen_epochs=1,
            incremental_epochs=1,
            memory_epochs=1,
            copies=2,
            seeds=2,
            text_epochs=1,
            predicted_texts=2000,
            most_per_class=20,
        )
    return Settings(**shared)


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
