"""A comparison as a Qt model: runs as columns, metrics as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.evaluation.comparison import Comparison
from core.wording.wording import listed
from gui.pages.comparison.comparison_words import ComparedRow, compared_rows
from gui.widgets.tool_tip import plain

Index = QModelIndex | QPersistentModelIndex


class ComparisonModel(QAbstractTableModel):
    """The first column names the metrics; the first run is the reference."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: Sequence[str] = ()
        self._rows: Sequence[ComparedRow] = ()

    def show_comparison(self, comparison: Comparison) -> None:
        self.beginResetModel()
        self._titles = [run.title for run in comparison.runs]
        self._rows = compared_rows(comparison)
        self.endResetModel()

    def as_tsv(self) -> str:
        """Return the whole table with its head, as a spreadsheet takes it from the clipboard."""
        rows = [["", *self._titles], *([row.name, *row.cells] for row in self._rows)]
        return "\n".join("\t".join("; ".join(text.split("\n")) for text in row) for row in rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() or not self._rows else 1 + len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        text = row.cells[index.column() - 1] if index.column() else row.name
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.AccessibleTextRole:
                return listed(text.split("\n"))
            case Qt.ItemDataRole.ToolTipRole:
                return plain(row.explanation if index.column() == 0 else text)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 < section <= len(self._titles):
            return None
        title = self._titles[section - 1]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.tr("Reference: {title}").format(title=title) if section == 1 else title
            case Qt.ItemDataRole.ToolTipRole:
                return plain(title)
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None
