"""Pictures of the pages that look different where texts are learnt from, on the sample of texts."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from core.dataset.dataset import Split
from core.task_table import Evaluate
from gui.job_runner import Task
from gui.pages.activations.page import ActivationsPage
from gui.pages.evaluation.page import EvaluationPage
from gui.pages.prediction.page import PredictionPage
from gui.pages.training.page import TrainingPage
from gui.stages import Stage
from tools.photographer import Photographer, settle, wait_until

#: those that are shown, in the order of the work
STAGES = (Stage.DATASET, Stage.BACKBONE, Stage.EVALUATION, Stage.ACTIVATIONS, Stage.PREDICTION)
SEEN_LAYER = "layer_5/output"
TYPED = "During a routine check the alarm of the infusion pump stayed silent. On inspection a fuse had blown."


class TextPhotographer(Photographer):
    """Takes the pages of a project of texts."""

    kind = "text"

    def take_all(self) -> None:
        self.open_sample(self.kind)
        self.resolve_errors()
        cast("TrainingPage", self.window.pages[Stage.TRAINING]).start_training()
        self.until_idle()
        wait_until(lambda: self.window.session.run is not None)
        self._use_the_model()
        self.in_all_looks(self._take_pages)

    def _use_the_model(self) -> None:
        window, run = self.window, self.window.session.run
        assert run
        self.run(Task(Evaluate(run=run, parts=(Split.VALIDATION,)), "…"))
        window.session.reload_runs()
        window.show_stage(Stage.BACKBONE)
        settle(30.0)  # it measures this computer
        self._explain_an_error()
        self._look_inside()
        cast("PredictionPage", window.pages[Stage.PREDICTION]).text_box.edit.setPlainText(TYPED)
        wait_until(lambda: bool(cast("PredictionPage", window.pages[Stage.PREDICTION]).text_box.predicted.text()))

    def _explain_an_error(self) -> None:
        page = cast("EvaluationPage", self.window.pages[Stage.EVALUATION])
        self.window.show_stage(Stage.EVALUATION)
        wait_until(lambda: page.view.texts.current is None or bool(page.view.texts.tokens.tokens))

    def _look_inside(self) -> None:
        """Show what the tokens of a text attend to in the last block."""
        texts = cast("ActivationsPage", self.window.pages[Stage.ACTIVATIONS]).texts
        self.window.show_stage(Stage.ACTIVATIONS)
        texts.look_at(TYPED)
        wait_until(lambda: texts.tokens.contributions is not None)
        layers = texts.layers.list
        names = [layers.item(row).text() for row in range(layers.count())]
        layers.setCurrentRow(names.index(SEEN_LAYER))
        wait_until(texts.panel.attention_button.isEnabled)  # the embeddings, which come first, attend to nothing
        texts.panel.attention_button.click()
        settle(2.0)

    def _take_pages(self, folder: Path, look: str) -> None:
        for stage in STAGES:
            self.window.show_stage(stage)
            self.take(folder / f"text-{stage.value}-{look}.png")
