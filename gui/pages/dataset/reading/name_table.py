"""NameTable: some file names, the subject that a pattern finds in each set apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from core.dataset.subjects import SubjectPattern
from gui.translation import tr
from gui.widgets.row_table import RowTable
from gui.widgets.theme import colour, theme
from gui.widgets.tool_tip import plain

FILE, SUBJECT = range(2)
ROW_HEIGHT = 26
PADDING = 8
ELLIPSIS = "…"
#: above and below the rows, also while it is thick for the focus
FRAME = 6
NOTHING: Mapping[str, str] = MappingProxyType({})

Index = QModelIndex | QPersistentModelIndex
Span = tuple[int, int]


class NameModel(QAbstractTableModel):
    SPAN = Qt.ItemDataRole.UserRole

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self._pattern: SubjectPattern | None = None
        self._known: Mapping[str, str] = {}

    def show(self, names: Sequence[str], pattern: SubjectPattern | None, known: Mapping[str, str]) -> None:
        """`known` says of some where else their subject is found, so that the pattern is not asked."""
        self.beginResetModel()
        self.names, self._pattern, self._known = tuple(names), pattern, known
        self.endResetModel()

    def span_of(self, row: int) -> Span | None:
        name = self.names[row]
        span = self._pattern.span(name) if self._pattern and name not in self._known else None
        return span if span and span[0] < span[1] else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self.names)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        name, span = self.names[index.row()], self.span_of(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole if index.column() == FILE:
                return name
            case Qt.ItemDataRole.DisplayRole:
                return name[span[0] : span[1]] if span else self._known.get(name, tr("itself"))
            case Qt.ItemDataRole.ToolTipRole:
                return plain(name)
            case Qt.ItemDataRole.ForegroundRole if index.column() == SUBJECT and not span:
                return colour("muted")
            case self.SPAN:
                return span
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("File"), tr("Subject"))[section]


class NameTable(RowTable):
    """A table as tall as its rows."""

    def __init__(self) -> None:
        super().__init__()
        self._model = NameModel()
        self.setModel(self._model)
        self.setAccessibleName(self.tr("Files and their subjects"))
        self.setItemDelegateForColumn(FILE, _Names(self))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(FILE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(SUBJECT, QHeaderView.ResizeMode.Interactive)
        self.setColumnWidth(SUBJECT, 180)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.viewport().update)

    def show_names(
        self, names: Sequence[str], pattern: SubjectPattern | None, known: Mapping[str, str] = NOTHING
    ) -> None:
        self._model.show(names, pattern, known)
        self.setFixedHeight(len(names) * ROW_HEIGHT + self.horizontalHeader().sizeHint().height() + FRAME)


class _Names(QStyledItemDelegate):
    """The end of a name matters most: what is too long loses its beginning."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        name, span = index.data(), index.data(NameModel.SPAN)
        place = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        shown, cut = _shortened(name, option.fontMetrics, place.width())
        if span:
            _paint_span(painter, option.fontMetrics, place, shown, (span[0] - cut, span[1] - cut))
        painter.setPen(colour("text" if span else "muted"))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)


def _shortened(name: str, metrics: QFontMetrics, room: int) -> tuple[str, int]:
    """Return what is shown of it, and by how many characters it is shorter at its beginning."""
    if metrics.horizontalAdvance(name) <= room:
        return name, 0
    cut = next(
        (cut for cut in range(1, len(name)) if metrics.horizontalAdvance(ELLIPSIS + name[cut:]) <= room), len(name)
    )
    return ELLIPSIS + name[cut:], cut - 1


def _paint_span(painter: QPainter, metrics: QFontMetrics, place: QRect, shown: str, span: Span) -> None:
    start, end = (metrics.horizontalAdvance(shown[: max(0, at)]) for at in span)
    mark = QRect(place.left() + start - 1, place.top() + 4, end - start + 2, place.height() - 8)
    painter.fillRect(mark, colour("accent_soft"))
    painter.fillRect(QRect(mark.left(), mark.bottom(), mark.width(), 2), colour("accent"))
