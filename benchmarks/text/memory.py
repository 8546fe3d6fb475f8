"""Predicting very many texts: how fast, and that memory does not grow with their number."""

from __future__ import annotations

import csv
import time
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from benchmarks.bench import Bench
from benchmarks.figure import Figure
from benchmarks.fresh_process import in_fresh_process
from benchmarks.frostline import FrostlineRequest, train_with_frostline
from benchmarks.memory import measured_by, own_peak
from benchmarks.text.parts import ENCODER, read_part, tables

if TYPE_CHECKING:
    from core.events import Event

MOST = 1.10
#: at which shares of all texts memory is looked at; the first is after all has been warmed up
MOMENTS = (0.1, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, kw_only=True)
class _Request:
    project: Path
    texts: Path
    table: Path


@dataclass(frozen=True, kw_only=True)
class Predicted:
    """Hold what predicting took."""

    seconds: float
    #: resident MiB at each of the moments
    at_moments: list[float]
    peak: float


def measure(bench: Bench) -> list[Figure]:
    """Return no figure where there are no texts."""
    found = tables(bench)
    if not found:
        return []
    count, folder = bench.settings.predicted_texts, bench.scratch / "many texts"
    folder.mkdir(exist_ok=True)
    texts = write_many(found[0], folder / "texts.csv", count)
    bench.report(f"{count:,} texts predicted")
    project = folder / "project"
    training = FrostlineRequest(
        images=found[0], project=project, backbone=ENCODER, head_epochs=1, test=False, override="a benchmark"
    )
    in_fresh_process(train_with_frostline, training)
    request = _Request(project=project, texts=texts, table=folder / "predictions.csv")
    return [_figure(count, in_fresh_process(predict_many, request).answer)]


def write_many(parts: Path, file: Path, count: int) -> Path:
    """Write a table of so many texts, none of them like another."""
    texts = read_part(parts, "train").texts
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(["text"])
        writer.writerows([f"{text} {number}"] for number, text in enumerate(islice(cycle(texts), count)))
    return file


def predict_many(request: _Request) -> Predicted:
    """Predict with the only run of the project. Runs in a fresh process."""
    from core.process.tensorflow_start import prepare_tensorflow

    prepare_tensorflow()
    from core import tasks
    from core.jobs import Job
    from core.project.project import Project

    (run,) = Project(folder=request.project).runs
    watch, began = _Watch(), time.perf_counter()
    tasks.predict(run, [request.texts], request.table, Job(watch.on_event))
    return Predicted(seconds=time.perf_counter() - began, at_moments=watch.seen, peak=own_peak())


class _Watch:
    """Looks at memory when so much is done."""

    def __init__(self) -> None:
        self.seen: list[float] = []

    def on_event(self, event: Event) -> None:
        from core.events import Progress

        if isinstance(event, Progress) and event.total:
            while len(self.seen) < len(MOMENTS) and event.done >= MOMENTS[len(self.seen)] * event.total:
                self.seen.append(psutil.Process().memory_info().rss / 2**20)


def _figure(count: int, predicted: Predicted) -> Figure:
    first, *_, last = predicted.at_moments
    at_moments = ", ".join(
        f"{moment:.0%} {memory:.0f}" for moment, memory in zip(MOMENTS, predicted.at_moments, strict=True)
    )
    return Figure(
        name=f"memory after {count:,} texts predicted, against after a tenth of them",
        value=last / first,
        unit="×",
        target=MOST,
        at_least=False,
        frostline=f"{predicted.seconds:.0f} s, {count / predicted.seconds:.0f} a second",
        note=f"Resident MiB while texts were predicted: {at_moments}; {measured_by()} {predicted.peak:.0f}.",
        details={"at_moments": predicted.at_moments, "peak": predicted.peak, "seconds": predicted.seconds},
    )
