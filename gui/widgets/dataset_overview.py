"""DatasetOverview: what a dataset holds, in one line and three views of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QTabWidget, QVBoxLayout, QWidget

from core.dataset.dataset import Dataset
from gui.icons import icon
from gui.theme import GAP, theme
from gui.thumbnails import Thumbnails
from gui.widgets.dataset_browser import DatasetBrowser, DatasetPictures
from gui.widgets.parts import button, column, label, row
from gui.widgets.problem_table import ProblemTable, problem_images
from gui.widgets.split_panel import SplitPanel, SplitState
from gui.words import count


class DatasetOverview(QWidget):
    """Shows; what the user wants, it emits."""

    look_wanted = Signal()
    folder_wanted = Signal()
    table_wanted = Signal()
    #: pictures, and the place of the one that was activated
    opened = Signal(object, int)

    def __init__(self, thumbnails: Thumbnails):
        super().__init__()
        self._dataset: Dataset | None = None
        self.summary = label("", wrap=True)
        self.reason = label("", "muted", wrap=True)
        self.look_button = button(self.tr("Look again"), "reload", on_click=self.look_wanted.emit)
        self.look_button.setToolTip(self.tr("Finds images that were added, changed or removed"))
        self.other_button = button(self.tr("Other images"), "folder")
        self.other_button.setMenu(self._menu())
        self.browser = DatasetBrowser(thumbnails)
        self.split = SplitPanel()
        self.problems = ProblemTable()
        self.tabs = QTabWidget()
        self._arrange()
        self.browser.opened.connect(lambda place: self.opened.emit(self.browser.pictures, place))
        self.problems.opened.connect(self._open_problem)
        theme().changed.connect(self._show_problems)

    def show_dataset(self, dataset: Dataset | None) -> None:
        self._dataset = dataset
        self.browser.show_dataset(dataset)
        self.split.show_dataset(dataset)
        self._show_problems()

    def show_state(self, state: SplitState | None, why_fixed: str) -> None:
        """`why_fixed` says why no other images can be chosen; "" where they can."""
        is_free = state is not None and not state.is_busy
        self.look_button.setEnabled(is_free)
        self.other_button.setEnabled(is_free and not why_fixed)
        self.reason.setText(why_fixed)
        self.reason.setVisible(bool(why_fixed))
        if state and self._dataset:
            self.summary.setText(self._summary(self._dataset, state.settings.source.name))
        self.split.show_state(state)

    def _arrange(self) -> None:
        problems = QWidget()
        column_of_problems = column(self.problems)
        column_of_problems.setContentsMargins(0, GAP, 0, 0)
        problems.setLayout(column_of_problems)
        self.tabs.addTab(self.browser, self.tr("Images"))
        self.tabs.addTab(self.split, self.tr("Split"))
        self.tabs.addTab(problems, self.tr("Problems"))
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName(self.tr("Views of the dataset"))
        self.tabs.tabBar().setDrawBase(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        top = row(self.look_button, self.other_button)
        top.insertLayout(0, column(self.summary, self.reason, spacing=2), stretch=1)
        layout.addLayout(top)
        layout.addWidget(self.tabs, stretch=1)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Choose folder …")).triggered.connect(lambda: self.folder_wanted.emit())
        menu.addAction(self.tr("Choose CSV …")).triggered.connect(lambda: self.table_wanted.emit())
        return menu

    def _show_problems(self) -> None:
        images = problem_images(self._dataset)
        self.problems.show_images(images)
        place = self.tabs.count() - 1
        self.tabs.setTabText(place, self.tr("Problems ({count})").format(count=count(len(images))))
        self.tabs.setTabIcon(place, icon("warning", "danger") if images else icon("done", "muted"))

    def _open_problem(self, row: int) -> None:
        if self._dataset:
            self.opened.emit(DatasetPictures(self._dataset, self.problems.images), row)

    def _summary(self, dataset: Dataset, source: str) -> str:
        subjects = len({image.subject for image in dataset.images if image.subject})
        parts = [
            self.tr("{count} images").format(count=count(len(dataset.images))),
            self.tr("{count} classes").format(count=count(len(dataset.classes))),
            self.tr("{count} subjects").format(count=count(subjects)) if subjects else "",
            self.tr("{count} cannot be read").format(count=count(len(dataset.problems))) if dataset.problems else "",
            self.tr("from “{source}”").format(source=source),
        ]
        return " · ".join(part for part in parts if part)
