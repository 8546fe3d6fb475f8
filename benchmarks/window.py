"""Measure how the window feels: start, gaps of the GUI thread while the engine works, plots, the image grid.

`make bench-window` runs it on a display of its own. Prints a table, and writes it as JSON.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image
from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication
from rich.console import Console
from rich.table import Table

from benchmarks.machine import this_machine
from core import tasks
from core.backbones.layer_tree import LayerTree
from core.events import BatchEnded, EpochEnded, Event, PhaseStarted
from core.figures.training_history import TrainingHistory
from core.jobs import Job
from core.storage.files import write_json
from core.task_table import ReadLayers, Request
from core.training.draft import Draft
from core.training.plan import Phase
from gui.job_runner import Done, JobRunner, Outcome
from gui.pages.training.live.live_plot import LivePlot
from gui.stages import Stage
from gui.window.application import prepare
from gui.window.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[1]
Result = TypeVar("Result")
JSON_FILE = ROOT / "build" / "benchmark-window.json"

TIMER_MILLISECONDS = 10
STARTS = 5
PLOTTED_BATCHES = 100_000
GRID_IMAGES = 10_000
#: from end to end: 17 seconds at 60 frames a second, 14,000 pixels a second
SCROLL_FRAMES = 1000
TRAINING_SECONDS = 20.0

START_SCRIPT = """
import sys, time
import gui.window.application
from gui.window.main_window import MainWindow
class Watched(MainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time(), "tensorflow" in sys.modules, flush=True)
        sys.stdout.flush()
        gui.window.application.QTimer.singleShot(0, self.close)
gui.window.application.MainWindow = Watched
gui.window.application.run_window()
"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure, and what it is to be at most."""

    what: str
    p99: float | None = None
    worst: float
    unit: str
    target: str


