"""RunModel: the runs of a project as a table, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum, IntEnum

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from core.targets.metrics import ACCURACY
from core.training.outcome_words import epoch_kept_in_short
from core.training.run import Run
from core.wording.catalogue import text_of
from gui.pages.training.runs.run_facts import RunFacts
from gui.widgets.icons import icon
from gui.widgets.metric_words import metric_value, validation_name
from gui.widgets.tool_tip import plain
from gui.widgets.words import layers_text

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class RunColumn(IntEnum):
    TITLE = 0
    BEGUN = 1
    BACKBONE = 2
    UNFROZEN = 3
    KEPT = 4
    SCORE = 5
    STATE = 6


class RunState(Enum):
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    RUNNING = "running"


def _written(moment: datetime) -> str:
    return QLocale().toString(QDateTime(moment), QLocale.FormatType.ShortFormat)  # type: ignore[call-overload]


class RunModel(QAbstractTableModel):
    """Shows facts that were read; a new title is only emitted, and comes back with the next facts."""

    #: the run and what it is to be called
    renamed = Signal(object, str)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._facts: list[RunFacts] = []
        self._running: Run | None = None

    @property
    def facts(self) -> list[RunFacts]:
        """Return the facts in the order of the rows."""
        return self._facts

    def show_runs(self, facts: Sequence[RunFacts]) -> None:
        """They come in the order in which they were begun."""
        self.beginResetModel()
        self._facts = list(reversed(facts))
        self.endResetModel()

    def show_running(self, run: Run | None) -> None:
        if run != self._running:
            self._running = run
            if self._facts:
                self.dataChanged.emit(self.index(0, RunColumn.STATE), self.index(len(self._facts) - 1, RunColumn.STATE))

    def state(self, facts: RunFacts) -> RunState:
        if facts.run == self._running:
            return RunState.RUNNING
        return RunState.FINISHED if facts.is_finished else RunState.INTERRUPTED

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._facts)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(RunColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        facts, column = self._facts[index.row()], RunColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._text(facts, column)
            case Qt.ItemDataRole.ToolTipRole if column is RunColumn.TITLE:
                return plain(facts.notes.note or facts.title)
            case Qt.ItemDataRole.ToolTipRole if column is RunColumn.KEPT:
                return plain(facts.outcome_text)
            case Qt.ItemDataRole.DecorationRole if column is RunColumn.STATE:
                return self._sign(self.state(facts))
            case Qt.ItemDataRole.DecorationRole if column is RunColumn.TITLE and facts.notes.note:
                return icon("note", "muted")
            case Qt.ItemDataRole.TextAlignmentRole if column is RunColumn.SCORE:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or index.column() != RunColumn.TITLE:
            return False
        facts, title = self._facts[index.row()], str(value).strip()
        if title != facts.title:
            self.renamed.emit(facts.run, "" if title == facts.run.name else title)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == RunColumn.TITLE else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles()[RunColumn(section)]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == RunColumn.SCORE else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, facts: RunFacts, column: RunColumn) -> str:
        texts: dict[RunColumn, Callable[[], str]] = {
            RunColumn.TITLE: lambda: facts.title,
            RunColumn.BEGUN: lambda: _written(facts.begun),
            RunColumn.BACKBONE: lambda: facts.plan.backbone if facts.plan else "–",
            RunColumn.UNFROZEN: lambda: self._unfrozen(facts),
            RunColumn.KEPT: lambda: text_of(epoch_kept_in_short(facts.outcome.kept)) if facts.outcome else "–",
            RunColumn.SCORE: lambda: metric_value(facts.score_name, facts.best_score),
            RunColumn.STATE: lambda: self._state_names()[self.state(facts)],
        }
        return texts[column]()

    def _unfrozen(self, facts: RunFacts) -> str:
        """Return what was fine-tuned; where only the head is left of that, it says so."""
        if not facts.unfrozen:
            return self.tr("head only")
        layers, outcome = layers_text(facts.unfrozen), facts.outcome
        is_in_vain = outcome is not None and outcome.kept.is_of_head and bool(outcome.no_better)
        return self.tr("{layers}: no better").format(layers=layers) if is_in_vain else layers

    def _sign(self, state: RunState) -> object:
        signs = {
            RunState.FINISHED: ("done", "good"),
            RunState.INTERRUPTED: ("interrupted", "unfrozen"),
            RunState.RUNNING: ("running", "accent"),
        }
        return icon(*signs[state])

    def _state_names(self) -> dict[RunState, str]:
        return {
            RunState.FINISHED: self.tr("finished"),
            RunState.INTERRUPTED: self.tr("interrupted"),
            RunState.RUNNING: self.tr("running"),
        }

    def _titles(self) -> dict[RunColumn, str]:
        return {
            RunColumn.TITLE: self.tr("Run"),
            RunColumn.BEGUN: self.tr("Started"),
            RunColumn.BACKBONE: self.tr("Backbone"),
            RunColumn.UNFROZEN: self.tr("Fine-tuned"),
            RunColumn.KEPT: self.tr("Kept"),
            RunColumn.SCORE: validation_name(next((facts.score_name for facts in self._facts), ACCURACY)),
            RunColumn.STATE: self.tr("State"),
        }
