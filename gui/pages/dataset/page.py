"""The first stage: which images there are, what is wrong with some, and how they are split."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.backbones.card import Card
from core.backbones.catalogue import list_backbones
from core.dataset.dataset import Dataset
from core.jobs import Job
from core.modalities.images.options import image_options
from core.modalities.images.preprocessing import Preprocessing
from core.modalities.images.recipe import image_recipe
from core.modalities.text.options import text_options
from core.modalities.text.token_counts import TokenCounts
from core.project.examples import preprocessing_for
from core.task_table import (
    Request,
)
from core.wording.catalogue import text_of
from core.wording.spoken_of import OF_TEXTS
from gui.job_runner import JobRunner, Outcome
from gui.pages.dataset.dataset_overview import DatasetOverview
from gui.pages.dataset.dataset_tasks import DatasetTasks
from gui.pages.dataset.drop_area import DropArea
from gui.pages.dataset.image_choice import ImageChoice
from gui.pages.dataset.texts.text_contents import TextContents
from gui.pages.page import Page
from gui.session import Session
from gui.stages import Stage, title
from gui.widgets.image_dialog import ImageDialog
from gui.widgets.image_grid import CaptionedImage
from gui.widgets.thumbnails import Thumbnails


class DatasetPage(Page):
    """Asks for images where there are none yet; else shows them. Takes folders and CSV files that are dropped on it."""

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, title(Stage.DATASET))
        self.setAcceptDrops(True)
        self._cards: list[Card] = []
        #: of the texts, once they are known
        self._counts: TokenCounts | None = None
        self._is_loaded = self._is_over = self._is_said = False
        self.tasks = DatasetTasks(self)
        self.choice = ImageChoice(self, self.tasks)
        self.drop_area = DropArea()
        self.overview = DatasetOverview(session, thumbnails)
        self._contents = TextContents(session, runner, self)
        self._unknown = QWidget()
        self._stack = QStackedWidget()
        for widget in (self._unknown, self.drop_area, self.overview):
            self._stack.addWidget(widget)
        self.content.addWidget(self._stack, stretch=1)
        self._wire_views()
        self._wire_session()
        self._show_project()
        if session.dataset:
            self._show_dataset()
            self._show_audit()

    def choose(self, source: Path) -> None:
        """Look at the images of this folder or table, and make them the project's. Says why where they cannot be."""
        self.choice.choose(source)

    def show_audit(self) -> None:
        self.overview.show_audit_tab()

    def show_failure(self, request: Request, outcome: Outcome) -> None:
        if not self.choice.ask_about(request, outcome):
            super().show_failure(request, outcome)

    @property
    def preprocessing(self) -> Preprocessing | None:
        """Return the preprocessing of images for the backbone that the next run is to use."""
        cards = [card for card in self._cards if card.name == self.session.draft.backbone]
        dataset = self.session.dataset
        if not cards or dataset is None or dataset.kind == OF_TEXTS:
            return None
        return image_recipe(preprocessing_for(dataset, cards[0], self.choice.reading, Job()))

    def open_image(self, pictures: Sequence[CaptionedImage], place: int) -> None:
        dialog = ImageDialog(pictures, place, self.thumbnails, self.preprocessing, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # ---- wiring

    def _wire_views(self) -> None:
        overview, choice, tasks = self.overview, self.choice, self.tasks
        self.drop_area.folder_wanted.connect(choice.choose_folder)
        self.drop_area.table_wanted.connect(choice.choose_table)
        self.drop_area.tag_wanted.connect(choice.ask_for_tag)
        overview.folder_wanted.connect(choice.choose_folder)
        overview.table_wanted.connect(choice.choose_table)
        overview.columns_wanted.connect(choice.ask_for_columns)
        overview.look_wanted.connect(choice.look_again)
        overview.again_wanted.connect(tasks.use_again)
        overview.opened.connect(self.open_image)
        overview.split.split_wanted.connect(tasks.split_again)
        overview.reading.reading_wanted.connect(choice.read_anew)
        overview.text_reading.reading_wanted.connect(choice.read_anew)
        overview.texts.text_chosen.connect(self._contents.spell)
        self._contents.texts_read.connect(self._show_texts)
        self._contents.tokens_counted.connect(self._show_tokens)
        self._contents.tokens_spelt.connect(self._show_spelt)
        overview.audit.audit_wanted.connect(tasks.audit)
        overview.audit.resolving_wanted.connect(tasks.resolve)
        overview.audit.classes_wanted.connect(tasks.resolve_classes)
        overview.audit.override_wanted.connect(tasks.override_audit)

    def _wire_session(self) -> None:
        self.session.project_changed.connect(self._show_project)
        self.session.dataset_changed.connect(self._show_dataset)
        self.session.listing_read.connect(self._show_listing)
        self.session.audit_changed.connect(self._show_audit)
        self.session.saving_failed.connect(lambda error: self._show_loaded())
        self.session.draft_changed.connect(self._read_cards)
        self.session.runs_changed.connect(self.show_state)
        self.runner.state_changed.connect(self.show_state)

    # ---- showing

    def _show_project(self) -> None:
        self._is_loaded = self._is_said = False
        self.notices.clear_warnings()
        self.overview.show_dataset(None)
        self.overview.tabs.setCurrentIndex(0)
        self._show_audit()
        self.show_state()

    def _show_dataset(self) -> None:
        self.overview.show_dataset(self.session.dataset)
        self._show_what_was_said()
        self._read_cards()
        self._show_loaded()

    def _show_what_was_said(self) -> None:
        """Show what was left out when the images of a project that was opened again were listed."""
        dataset = self.session.dataset
        if dataset and dataset.said and not self._is_said and not self.tasks.is_running:
            self.tasks.show_said([text_of(message) for message in dataset.said])
        self._is_said = True

    def _show_listing(self) -> None:
        if self.session.kind != OF_TEXTS:
            self.thumbnails.read_with(image_options(self.choice.reading.options).read_options())
        self.show_state()

    def _show_texts(self, dataset: Dataset | None) -> None:
        """Show the texts once they have been read from where they lie."""
        if dataset:
            self.overview.show_texts(dataset)

    def _show_tokens(self, counts: TokenCounts | None) -> None:
        self._counts = counts
        self.overview.texts.show_tokens(counts)
        self.overview.text_reading.show_tokens(counts)

    def _show_spelt(self, tokens: list[str]) -> None:
        options = text_options(self.choice.reading.options)
        read = self._counts.read(options.length) if self._counts else options.length
        self.overview.texts.view.show_tokens(tokens, read, options.cut)

    def _show_audit(self) -> None:
        self.overview.show_audit(self.session.audit, is_stale=self.session.is_audit_stale)

    def _show_loaded(self) -> None:
        self._is_loaded = True
        self.show_state()

    def show_state(self) -> None:
        is_busy = self.runner.is_busy
        are_texts = self.session.kind == OF_TEXTS
        self.drop_area.show_state(is_free=not is_busy, is_looking=self.tasks.is_running, are_texts=are_texts)
        self.drop_area.show_over(self._is_over)
        self.overview.show_state(self.choice.why_fixed, is_busy=is_busy)
        self.overview.show_preprocessing(self.preprocessing)
        if not self._is_loaded:
            self._stack.setCurrentWidget(self._unknown)
        elif self._is_over or self.session.dataset is None:
            self._stack.setCurrentWidget(self.drop_area)
        else:
            self._stack.setCurrentWidget(self.overview)

    def _read_cards(self) -> None:
        """Read cards only where the backbone is not among those that are known: the draft changes with every tick."""
        self.overview.show_preprocessing(self.preprocessing)
        if self.session.draft.backbone not in {card.name for card in self._cards}:
            self.runner.read(list_backbones, self._show_cards)

    def _show_cards(self, cards: list[Card]) -> None:
        self._cards = cards
        self.show_state()

    # ---- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.session.project and not self.runner.is_busy and _local_paths(event.mimeData()):
            event.acceptProposedAction()
            self._show_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(False)
        paths = _local_paths(event.mimeData())
        if self.runner.is_busy or not paths:
            return
        event.acceptProposedAction()
        if len(paths) > 1:
            self.notices.show_error(
                self.tr("Several things were dropped."),
                self.tr("Drop one folder that holds all of your data, or one table."),
            )
        else:
            self.choose(paths[0])

    def _show_over(self, is_over: bool) -> None:
        self._is_over = is_over
        self.show_state()


def _local_paths(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
