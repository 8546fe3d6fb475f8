"""The confusion matrix as a Qt model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.targets.class_metrics import Metrics
from gui.translation import count
from gui.widgets.tool_tip import plain

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Cell:
    """How many images of a true class were predicted to be of a class; `share` is of the true class, None of none."""

    count: int
    share: float | None
    is_right: bool

    @property
    def percent(self) -> str:
        """Without decimals: a row holds few images."""
        return "–" if self.share is None else f"{self.share * 100:.0f} %"


class ConfusionModel(QAbstractTableModel):
    """Rows are the true classes, columns the predicted ones."""

    CELL = Qt.ItemDataRole.UserRole

    def __init__(self) -> None:
        super().__init__()
        self._metrics: Metrics | None = None

    def show_metrics(self, metrics: Metrics) -> None:
        self.beginResetModel()
        self._metrics = metrics
        self.endResetModel()

    def cell(self, true: int, predicted: int) -> Cell:
        assert self._metrics
        number, support = self._metrics.confusion[true][predicted], self._metrics.classes[true].support
        return Cell(number, number / support if support else None, true == predicted)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() or self._metrics is None else len(self._metrics.classes)

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
                return plain(self._told(index, cell))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._told(index, cell)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._metrics is None or not 0 <= section < self.rowCount():
            return None
        name = self._metrics.classes[section].label
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        return plain(name) if role == Qt.ItemDataRole.ToolTipRole else None

    def _told(self, index: Index, cell: Cell) -> str:
        assert self._metrics
        classes = self._metrics.classes
        text = self.tr("{count} of {all} images of “{true}” ({percent}) were predicted to be “{predicted}”.")
        return text.format(
            count=count(cell.count),
            all=count(classes[index.row()].support),
            true=classes[index.row()].label,
            percent=cell.percent,
            predicted=classes[index.column()].label,
        )
