"""EpochTable: what each epoch has brought, the newest in sight."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from core.figures.training_history import TrainingHistory
from core.targets.metrics import LOSS
from gui.pages.training.live.epoch_model import EpochColumn, EpochModel

ROW_HEIGHT = 28
SMALLEST_HEIGHT = 150


class EpochTable(QTableView):
    """Goes on to the newest epoch, unless the user has scrolled to an earlier one."""

    def __init__(self) -> None:
        super().__init__()
        self._model = EpochModel(self)
        self._is_at_end = True
        self.setModel(self._model)
        self.setAccessibleName(self.tr("Epochs"))
        self.setMinimumHeight(SMALLEST_HEIGHT)
        self.setIconSize(QSize(14, 14))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)  # names of metrics may be long
        header.setResizeContentsPrecision(0)  # by what is seen: a run may have thousands of epochs
        header.setSectionResizeMode(EpochColumn.PHASE, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().rangeChanged.connect(self._follow)
        self.verticalScrollBar().valueChanged.connect(self._remember_end)

    def show_history(self, history: TrainingHistory) -> None:
        self._is_at_end = True
        self._model.show_history(history)
        self.setColumnHidden(EpochColumn.SELECTING, history.select_by == LOSS)  # which has a column of its own
        self.scrollToBottom()

    def show_new(self) -> None:
        self._model.show_new()

    def _follow(self, _: int, last: int) -> None:
        """The range grows some time after rows were added."""
        if self._is_at_end:
            self.verticalScrollBar().setValue(last)

    def _remember_end(self, value: int) -> None:
        self._is_at_end = value >= self.verticalScrollBar().maximum()
