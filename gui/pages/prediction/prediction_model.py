"""A table of predictions as a Qt model."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.prediction.predictions import Predictions
from gui.widgets.icons import icon
from gui.widgets.theme import colour
from gui.widgets.tool_tip import plain
from gui.widgets.words import probability

Index = QModelIndex | QPersistentModelIndex

#: in place of a class: the files that could not be read
PROBLEMS = -1
#: shown of each image
MOST_BARS = 3
ICON_SIZE = 16


class PredictionColumn(IntEnum):
    PICTURE = 0
    FILE = 1
    CLASS = 2
    PROBABILITY = 3


class PredictionModel(QAbstractTableModel):
    """The predictions of one class, of the files with problems, or all, sorted by a column.

    It holds which rows are shown in which order: numbers only, so that a hundred thousand are sorted at once.
    """

    FRAME = Qt.ItemDataRole.UserRole
    #: (class, probability), the most probable first; none where the file could not be read
    BARS = Qt.ItemDataRole.UserRole + 1
    PROBLEM = Qt.ItemDataRole.UserRole + 2

    def __init__(self) -> None:
        super().__init__()
        self.predictions: Predictions | None = None
        self._only: int | None = None
        self._sorting = PredictionColumn.PICTURE, Qt.SortOrder.AscendingOrder
        self._rows = np.arange(0)
        self._heads = (self.tr("Frame"), self.tr("File"), self.tr("Class"), self.tr("Probability"))

    def show_predictions(self, predictions: Predictions | None) -> None:
        self.beginResetModel()
        self.predictions, self._only = predictions, None
        self._rows = self._arranged()
        self.endResetModel()

    def show_only(self, only: int | None) -> None:
        """The images of one class, by its place; or PROBLEMS; or None for all."""
        self.beginResetModel()
        self._only = only
        self._rows = self._arranged()
        self.endResetModel()

    @property
    def rows(self) -> np.ndarray:
        """Return the places in the predictions of the rows that are shown; another array when they are sorted anew."""
        return self._rows

    def _arranged(self) -> np.ndarray:
        """Return the rows that are shown, in their order; what could not be read stands last, however it is sorted."""
        predictions = self.predictions
        if predictions is None:
            return np.arange(0)
        column, order = self._sorting
        keys = {
            PredictionColumn.PICTURE: np.arange(len(predictions)),
            PredictionColumn.FILE: predictions.place_by_name,
            PredictionColumn.CLASS: np.where(predictions.predicted < 0, np.nan, predictions.predicted),
            PredictionColumn.PROBABILITY: predictions.confidence,
        }
        sign = 1 if order == Qt.SortOrder.AscendingOrder else -1
        rows = np.argsort(sign * keys[column], kind="stable")
        return rows if self._only is None else rows[predictions.predicted[rows] == self._only]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(PredictionColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.predictions is None:
            return None
        place = int(self._rows[index.row()])
        problem = self.predictions.problems[place]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(place, PredictionColumn(index.column()))
            case Qt.ItemDataRole.ToolTipRole:
                return plain(problem or self.predictions.files[place])
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(place, PredictionColumn(index.column()))
            case Qt.ItemDataRole.ForegroundRole if problem and index.column() == PredictionColumn.CLASS:
                return colour("danger")
            case Qt.ItemDataRole.DecorationRole if problem and index.column() == PredictionColumn.CLASS:
                return icon("error", "danger").pixmap(ICON_SIZE)
            case self.FRAME:
                return self.predictions.frame(place)
            case self.BARS:
                return self.predictions.most_probable(place, MOST_BARS)
            case self.PROBLEM:
                return problem
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section] if 0 <= section < len(self._heads) else None
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if (
            column not in set(PredictionColumn) or (column, order) == self._sorting
        ):  # a header without an indicator asks for -1
            return
        self.layoutAboutToBeChanged.emit()
        rows_before, before = self._rows, self.persistentIndexList()
        self._sorting = PredictionColumn(column), order
        self._rows = self._arranged()
        if before:
            now = dict(zip(self._rows.tolist(), range(len(self._rows)), strict=True))
            after = [self.index(now[int(rows_before[index.row()])], index.column()) for index in before]
            self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _text(self, place: int, column: PredictionColumn) -> str | None:
        assert self.predictions
        problem = self.predictions.problems[place]
        match column:
            case PredictionColumn.FILE:
                return self.predictions.names[place]
            case PredictionColumn.CLASS:
                return self.tr("not read") if problem else self.predictions.classes[self.predictions.predicted[place]]
            case PredictionColumn.PROBABILITY:
                return problem or probability(float(self.predictions.confidence[place]))
        return None

    def _spoken(self, place: int, column: PredictionColumn) -> str | None:
        assert self.predictions
        if column is PredictionColumn.PICTURE:
            return self.predictions.names[place]
        if column is PredictionColumn.PROBABILITY and not self.predictions.problems[place]:
            bars = self.predictions.most_probable(place, MOST_BARS)
            return ", ".join(f"{label} {probability(value)}" for label, value in bars)
        return self._text(place, column)
