"""Pictures of every page on the samples, light and dark: `make screenshots` runs it on a display of its own.

Those of the usual size go to docs/images, those of a large screen to build/screenshots. Named kinds are taken alone:
`python -m tools.on_screen .venv/bin/python -m tools.screenshots text`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import cast

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
from gui.pages.export.page import ExportPage
from gui.pages.prediction.page import PredictionPage
from gui.pages.training.page import TrainingPage
from gui.stages import Stage
from gui.widgets.theme import Appearance, theme
from gui.window.application import prepare
from gui.window.main_window import SAMPLE_IMAGES, SAMPLES, MainWindow
from tools.photographer import Photographer, settle, wait_until
from tools.text_screenshots import TextPhotographer

BLOCKS = 4
#: of MobileNetV2, at 14×14 pixels
SEEN_LAYER = 41


class ImagePhotographer(Photographer):
    """Takes all pages of the sample of images."""

    kind = "images"

    def take_all(self) -> None:
        self.open_sample(self.kind)
        self.in_all_looks(self._take_dataset_tabs)
        self._work()
        self.in_all_looks(self._take_pages)
        self.window.close_project()  # which forgets what was predicted and exported
        self.in_all_looks(lambda folder, look: self.take(folder / f"start-{look}.png"))

    def _take_dataset_tabs(self, folder: Path, look: str) -> None:
        overview = self.dataset_page.overview
        self.window.show_stage(Stage.DATASET)
        for name, place in (("reading", 1), ("audit", overview.tabs.indexOf(overview.audit))):
            overview.tabs.setCurrentIndex(place)
            self.take(folder / f"{name}-{look}.png")
        overview.tabs.setCurrentIndex(0)

    def _work(self) -> None:
        """The whole job on the sample."""
        window, session = self.window, self.window.session
        self.resolve_errors()
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
        self.until_idle()
        window.show_stage(Stage.BACKBONE)
        settle(30.0)  # it measures this computer
        cast("TrainingPage", window.pages[Stage.TRAINING]).start_training()
        self.until_idle()
        wait_until(lambda: session.run is not None)
        self._use_the_model()

    def _use_the_model(self) -> None:
        window, run = self.window, self.window.session.run
        assert run
        assert window.session.project
        for part in (Split.VALIDATION,):
            self.run(Task(Evaluate(run=run, parts=(part,)), "…"))
        window.session.reload_runs()
        images = window.session.project.folder / SAMPLE_IMAGES / "images"
        cast("PredictionPage", window.pages[Stage.PREDICTION]).predict([images])
        self.until_idle()
        self._look_inside()
        folder = self.home / "Documents" / "nodule model"
        export = Export(run=run, folder=folder, export_format=ExportFormat.SAVED_MODEL)
        cast("ComparisonPage", window.pages[Stage.COMPARISON]).both.start()
        self.until_idle()
        page = cast("ExportPage", window.pages[Stage.EXPORT])
        page.start(Task(export, "…"), lambda exported: page.show_export(exported, run.title))
        self.until_idle()

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
            self.take(folder / f"{stage.value}-{look}.png")
        self._take_layers(folder, look)

    def _take_layers(self, folder: Path, look: str) -> None:
        page = cast("TrainingPage", self.window.pages[Stage.TRAINING])
        self.window.show_stage(Stage.TRAINING)
        page.tabs.setCurrentWidget(page.layers)
        self.take(folder / f"layers-{look}.png")
        page.tabs.setCurrentIndex(0)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="frostline-") as home:
        os.environ["HOME"] = home
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
            os.environ.pop(name, None)
        application = QApplication([sys.argv[0]])
        prepare()
        theme()
        window = MainWindow(JobRunner())
        window.show()
        for photographer in (ImagePhotographer(window, Path(home)), TextPhotographer(window, Path(home))):
            if photographer.kind in (sys.argv[1:] or SAMPLES):
                photographer.take_all()
        theme().choose(Appearance.SYSTEM)
        window.stop_and_quit()
        wait_until(lambda: not window.isVisible())
        application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
