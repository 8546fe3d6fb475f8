"""Show how many images of each class stand in each part."""

from __future__ import annotations

from collections import Counter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QSizePolicy

from core.dataset.dataset import Dataset, Split
from gui.translation import count, tr
from gui.widgets.row_table import RowTable
from gui.widgets.tool_tip import plain

COLUMNS = (Split.TRAIN, Split.VALIDATION, Split.TEST, None)

NUMBER_WIDTH = 66
#: numbers far from their class are hard to read
MOST_WIDTH = 860

Index = QModelIndex | QPersistentModelIndex


class SplitModel(QAbstractTableModel):
    """A row for each class and one for all; a column for each part and one for all images that can be read."""

    def __init__(self) -> None:
        super().__init__()
        self._classes: tuple[str, ...] = ()
        self._sizes: Counter[tuple[str | None, Split | None]] = Counter()

    def show(self, dataset: Dataset | None) -> None:
        self.beginResetModel()
        self._classes = dataset.classes if dataset else ()
        self._sizes = _sizes(dataset) if dataset else Counter()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() or not self._classes else len(self._classes) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else 1 + len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        label = self._classes[index.row()] if index.row() < len(self._classes) else None
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == 0:
                return tr("All classes") if label is None else label
            return count(self._sizes[label, COLUMNS[index.column() - 1]])
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and label is not None and index.column() == 0:
            return plain(label)
        if role == Qt.ItemDataRole.FontRole and label is None:
            return _bold()
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("Class"), tr("Training"), tr("Validation"), tr("Test"), tr("Total"))[section]


class SplitTable(RowTable):
    def __init__(self) -> None:
        super().__init__()
        self._model = SplitModel()
        self.setModel(self._model)
        self.setAccessibleName(self.tr("Images of each class in each part"))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)  # no taller than its rows
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.setMaximumWidth(MOST_WIDTH)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(NUMBER_WIDTH)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def show_dataset(self, dataset: Dataset | None) -> None:
        self._model.show(dataset)


def _sizes(dataset: Dataset) -> Counter[tuple[str | None, Split | None]]:
    """Return sizes by class and part; None stands for all of them."""
    sizes: Counter[tuple[str | None, Split | None]] = Counter()
    for (label, split), size in Counter((image.label, image.split) for image in dataset.readable).items():
        if split is not None:
            sizes.update({(label, split): size, (None, split): size, (label, None): size, (None, None): size})
    return sizes


def _bold() -> QFont:
    font = QApplication.font()
    font.setWeight(QFont.Weight.DemiBold)
    return font
