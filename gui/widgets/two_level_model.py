"""TwoLevelModel: rows at the top, such as blocks, and rows below them, such as their layers."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
#: the internal id of a row at the top; that of a row below is the place of the one above it plus one
TOP = 0


class TwoLevelModel(QAbstractItemModel):
    """Knows how the rows lie; which there are is for others to say."""

    def is_at_top(self, index: Index) -> bool:
        return index.internalId() == TOP

    def top_row(self, index: Index) -> int:
        """Return the place of this row at the top, or of the one above it."""
        return index.row() if self.is_at_top(index) else index.internalId() - 1

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else TOP)

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        if not index.isValid() or self.is_at_top(index):
            return QModelIndex()
        return self.createIndex(self.top_row(index), 0, TOP)
