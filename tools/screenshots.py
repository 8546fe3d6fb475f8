"""Pictures of every page on the sample project, light and dark: `make screenshots` runs it on a display of its own.

Those of the usual size go to docs/images, those of a large screen to build/screenshots.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from core.backbones.layer_tree import LayerTree
from core.commands.demo import FINE_TUNING, PLAN
from core.dataset.dataset import Split
from core.export.formats import ExportFormat
from core.modalities.images.frame import Frame
from core.task_table import Evaluate, Export, ReadLayers
from gui.job_runner import Done, JobRunner, Outcome, Task
from gui.pages.activations.page import ActivationsPage
from gui.pages.advice.page import AdvicePage
from gui.pages.comparison.page import ComparisonPage
from gui.pages.dataset.page import DatasetPage
from gui.pages.export.page import ExportPage
from gui.pages.prediction.page import PredictionPage
from gui.pages.training.page import TrainingPage
from gui.stages import Stage
from gui.widgets.theme import Appearance, theme
from gui.window.application import prepare
from gui.window.main_window import SAMPLE_IMAGES, MainWindow

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {(1280, 800): ROOT / "docs" / "images", (1920, 1080): ROOT / "build" / "screenshots"}
LOOKS = {"light": Appearance.LIGHT, "dark": Appearance.DARK}
MOST_SECONDS = 600.0
BLOCKS = 4
#: of MobileNetV2, at 14×14 pixels
SEEN_LAYER = 41


class Photographer:
    """Does what a user would do, and takes pictures of it."""

    def __init__(self, home: Path):
        self._home = home
        self.window = MainWindow(JobRunner())
        self.window.show()

    def take_all(self) -> None:
        self._open_sample()
        self._in_all_looks(self._take_dataset_tabs)
        self._work()
        self._in_all_looks(self._take_pages)
        self.window.close_project()  # which forgets what was predicted and exported
        self._in_all_looks(lambda folder, look: self._take(folder / f"start-{look}.png"))
        theme().choose(Appearance.SYSTEM)
        self.window.stop_and_quit()
        wait_until(lambda: not self.window.isVisible())

    def _in_all_looks(self, take: Callable[[Path, str], None]) -> None:
        for size, folder in FOLDERS.items():
            folder.mkdir(parents=True, exist_ok=True)
            self.window.resize(*size)
            for look, appearance in LOOKS.items():
                theme().choose(appearance)
                take(folder, look)

    def _open_sample(self) -> None:
        session = self.window.session
        self.window.open_sample("images")
        wait_until(lambda: session.dataset is not None)
        self._until_idle()
        self._dataset_page.tasks.audit()
        self._until_idle()
        wait_until(lambda: session.audit is not None)

    @property
    def _dataset_page(self) -> DatasetPage:
        return cast("DatasetPage", self.window.pages[Stage.DATASET])

    def _take_dataset_tabs(self, folder: Path, look: str) -> None:
        overview = self._dataset_page.overview
        self.window.show_stage(Stage.DATASET)
        for name, tab in (("reading", overview.reading), ("audit", overview.audit)):
            overview.tabs.setCurrentWidget(tab)
            self._take(folder / f"{name}-{look}.png")
        overview.tabs.setCurrentIndex(0)

    def _work(self) -> None:
        """The whole job on the sample."""
        window, session = self.window, self.window.session
        while session.audit and session.audit.errors:
            before = session.audit
            self._dataset_page.tasks.resolve(before.errors[0].code, before.errors[0].actions[0])
            wait_until(lambda before=before: session.audit != before)  # type: ignore[misc]
            self._until_idle()
        trees: list[Outcome] = []
        window.runner.ask(ReadLayers(backbone=PLAN.backbone), trees.append)
        wait_until(lambda: bool(trees))
        assert isinstance(trees[0], Done)
        tree = cast("LayerTree", trees[0].result)
        session.unfreeze(layer.path for layer in tree.matching([f"last:{BLOCKS}"]))
        session.change_draft(
            replace(session.draft, fine_tuning=replace(FINE_TUNING, unfreeze=()), warmup_epochs=PLAN.warmup_epochs)
        )
        cast("AdvicePage", window.pages[Stage.ADVICE]).ask()
        self._until_idle()
        window.show_stage(Stage.BACKBONE)
        settle(30.0)  # it measures this computer
        cast("TrainingPage", window.pages[Stage.TRAINING]).start_training()
        self._until_idle()
        wait_until(lambda: session.run is not None)
        self._use_the_model()

    def _use_the_model(self) -> None:
        window, run = self.window, self.window.session.run
        assert run
        assert window.session.project
        for part in (Split.VALIDATION,):
            self._run(Task(Evaluate(run=run, parts=(part,)), "…"))
        window.session.reload_runs()
        images = window.session.project.folder / SAMPLE_IMAGES / "images"
        cast("PredictionPage", window.pages[Stage.PREDICTION]).predict([images])
        self._until_idle()
        self._look_inside()
        folder = self._home / "Documents" / "nodule model"
        export = Export(run=run, folder=folder, export_format=ExportFormat.SAVED_MODEL)
        cast("ComparisonPage", window.pages[Stage.COMPARISON]).both.start()
        self._until_idle()
        page = cast("ExportPage", window.pages[Stage.EXPORT])
        page.start(Task(export, "…"), lambda exported: page.show_export(exported, run.title))
        self._until_idle()

    def _look_inside(self) -> None:
        """Show a layer in the middle, and what in it supports the first class."""
        page, dataset = cast("ActivationsPage", self.window.pages[Stage.ACTIVATIONS]), self.window.session.dataset
        assert dataset
        image = next(one for one in dataset.of(Split.VALIDATION) if one.label == dataset.classes[0])
        self.window.show_stage(Stage.ACTIVATIONS)
        page.images.look_at(Frame(dataset.path(image), image.frame or 0))
        wait_until(lambda: page.images.maps.grid.count > 0)
        page.images.image.classes.setCurrentIndex(1)
        page.images.image.class_chosen.emit()
        page.images.layers.list.setCurrentRow(SEEN_LAYER)
        settle(5.0)

    def _take_pages(self, folder: Path, look: str) -> None:
        for stage in Stage:
            self.window.show_stage(stage)
            self._take(folder / f"{stage.value}-{look}.png")
        self._take_layers(folder, look)

    def _take_layers(self, folder: Path, look: str) -> None:
        page = cast("TrainingPage", self.window.pages[Stage.TRAINING])
        self.window.show_stage(Stage.TRAINING)
        page.tabs.setCurrentWidget(page.layers)
        self._take(folder / f"layers-{look}.png")
        page.tabs.setCurrentIndex(0)

    def _take(self, file: Path) -> None:
        settle(1.2)
        wait_until(lambda: not self._dataset_page.thumbnails.is_busy)
        settle(0.2)
        self.window.grab().save(str(file))
        print(f"  {file.relative_to(ROOT)}", flush=True)

    def _run(self, task: Task) -> None:
        outcomes: list[Outcome] = []
        self.window.runner.start(task, outcomes.append)
        wait_until(lambda: bool(outcomes))

    def _until_idle(self) -> None:
        settle(0.2)
        wait_until(lambda: not self.window.runner.is_busy)


def settle(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_until(condition: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > MOST_SECONDS:
            raise TimeoutError
        settle(0.05)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="frostline-") as home:
        os.environ["HOME"] = home
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
            os.environ.pop(name, None)
        application = QApplication([sys.argv[0]])
        prepare()
        theme()
        Photographer(Path(home)).take_all()
        application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
