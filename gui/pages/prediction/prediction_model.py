"""A table of predictions as a Qt model."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.prediction.predictions import ClassPredictions, Predictions
from core.wording.catalogue import text_of
from core.wording.wording import listed
from gui.widgets.icons import icon
from gui.widgets.theme import colour
from gui.widgets.tool_tip import plain
from gui.widgets.words import plain_number, probability

Index = QModelIndex | QPersistentModelIndex

#: in place of a class: the files that could not be read
PROBLEMS = -1
#: shown of each image
MOST_BARS = 3
ICON_SIZE = 16


class PredictionColumn(IntEnum):
    """The columns of a classifier. Of another target each number has a column behind the file."""

    PICTURE = 0
    FILE = 1
    CLASS = 2
    PROBABILITY = 3


#: the first behind what all tables have
FIRST_OF_TARGET = PredictionColumn.CLASS


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
        self._sorting: tuple[int, Qt.SortOrder] = (PredictionColumn.PICTURE, Qt.SortOrder.AscendingOrder)
        self._rows = np.arange(0)
        self._heads: tuple[str, ...] = ()
        self.show_predictions(None)

    def show_predictions(self, predictions: Predictions | None) -> None:
        self.beginResetModel()
        self.predictions, self._only = predictions, None
        own: tuple[str, ...] = (self.tr("Class"), self.tr("Probability"))
        if predictions and not isinstance(predictions, ClassPredictions):
            own = predictions.names
        self._heads = (self.tr("Frame"), self.tr("File"), *own)
        if self._sorting[0] >= len(self._heads):
            self._sorting = PredictionColumn.PICTURE, Qt.SortOrder.AscendingOrder
        self._rows = self._arranged()
        self.endResetModel()

    def show_only(self, only: int | None) -> None:
        """Show the images of one class, by its place; or PROBLEMS; or None for all."""
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
        sign = 1 if order == Qt.SortOrder.AscendingOrder else -1
        rows = np.argsort(sign * _keys(predictions, column), kind="stable")
        match self._only:
            case None:
                return rows
            case place if isinstance(predictions, ClassPredictions):
                return rows[predictions.predicted[rows] == place]
        return rows[~predictions.is_read[rows]]  # what could not be read is all that is shown alone

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.predictions is None:
            return None
        place = int(self._rows[index.row()])
        problem = text_of(self.predictions.problems[place])
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(place, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return plain(problem or self.predictions.files[place])
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(place, index.column())
            case Qt.ItemDataRole.ForegroundRole if problem and index.column() == PredictionColumn.CLASS:
                return colour("danger")
            case Qt.ItemDataRole.DecorationRole if problem and index.column() == PredictionColumn.CLASS:
                return icon("error", "danger").pixmap(ICON_SIZE)
            case self.FRAME:
                return self.predictions.frame(place)
            case self.BARS:
                return self._bars(place)
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
            not 0 <= column < len(self._heads) or (column, order) == self._sorting
        ):  # a header without an indicator asks for -1
            return
        self.layoutAboutToBeChanged.emit()
        rows_before, before = self._rows, self.persistentIndexList()
        self._sorting = column, order
        self._rows = self._arranged()
        if before:
            now = dict(zip(self._rows.tolist(), range(len(self._rows)), strict=True))
            after = [self.index(now[int(rows_before[index.row()])], index.column()) for index in before]
            self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _text(self, place: int, column: int) -> str | None:
        predictions = self.predictions
        assert predictions
        problem = text_of(predictions.problems[place])
        match column:
            case PredictionColumn.PICTURE:
                return None
            case PredictionColumn.FILE:
                return predictions.file_names[place]
            case PredictionColumn.CLASS if problem:
                return self.tr("not read")
            case _ if problem:
                return problem
            case PredictionColumn.CLASS if isinstance(predictions, ClassPredictions):
                return predictions.names[predictions.predicted[place]]
            case PredictionColumn.PROBABILITY if isinstance(predictions, ClassPredictions):
                return probability(float(predictions.probability[place]))
        return plain_number(float(predictions.values[place, column - FIRST_OF_TARGET]))

    def _spoken(self, place: int, column: int) -> str | None:
        assert self.predictions
        if column == PredictionColumn.PICTURE:
            return self.predictions.file_names[place]
        if column == PredictionColumn.PROBABILITY and (bars := self._bars(place)):
            return listed(f"{label} {probability(value)}" for label, value in bars)
        return self._text(place, column)

    def _bars(self, place: int) -> list[tuple[str, float]]:
        predictions = self.predictions
        return predictions.most_probable(place, MOST_BARS) if isinstance(predictions, ClassPredictions) else []


def _keys(predictions: Predictions, column: int) -> np.ndarray:
    """Return by what the rows of all predictions are sorted."""
    match column:
        case PredictionColumn.PICTURE:
            return np.arange(len(predictions))
        case PredictionColumn.FILE:
            return predictions.place_by_name
        case PredictionColumn.CLASS if isinstance(predictions, ClassPredictions):
            return np.where(predictions.predicted < 0, np.nan, predictions.predicted)
        case PredictionColumn.PROBABILITY if isinstance(predictions, ClassPredictions):
            return predictions.probability
    return predictions.values[:, column - FIRST_OF_TARGET]
