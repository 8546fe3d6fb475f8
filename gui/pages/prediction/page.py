"""The prediction page: new images into a table of what is predicted of them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from core.dataset.table_grid import OFFERED_ENDINGS
from core.modalities.images.preprocessing import Preprocessing
from core.modalities.images.readers import READERS
from core.prediction.predict import PredictionCount
from core.prediction.predictions import ClassPredictions, Predictions, read_predictions, save_predictions
from core.prediction.text_prediction import TextPrediction
from core.process.notices import RESEARCH_USE_ONLY
from core.task_table import Predict, PredictText
from core.training.model_target import model_target
from core.training.run import Run
from core.wording.catalogue import text_of
from core.wording.spoken_of import OF_TEXTS
from core.wording.wording import translated
from gui.job_runner import Done, Failed, JobRunner, Outcome, Task
from gui.pages.page import Page
from gui.pages.prediction.drop_frame import DropFrame
from gui.pages.prediction.prediction_model import PROBLEMS
from gui.pages.prediction.prediction_table import PredictionTable
from gui.pages.prediction.text_box import TextBox
from gui.session import Session
from gui.stages import Stage, title
from gui.translation import count, tr
from gui.widgets.busy import BusyReason
from gui.widgets.image_dialog import ImageDialog
from gui.widgets.invitation import Invitation
from gui.widgets.model_names import model_name
from gui.widgets.parts import button, label, row
from gui.widgets.run_chooser import RunChooser
from gui.widgets.show_in_folder import show_folder
from gui.widgets.theme import SPACE
from gui.widgets.thumbnails import Thumbnails
from gui.widgets.tool_tip import plain

FILTER_WIDTH = 200
#: in the line below the table
MOST_CLASSES_TOLD = 6


@dataclass(frozen=True)
class Result:
    """What was predicted last, and by which run."""

    predictions: Predictions
    skipped: int
    run_title: str
    #: of images; None of texts
    preprocessing: Preprocessing | None


class PredictionPage(Page):
    """The table stays until other images are predicted, or the project is closed; it is kept nowhere else."""

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, title(Stage.PREDICTION))
        self._result: Result | None = None
        self._folder: Path | None = None
        self._last_place = Path.home()
        self.table = PredictionTable(thumbnails)
        self.chooser = RunChooser(session)
        self.head.addWidget(label(self.tr("Model"), "muted"))
        self.head.addWidget(self.chooser)
        self.images_button = button(self.tr("Choose images …"), "image", on_click=self._choose_images)
        self.folder_button = button(self.tr("Choose folder …"), "folder", on_click=self._choose_folder)
        self.filter = QComboBox()
        self.filter.setAccessibleName(self.tr("Which to show"))
        self.filter.setFixedWidth(FILTER_WIDTH)
        self.filter.activated.connect(lambda place: self.table.predictions.show_only(self.filter.itemData(place)))
        self.save_button = button(self.tr("Save as CSV …"), "save", kind="primary", on_click=self._choose_target)
        self.table.opened.connect(self._open_image)
        self.summary = label("", wrap=True)
        self.counts = label("", "muted", wrap=True)
        self.invitation = Invitation("prediction")
        self.drop_frame = DropFrame(self.invitation)
        self.text_box = TextBox()
        self._asked: PredictText | None = None
        self.text_box.text_given.connect(self._predict_text)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.drop_frame)
        self._stack.addWidget(self._filled())
        self._arrange()
        self.setAcceptDrops(True)
        session.project_changed.connect(self._forget)
        session.run_changed.connect(self._show_state)
        session.run_changed.connect(lambda: self._predict_text(self.text_box.text))
        runner.state_changed.connect(self._show_state)
        self._forget()
        self._show_state()

    def predict(self, paths: Sequence[Path]) -> None:
        """Classify these files and what is in these folders with the chosen run."""
        run, folder = self.session.run, self._folder
        if run is None or folder is None or self.runner.is_busy or not paths:
            return
        table = folder / "predictions.csv"
        self.start(
            Task(Predict(run=run, paths=list(paths), csv=table, with_codes=True), self.tr("Predicting")),
            lambda predicted: self._read(run, table, predicted),
        )

    # ---- arranging

    def _arrange(self) -> None:
        choose = row(self.images_button, self.folder_button, None, self.filter, self.save_button)
        self.content.addWidget(self.text_box)
        self.content.addLayout(choose)
        self.content.addWidget(BusyReason(self.runner))
        self.content.addWidget(self._stack, stretch=1)
        self.content.addWidget(label(translated(RESEARCH_USE_ONLY), "muted", wrap=True))

    def _show_invitation(self) -> None:
        self.invitation.show_texts(
            self.tr("Drop tables, text files or folders here")
            if self._are_texts
            else self.tr("Drop images or folders here"),
            self.tr("Each gets its class and probabilities, in a table that you can save as CSV."),
        )

    def _filled(self) -> QWidget:
        filled = QWidget()
        layout = QVBoxLayout(filled)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addWidget(self.table, stretch=1)
        layout.addWidget(self.summary)
        layout.addWidget(self.counts)
        return filled

    # ---- what is shown

    def _show_state(self) -> None:
        for made in (self.images_button, self.folder_button):
            made.setEnabled(self.session.run is not None and not self.runner.is_busy)
        self.save_button.setEnabled(not self.runner.is_busy)
        self.text_box.setVisible(self._are_texts and self.session.run is not None)
        self._show_invitation()
        has_table = self._result is not None
        self.filter.setVisible(has_table)
        self.save_button.setVisible(has_table)
        self._stack.setCurrentIndex(1 if has_table else 0)

    def _forget(self) -> None:
        """Keep nothing of the project before: another was opened, or none."""
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        project = self.session.project
        self._folder = project.files.prediction_cache if project else None
        if self._folder:  # a window that was killed could not do it
            shutil.rmtree(self._folder, ignore_errors=True)
        self._asked = None
        self.text_box.clear()
        self._show_result(None)

    @property
    def _are_texts(self) -> bool:
        return self.session.kind == OF_TEXTS

    def _predict_text(self, text: str) -> None:
        run = self.session.run
        self.runner.forget(PredictText)  # a text that nobody waits for any more
        if run is None or not self._are_texts or not text:
            self._asked = None
            return
        asked = self._asked = PredictText(run=run, text=text)

        def show(outcome: Outcome[TextPrediction]) -> None:
            if asked is self._asked:
                self._show_text_prediction(run, outcome)

        self.runner.ask(asked, show)

    def _show_text_prediction(self, run: Run, outcome: Outcome[TextPrediction]) -> None:
        self._asked = None
        match outcome:
            case Done(result):
                target = model_target(run)
                self.text_box.show_prediction(target.names, result, target.picks_a_name)
            case Failed(error):
                self.text_box.show_problem(text_of(error.message))
            case _:
                self.text_box.show_problem(self.tr("It could not be predicted."))

    def _read(self, run: Run, table: Path, predicted: PredictionCount) -> None:
        def read() -> Result:
            try:
                predictions = read_predictions(table, model_target(run))
            finally:  # it names files, and nothing but the user's own table is to do so
                table.unlink(missing_ok=True)
            _ = predictions.place_by_name, predictions.is_read  # worked out here, and kept
            _ = counts_of(predictions)
            recipe = run.preprocessing
            of_images = recipe if isinstance(recipe, Preprocessing) else None
            return Result(predictions, predicted.skipped, model_name(run), of_images)

        project = self.session.project

        def show(result: Result) -> None:
            if self.session.project == project:  # it may have been closed meanwhile
                self._show_result(result)

        self.runner.read(read, show, self.notices.show_exception)

    def _show_result(self, result: Result | None) -> None:
        self._result = result
        self.table.show_predictions(result.predictions if result else None, with_pictures=not self._are_texts)
        if result:
            self._show_filter(result.predictions)
            self.summary.setText(self._summary(result))
            self.counts.setText(self._counts_text(result.predictions))
            self.counts.setToolTip(plain("\n".join(_lines(result.predictions))))
        self._show_state()

    def _show_filter(self, predictions: Predictions) -> None:
        self.filter.clear()
        self.filter.addItem(self.tr("All ({count})").format(count=count(len(predictions))), None)
        for place, (name, number) in enumerate(counts_of(predictions).items()):
            self.filter.addItem(f"{name} ({count(number)})", place)
        if predictions.problem_count:
            problems = self.tr("Not read ({count})").format(count=count(predictions.problem_count))
            self.filter.addItem(problems, PROBLEMS)

    def _summary(self, result: Result) -> str:
        predictions = result.predictions
        parts = [tr("%n image(s) predicted", "", len(predictions) - predictions.problem_count)]
        if predictions.problem_count:
            parts.append(self._not_read(predictions))
        if result.skipped:
            parts.append(tr("%n hidden or other file(s) skipped", "", result.skipped))
        parts.append(self.tr("by “{run}”").format(run=result.run_title))
        return " · ".join(parts)

    def _not_read(self, predictions: Predictions) -> str:
        images, files = predictions.problem_count, predictions.problem_files
        if images == files:
            return tr("%n image(s) could not be read", "", images)
        text = tr("%n file(s) with {images} could not be read", "", files)
        return text.format(images=tr("%n image(s)", "", images))

    def _counts_text(self, predictions: Predictions) -> str:
        lines = _lines(predictions)
        if len(lines) > MOST_CLASSES_TOLD:
            more = tr("%n more class(es)", "", len(lines) - MOST_CLASSES_TOLD)
            lines = [*lines[:MOST_CLASSES_TOLD], more]
        return " · ".join(lines)

    def _open_image(self, place: int) -> None:
        if self._result and self._result.preprocessing:
            dialog = ImageDialog(self.table.pictures, place, self.thumbnails, self._result.preprocessing, self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    # ---- which images, and where the table goes

    def _choose_images(self) -> None:
        known = OFFERED_ENDINGS if self._are_texts else [one for reader in READERS for one in sorted(reader.endings)]
        endings = " ".join(f"*{ending}" for ending in known)
        kinds = self.tr("Images ({endings});;All files (*)").format(endings=endings)
        chosen, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose images"), str(self._last_place), kinds)
        self._predict_chosen([Path(name) for name in chosen])

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of images"), str(self._last_place))
        self._predict_chosen([Path(chosen)] if chosen else [])

    def _predict_chosen(self, paths: Sequence[Path]) -> None:
        if paths:
            self._last_place = paths[0].parent
            self.predict(paths)

    def _choose_target(self) -> None:
        proposed = self._last_place / "predictions.csv"
        kinds = self.tr("Table (*.csv)")
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save as CSV"), str(proposed), kinds)
        if chosen:
            target = Path(chosen)
            self._save(target if target.suffix else target.with_suffix(".csv"))

    def _save(self, target: Path) -> None:
        if self._result:
            predictions = self._result.predictions
            self.notices.clear_errors()
            self.runner.read(
                lambda: save_predictions(predictions, target),
                lambda _: self._report_saved(target),
                self.notices.show_exception,
            )

    def _report_saved(self, target: Path) -> None:
        show = self.tr("Show in folder"), lambda: show_folder(target.parent)
        self.notices.report(self.tr("Saved as “{name}”.").format(name=target.name), show)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.runner.is_busy and _local_paths(event):
            self.drop_frame.show_hot(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_frame.show_hot(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_frame.show_hot(False)
        event.acceptProposedAction()
        self.predict(_local_paths(event))


def counts_of(predictions: Predictions) -> dict[str, int]:
    """Return images by the class that they were taken for; none where no classes were predicted."""
    return predictions.counts if isinstance(predictions, ClassPredictions) else {}


def _lines(predictions: Predictions) -> list[str]:
    """Return each class with its number, the most frequent first."""
    counts = sorted(counts_of(predictions).items(), key=lambda entry: -entry[1])
    return [f"{name} {count(number)}" for name, number in counts]


def _local_paths(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
