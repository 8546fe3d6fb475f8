"""EntryList: a few things by their titles, of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.wording.wording import listed
from gui.widgets.icons import icon
from gui.widgets.theme import GAP, colour, theme
from gui.widgets.tool_tip import plain

ICON_SIZE = 20
PADDING = 12
ROW_PADDING = 8
MOST_LINES = 3

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """`spoken` is what a screen reader says before the title."""

    title: str
    detail: str = ""
    icon: str = ""
    colour: str = "text"
    spoken: str = ""


class EntryModel(QAbstractListModel):
    ENTRY = Qt.ItemDataRole.UserRole

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()

    def show(self, entries: Sequence[Entry]) -> None:
        """Other texts for as many entries leave the chosen one chosen."""
        if len(entries) == len(self.entries):
            self.entries = tuple(entries)
            if entries:
                self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == self.ENTRY:
            return entry
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain("\n".join(filter(None, (entry.title, entry.detail))))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return listed((entry.spoken, entry.title, entry.detail))
        return None


class EntryList(QListView):
    """Chosen by mouse or arrow keys."""

    #: the place of the entry, by whomever it was chosen
    chosen = Signal(int)

    def __init__(self, name: str):
        super().__init__()
        self._model = EntryModel()
        self.setModel(self._model)
        self.setItemDelegate(_Rows(self))
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(lambda now, _: self.chosen.emit(now.row()))
        theme().changed.connect(self.viewport().update)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self._model.entries

    @property
    def place(self) -> int:
        """Return the place of the entry that is chosen; -1 where there is none."""
        return self.currentIndex().row()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        if tuple(entries) != self.entries:
            self._model.show(entries)
            self.scheduleDelayedItemsLayout()

    def choose(self, place: int) -> None:
        self.setCurrentIndex(self._model.index(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.scheduleDelayedItemsLayout()  # titles break elsewhere
        super().resizeEvent(event)


class _Rows(QStyledItemDelegate):
    """The icon, beside it the title on up to three lines, and the detail below."""

    def __init__(self, view: EntryList):
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: Entry = index.data(EntryModel.ENTRY)
        room = QRect(0, 0, self._text_width(entry, self._view.viewport().width()), 1000)
        wrapped = option.fontMetrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), entry.title).height()
        height = min(wrapped, MOST_LINES * option.fontMetrics.lineSpacing())
        if entry.detail:
            height += option.fontMetrics.lineSpacing() + 2
        return QSize(0, height + 2 * ROW_PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(EntryModel.ENTRY)
        paint_chosen(painter, option)
        inside = option.rect.adjusted(PADDING, ROW_PADDING, -PADDING, -ROW_PADDING)
        if entry.icon:
            sign = QRect(inside.left(), inside.top() - 1, ICON_SIZE, ICON_SIZE)
            painter.drawPixmap(sign.topLeft(), icon(entry.icon, entry.colour).pixmap(ICON_SIZE))
            inside.setLeft(sign.right() + 1 + GAP)
        painter.setPen(colour("text"))
        title = QRect(inside)
        if entry.detail:
            title.setBottom(inside.bottom() - option.fontMetrics.lineSpacing() - 2)
        painter.drawText(title, int(Qt.TextFlag.TextWordWrap), entry.title)
        if entry.detail:
            painter.setPen(colour("muted"))
            detail = option.fontMetrics.elidedText(entry.detail, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignBottom), detail)

    def _text_width(self, entry: Entry, width: int) -> int:
        return width - 2 * PADDING - (ICON_SIZE + GAP if entry.icon else 0)


def paint_chosen(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Paint what distinguishes the chosen row of a list from the others."""
    if not option.state & QStyle.StateFlag.State_Selected:
        return
    painter.fillRect(option.rect, colour("accent_soft"))
    painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), colour("accent"))
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(colour("accent"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
