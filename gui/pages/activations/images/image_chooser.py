"""ImageChooser: a dialog that asks for one image, of the dataset or of any file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from core.dataset.dataset import Dataset
from core.modalities.images.frame import Frame
from core.modalities.images.readers import READERS
from gui.widgets.dataset_browser import DatasetBrowser
from gui.widgets.parts import button, row
from gui.widgets.theme import MARGIN, SPACE
from gui.widgets.thumbnails import Thumbnails

SIZE = QSize(960, 620)


class ImageChooser(QDialog):
    """A double click or Enter takes an image; one click and the button do so, too."""

    chosen = Signal(object)

    def __init__(self, dataset: Dataset, thumbnails: Thumbnails, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("Choose an image"))
        self.resize(SIZE)
        self.browser = DatasetBrowser(thumbnails)
        self.browser.show_dataset(dataset)
        self.file_button = button(self.tr("Open a file …"), "open", on_click=self._choose_file)
        self.cancel_button = button(self.tr("Cancel"), on_click=self.reject)
        self.take_button = button(self.tr("Look inside"), kind="primary", on_click=self._take_current)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, SPACE, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.browser, stretch=1)
        layout.addLayout(row(self.file_button, None, self.cancel_button, self.take_button))
        self.browser.opened.connect(self._take)
        self.browser.grid.selectionModel().selectionChanged.connect(lambda *_: self._show_state())
        self.browser.grid.model().modelReset.connect(self._show_state)
        self._show_state()

    def _show_state(self) -> None:
        self.take_button.setEnabled(self.browser.grid.selectionModel().hasSelection())

    def _take_current(self) -> None:
        self._take(self.browser.grid.currentIndex().row())

    def _take(self, place: int) -> None:
        if 0 <= place < len(self.browser.pictures):
            self._end(self.browser.pictures[place].frame)

    def _choose_file(self) -> None:
        if frame := ask_for_file(self):
            self._end(frame)

    def _end(self, frame: Frame) -> None:
        self.chosen.emit(frame)
        self.accept()


def ask_for_file(parent: QWidget) -> Frame | None:
    """Return the first picture of a file that the user chooses."""
    endings = " ".join(f"*{ending}" for reader in READERS for ending in sorted(reader.endings))
    kinds = parent.tr("Images ({endings});;All files (*)").format(endings=endings)
    chosen, _ = QFileDialog.getOpenFileName(parent, parent.tr("Open an image"), str(Path.home()), kinds)
    return Frame(Path(chosen)) if chosen else None
