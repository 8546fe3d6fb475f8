"""The confusion matrix as a Qt model."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.figures.confusion import Cell, ConfusionFigure
from gui.translation import count, tr
from gui.widgets.tool_tip import plain
from gui.widgets.words import share

Index = QModelIndex | QPersistentModelIndex


class ConfusionModel(QAbstractTableModel):
    """Rows are the true classes, columns the predicted ones."""

    CELL = Qt.ItemDataRole.UserRole

    def __init__(self) -> None:
        super().__init__()
        self._figure: ConfusionFigure | None = None

    def show_figure(self, figure: ConfusionFigure) -> None:
        """Show another matrix."""
        self.beginResetModel()
        self._figure = figure
        self.endResetModel()

    def cell(self, true: int, predicted: int) -> Cell:
        assert self._figure
        return self._figure.cells[true][predicted]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() or self._figure is None else len(self._figure.classes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return self.rowCount(parent)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        match role:
            case self.CELL:
                return cell
            case Qt.ItemDataRole.DisplayRole:
                return count(cell.count)
            case Qt.ItemDataRole.ToolTipRole:
                return plain(self._text(index, cell))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._text(index, cell)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._figure is None or not 0 <= section < self.rowCount():
            return None
        name = self._figure.classes[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        return plain(name) if role == Qt.ItemDataRole.ToolTipRole else None

    def _text(self, index: Index, cell: Cell) -> str:
        assert self._figure
        classes = self._figure.classes
        images = self._figure.supports[index.row()]
        text = tr("{count} of %n image(s) of “{true}” ({percent}) were predicted to be “{predicted}”.", "", images)
        return text.format(
            count=count(cell.count),
            true=classes[index.row()],
            percent=cell_percent(cell),
            predicted=classes[index.column()],
        )


def cell_percent(cell: Cell) -> str:
    """Return the share of a cell without decimals: a row holds few images."""
    return "–" if cell.share is None else share(cell.share)
