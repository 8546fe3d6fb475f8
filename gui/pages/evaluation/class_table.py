"""The table of metrics for each class."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView

from core.targets.class_metrics import Metrics
from gui.pages.evaluation.class_table_model import ClassTableModel
from gui.widgets.row_table import RowTable

ROW_HEIGHT = 30
#: as that of the head
STYLE = "QTableView::item { padding: 0 5px; }"


class ClassTable(RowTable):
    """Ctrl+C copies it whole, for a spreadsheet."""

    #: the user went to another class; carries its place
    class_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._model = ClassTableModel()
        self.setModel(self._model)
        self.setAccessibleName(self.tr("Results of each class"))
        self.setStyleSheet(STYLE)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(48)
        self.selectionModel().currentRowChanged.connect(lambda current, _: self.class_chosen.emit(current.row()))

    def show_metrics(self, metrics: Metrics) -> None:
        self._model.show_classes(metrics.classes)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._model.as_tsv())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)