def start_to_visible() -> list[Row]:
    """Return the time from start to first paint; the best of some, since the first fills the disk cache."""
    seconds = []
    for _ in range(STARTS):
        began = time.time()
        done = subprocess.run(
            [sys.executable, "-c", START_SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True
        )
        painted, has_tensorflow = done.stdout.split()[:2]
        assert has_tensorflow == "False", "TensorFlow was imported in the window's process"
        seconds.append(float(painted) - began)
    return [Row(what="start to visible window, warm", worst=float(np.median(seconds)), unit="s", target="1.2")]


class Gaps(QObject):
    """A timer that wants to fire every 10 ms, and how long it really took."""

    def __init__(self) -> None:
        super().__init__()
        self._gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(self._timer.timerType().PreciseTimer)
        self._timer.timeout.connect(self._note)

    def start(self) -> None:
        self._gaps, self._last = [], time.perf_counter()
        self._timer.start(TIMER_MILLISECONDS)

    def row(self, what: str) -> Row:
        self._timer.stop()
        gaps = 1000 * np.array(self._gaps)
        return Row(
            what=what,
            p99=float(np.percentile(gaps, 99)),
            worst=float(gaps.max()),
            unit="ms",
            target="p99 20, worst 50",
        )

    def _note(self) -> None:
        now = time.perf_counter()
        self._gaps.append(now - self._last)
        self._last = now


def gaps_while_the_engine_works(folder: Path, images: Path) -> list[Row]:
    """Measure the real window, training in front: TensorFlow is imported, graphs traced, two blocks trained."""
    window = MainWindow(JobRunner())
    window.show()
    window.open_project(folder)
    wait_until(lambda: window.session.project is not None)
    settle(1.0)
    gaps = Gaps()
    gaps.start()
    window.runner.warm_up()
    tree = finish(window.runner, ReadLayers(backbone=Draft().backbone))
    rows = [gaps.row("gaps while TensorFlow is imported")]
    window.pages[Stage.DATASET].choose(images)  # type: ignore[attr-defined]
    wait_until(lambda: window.session.dataset is not None and not window.runner.is_busy)
    window.show_stage(Stage.TRAINING)
    rows += _gaps_in_training(window, tree, gaps)
    window.runner.stop()
    wait_until(lambda: not window.runner.is_busy)
    window.close()
    return rows


def _gaps_in_training(window: MainWindow, tree: LayerTree, gaps: Gaps) -> list[Row]:
    """Head for an epoch, then the last two blocks for some time."""
    draft = Draft(
        unfrozen=tuple(layer.path for layer in tree.matching(["last:2"])),
        head=Phase(name="head", epochs=1),
        fine_tuning=Phase(name="fine-tuning", epochs=10_000, learning_rate=1e-6, patience=10_000),
    )
    window.session.change_draft(draft)
    phases: list[PhaseStarted] = []
    batches: list[BatchEnded] = []

    def note(event: Event) -> None:
        match event:
            case PhaseStarted():
                phases.append(event)
            case BatchEnded(phase=1):
                batches.append(event)

    window.runner.event_received.connect(note)
    events: list[Event] = []
    window.runner.event_received.connect(events.append)
    gaps.start()
    window.pages[Stage.TRAINING].start_training()  # type: ignore[attr-defined]
    wait_until(lambda: bool(events))
    rows = [replace(gaps.row("gaps after the click on Start"), target="")]  # the page folds its settings away
    gaps.start()
    wait_until(lambda: len(batches) > 2)
    rows.append(gaps.row("gaps while features are computed and graphs are traced"))
    gaps.start()
    settle(TRAINING_SECONDS)
    return [*rows, gaps.row("gaps while the last two blocks of MobileNetV2 train")]


def redraw(plots: LivePlot) -> None:
    """Redraw with the new batch, to the last pixel."""
    plots.redraw()
    plots.repaint()


EXTRA = BatchEnded(phase=0, epoch=100, batch=0, batches=1, part="train", loss=0.5, score=0.5)


def redraw_of_many_batches() -> list[Row]:
    history = TrainingHistory()
    history.add(PhaseStarted(phase=0, phases=1, name="head", epochs=100, trainable_parameters=1, parameters=1))
    draw = np.random.default_rng(0)
    per_epoch = PLOTTED_BATCHES // 100
    for epoch in range(100):
        for batch in range(per_epoch):
            loss = float(draw.uniform(0, 1))
            history.add(
                BatchEnded(
                    phase=0, epoch=epoch, batch=batch, batches=per_epoch, part="train", loss=loss, score=1 - loss
                )
            )
        history.add(_epoch(epoch))
    plots = LivePlot()
    plots.resize(1200, 500)
    plots.show()
    settle(0.3)
    plots.show_history(history)
    settle(0.3)
    times = []
    for _ in range(100):
        history.add(EXTRA)
        times.append(_seconds(lambda: redraw(plots)))
    plots.close()
    return [_row_of(f"redraw of {PLOTTED_BATCHES:,} batches", times, "worst 10")]


def _epoch(epoch: int) -> EpochEnded:
    return EpochEnded(
        phase=0,
        epoch=epoch,
        loss=1 / (epoch + 1),
        score=0.5,
        validation_loss=1 / (epoch + 1),
        validation_score=0.5,
        learning_rate=1e-3,
        seconds=1.0,
        best=True,
    )


def scrolling_of_many_images(folder: Path) -> list[Row]:
    from core.modalities.images.frame import Frame
    from gui.widgets.image_grid import CaptionedImage, ImageGrid
    from gui.widgets.thumbnails import Thumbnails

    folder.mkdir()
    pixels = np.random.default_rng(0).integers(0, 255, (96, 96, 3)).astype(np.uint8)
    Image.fromarray(pixels).save(folder / "0.png")
    for number in range(1, GRID_IMAGES):
        (folder / f"{number}.png").symlink_to("0.png")
    thumbnails = Thumbnails()
    grid = ImageGrid(thumbnails)
    grid.resize(1000, 700)
    grid.show_pictures(
        [CaptionedImage(Frame(folder / f"{number}.png"), f"{number}.png") for number in range(GRID_IMAGES)]
    )
    grid.show()
    settle(1.0)
    bar = grid.verticalScrollBar()
    times = []
    for step in range(SCROLL_FRAMES):
        bar.setValue(bar.maximum() * step // SCROLL_FRAMES)
        times.append(_seconds(QApplication.processEvents))
    grid.close()
    thumbnails.close()
    return [_row_of(f"a frame while {GRID_IMAGES:,} images scroll", times, "p99 20")]


def _row_of(what: str, seconds: Sequence[float], target: str) -> Row:
    values = 1000 * np.array(seconds)
    return Row(what=what, p99=float(np.percentile(values, 99)), worst=float(values.max()), unit="ms", target=target)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


# ---- running the event loop


def settle(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_until(condition: Callable[[], bool], most_seconds: float = 300.0) -> None:
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > most_seconds:
            raise TimeoutError
        settle(0.05)


def finish(runner: JobRunner, request: Request[Result]) -> Result:
    outcomes: list[Outcome[Result]] = []
    runner.ask(request, outcomes.append)
    wait_until(lambda: bool(outcomes))
    assert isinstance(outcomes[0], Done)
    return outcomes[0].result


def print_rows(rows: Sequence[Row]) -> None:
    table = Table("figure", "p99", "worst", "unit", "at most")
    for row in rows:
        table.add_row(row.what, "" if row.p99 is None else f"{row.p99:.1f}", f"{row.worst:.2f}", row.unit, row.target)
    Console(width=120).print(table)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=JSON_FILE, metavar="FILE", help="where to write the figures")
    options = parser.parse_args()
    rows = start_to_visible()
    application = QApplication([])
    prepare()
    with tempfile.TemporaryDirectory(prefix="frostline-benchmark-") as scratch:
        images = tasks.write_sample(Path(scratch) / "images", Job())
        rows += redraw_of_many_batches()
        rows += scrolling_of_many_images(Path(scratch) / "grid")
        rows += gaps_while_the_engine_works(Path(scratch) / "project", images)
    application.quit()
    write_json(options.json, {"machine": asdict(this_machine()), "figures": [asdict(row) for row in rows]})
    print_rows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
