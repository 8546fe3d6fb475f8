"""EpochModel: the ended epochs of a run as a table, read from its history."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from core.figures.training_history import TrainingHistory
from core.training.epoch_record import EpochRecord
from core.training.outcome_words import selecting_name, value_text
from core.wording.catalogue import text_of
from gui.widgets.icons import icon
from gui.widgets.metric_words import metric_name, metric_value, validation_name
from gui.widgets.tool_tip import plain
from gui.widgets.words import duration, phase_name, plain_number

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class EpochColumn(IntEnum):
    EPOCH = 0
    PHASE = 1
    LOSS = 2
    SCORE = 3
    VALIDATION_LOSS = 4
    VALIDATION_SCORE = 5
    #: by which the best epoch is chosen, where it is neither of those before
    SELECTING = 6
    LEARNING_RATE = 7
    SECONDS = 8


class EpochModel(QAbstractTableModel):
    """`show_history` when there is another history, `show_new` when something was added to it."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._history = TrainingHistory()
        #: what the view has been told of; the rest is read from the history
        self._rows, self._best = 0, self._history.best

    def show_history(self, history: TrainingHistory) -> None:
        self.beginResetModel()
        self._history = history
        self._rows, self._best = len(history.epochs), history.best
        self.endResetModel()

    def show_new(self) -> None:
        count = len(self._history.epochs)
        if count < self._rows:  # some are done again
            self.show_history(self._history)
        elif count > self._rows:
            self.beginInsertRows(NOWHERE, self._rows, count - 1)
            self._rows = count
            self.endInsertRows()
        if self._best != self._history.best:
            self._best = self._history.best
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, len(EpochColumn) - 1))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(EpochColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._history.epochs):
            return None
        epoch, is_best = self._history.epochs[index.row()], index.row() == self._history.best
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(index.row(), EpochColumn(index.column()), epoch)
            case Qt.ItemDataRole.TextAlignmentRole if index.column() != EpochColumn.PHASE:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.DecorationRole if is_best and index.column() == EpochColumn.EPOCH:
                return icon("best", "good")
            case Qt.ItemDataRole.FontRole if is_best:
                font = QFont()
                font.setBold(True)
                return font
            case Qt.ItemDataRole.ToolTipRole if is_best:
                says = self.tr("Best: {means}. The model keeps the weights of this epoch.")
                return plain(says.format(means=text_of(self._history.best_means)))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles()[EpochColumn(section)]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == EpochColumn.PHASE else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, row: int, column: EpochColumn, epoch: EpochRecord) -> str:
        texts: dict[EpochColumn, Callable[[], str]] = {
            EpochColumn.EPOCH: lambda: str(row + 1),
            EpochColumn.PHASE: lambda: f"{phase_name(self._history.name_of(epoch.phase))} · {epoch.epoch + 1}",
            EpochColumn.LOSS: lambda: f"{epoch.loss:.4f}",
            EpochColumn.SCORE: lambda: metric_value(epoch.score_name, epoch.score),
            EpochColumn.VALIDATION_LOSS: lambda: f"{epoch.validation_loss:.4f}",
            EpochColumn.VALIDATION_SCORE: lambda: metric_value(epoch.score_name, epoch.validation_score),
            EpochColumn.SELECTING: lambda: (
                "–" if epoch.figure is None else value_text(self._history.select_by, epoch.figure)
            ),
            EpochColumn.LEARNING_RATE: lambda: plain_number(epoch.learning_rate) if epoch.learning_rate else "–",
            EpochColumn.SECONDS: lambda: duration(epoch.seconds) if epoch.seconds >= 10 else f"{epoch.seconds:.1f} s",
        }
        return texts[column]()

    def _titles(self) -> dict[EpochColumn, str]:
        return {
            EpochColumn.EPOCH: self.tr("Epoch"),
            EpochColumn.PHASE: self.tr("Phase"),
            EpochColumn.LOSS: self.tr("Loss"),
            EpochColumn.SCORE: metric_name(self._history.score_name),
            EpochColumn.VALIDATION_LOSS: self.tr("Validation loss"),
            EpochColumn.VALIDATION_SCORE: validation_name(self._history.score_name),
            EpochColumn.SELECTING: text_of(selecting_name(self._history.select_by)),
            EpochColumn.LEARNING_RATE: self.tr("Learning rate"),
            EpochColumn.SECONDS: self.tr("Time"),
        }
