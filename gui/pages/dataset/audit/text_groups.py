"""TextGroups: groups of texts that an audit has found, a row each, those of one group below each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView

from core.audit.findings import Finding
from core.dataset.dataset import Dataset, Example
from core.modalities.text.facts import text_facts
from core.wording.catalogue import text_of
from gui.translation import count, tr
from gui.widgets.row_table import RowTable
from gui.widgets.text_in_line import beginning, in_one_line
from gui.widgets.theme import colour
from gui.widgets.tool_tip import plain
from gui.widgets.words import part_name

GROUP, TEXT, CLASS, PART = range(4)
WIDTHS = {GROUP: 64, CLASS: 110, PART: 90}

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Row:
    """A text of a group."""

    group: int
    #: how those of the group are alike, where that is known
    how: str
    example: Example
    differs_in_class: bool
    differs_in_part: bool


class TextGroupModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show(self, dataset: Dataset | None, finding: Finding | None) -> None:
        self.beginResetModel()
        self.rows = _rows(dataset, finding) if dataset and finding else []
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(row, column, index.row())
        if role == Qt.ItemDataRole.ToolTipRole and column in (GROUP, TEXT):
            return plain(row.how if column == GROUP else beginning(text_facts(row.example).text))
        differs = {CLASS: row.differs_in_class, PART: row.differs_in_part}.get(column, False)
        return colour("danger") if role == Qt.ItemDataRole.ForegroundRole and differs else None

    def _cell(self, row: Row, column: int, place: int) -> str:
        is_first = not place or self.rows[place - 1].group != row.group
        return {
            GROUP: count(row.group + 1) if is_first else "",
            TEXT: in_one_line(text_facts(row.example).text),
            CLASS: row.example.label,
            PART: part_name(row.example.split),
        }[column]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("Group"), tr("Text"), tr("Class"), tr("Part"))[section]


class TextGroups(RowTable):
    def __init__(self) -> None:
        super().__init__()
        self._model = TextGroupModel()
        self.setModel(self._model)
        self.setAccessibleName(self.tr("Texts of the finding"))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        for section, width in WIDTHS.items():
            self.setColumnWidth(section, width)

    def show_groups(self, dataset: Dataset | None, finding: Finding | None) -> None:
        """Show the groups of a finding on a dataset whose texts are at hand."""
        self._model.show(dataset, finding)


def _rows(dataset: Dataset, finding: Finding) -> list[Row]:
    details = [text_of(one) for one in finding.details]
    rows = []
    for number, group in enumerate(finding.groups):
        examples = [dataset.examples[place] for place in group]
        classes, parts = ({one.label for one in examples}, {one.split for one in examples})
        how = details[number] if number < len(details) else ""
        rows += [Row(number, how, example, len(classes) > 1, len(parts) > 1) for example in examples]
    return rows
