"""RowTable: a plain table whose rows are chosen as a whole, one at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QTableView


class RowTable(QTableView):
    """Headings above, no lines between cells; Tab goes on to what is next in the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
