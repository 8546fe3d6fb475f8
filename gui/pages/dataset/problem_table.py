"""The images that cannot be used, each with the reason."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHeaderView

from core.dataset.dataset import Dataset, Example
from core.storage.readable_names import readable_path
from core.wording.catalogue import text_of
from gui.translation import count, tr
from gui.widgets.row_table import RowTable
from gui.widgets.tool_tip import plain

FILE, REASON = range(2)
FILE_WIDTH = 300

Index = QModelIndex | QPersistentModelIndex


def problem_images(dataset: Dataset | None) -> tuple[Example, ...]:
    """Return those that cannot be read, then those that are left out; before there is a split that is not known."""
    if dataset is None:
        return ()
    is_split = any(image.split for image in dataset.examples)
    return dataset.problems + dataset.left_out if is_split else dataset.problems


class ProblemModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.images: tuple[Example, ...] = ()

    def show(self, images: tuple[Example, ...]) -> None:
        self.beginResetModel()
        self.images = images
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self.images)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        image = self.images[index.row()]
        reason = text_of(image.problem) or _left_out(image)
        text = _place(image) if index.column() == FILE else reason
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(text)
        return text if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("File"), tr("Why it is not used"))[section]


class ProblemTable(RowTable):
    #: the row that was activated
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._model = ProblemModel()
        self.setModel(self._model)
        self.setAccessibleName(self.tr("Images that are not used"))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(FILE, QHeaderView.ResizeMode.Interactive)
        self.setColumnWidth(FILE, FILE_WIDTH)
        self.activated.connect(lambda index: self.opened.emit(index.row()))

    @property
    def images(self) -> tuple[Example, ...]:
        return self._model.images

    def show_images(self, images: tuple[Example, ...]) -> None:
        self._model.show(images)


def _place(image: Example) -> str:
    """Return its file, and where that is a table of texts the row, too."""
    file = readable_path(image.file)
    if image.frame is None or not image.is_alone:
        return file
    return tr("{file}, row {number}").format(file=file, number=count(image.frame + 1))


def _left_out(image: Example) -> str:
    if image.is_of_class_left_out:
        return tr("Its class, “{label}”, is left out by you.").format(label=image.given_label)
    if image.dropped:
        return tr("Left out by you, as a copy.")
    return tr("The same image is in another part, which keeps it.")
