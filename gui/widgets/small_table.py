"""SmallTable: a few rows of strings as a finding holds it, its first row the headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy

from gui.widgets.row_table import RowTable
from gui.widgets.tool_tip import plain

MOST_HEIGHT = 260

Index = QModelIndex | QPersistentModelIndex
Rows = Sequence[Sequence[str]]


class SmallTableModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows = ()

    def show(self, rows: Rows) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else max(0, len(self.rows) - 1)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() or not self.rows else len(self.rows[0])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row() + 1]
        text = row[index.column()] if index.column() < len(row) else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(text)
        return text if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.rows[0][section] if self.rows and section < len(self.rows[0]) else None


class SmallTable(RowTable):
    """No taller than its rows."""

    def __init__(self, name: str):
        super().__init__()
        self._model = SmallTableModel()
        self.setModel(self._model)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.setMaximumHeight(MOST_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def show_rows(self, rows: Rows) -> None:
        self._model.show(rows)
        self.setVisible(bool(rows))
