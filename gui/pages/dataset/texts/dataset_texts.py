"""DatasetTexts: texts of a dataset as rows, with what is known of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.dataset.dataset import Example
from core.modalities.text.facts import text_facts
from gui.translation import count, tr
from gui.widgets.text_in_line import beginning, in_one_line
from gui.widgets.tool_tip import plain
from gui.widgets.words import part_name

TEXT, CLASS, PART, SUBJECT, TOKENS = range(5)
#: letters of a subject's code that are shown: more tell no more
SUBJECT_LETTERS = 8

Index = QModelIndex | QPersistentModelIndex


class DatasetTexts(QAbstractTableModel):
    """A cell is made when it is asked for: there may be very many."""

    def __init__(self) -> None:
        super().__init__()
        self.examples: Sequence[Example] = ()
        self._tokens: Mapping[str, int] = {}

    def show(self, examples: Sequence[Example]) -> None:
        self.beginResetModel()
        self.examples = examples
        self.endResetModel()

    def show_tokens(self, counts: Mapping[str, int]) -> None:
        """Show how many tokens texts have, by their hashes."""
        self._tokens = counts
        if self.examples:
            self.dataChanged.emit(self.index(0, TOKENS), self.index(len(self.examples) - 1, TOKENS))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self.examples)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else 5

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        example = self.examples[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(example, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == TEXT:
            return plain(beginning(text_facts(example).text))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == TOKENS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _cell(self, example: Example, column: int) -> str:
        if column == TEXT:
            return in_one_line(text_facts(example).text)
        if column == TOKENS:
            tokens = self._tokens.get(example.key)
            return "" if tokens is None else count(tokens)
        return {CLASS: example.label, PART: part_name(example.split), SUBJECT: example.subject[:SUBJECT_LETTERS]}[
            column
        ]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("Text"), tr("Class"), tr("Part"), tr("Subject"), tr("Tokens"))[section]
