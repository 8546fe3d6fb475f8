"""TextList: texts below each other, each with what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from core.wording.wording import listed
from gui.translation import tr
from gui.widgets.entry_list import paint_chosen
from gui.widgets.text_in_line import beginning, in_one_line
from gui.widgets.theme import colour, theme
from gui.widgets.tool_tip import plain

PADDING, ROW_PADDING = 10, 6
LINES = 2

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class ListedText:
    """A text with what is said of it; "" where it is no longer at hand."""

    text: str = field(repr=False)
    caption: str

    @property
    def shown(self) -> str:
        return in_one_line(self.text) or tr("The text is no longer where it was read.")


class TextListModel(QAbstractListModel):
    LISTED = Qt.ItemDataRole.UserRole

    def __init__(self) -> None:
        super().__init__()
        self.texts: Sequence[ListedText] = ()

    def show(self, texts: Sequence[ListedText]) -> None:
        self.beginResetModel()
        self.texts = texts
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self.texts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.texts):
            return None
        row = self.texts[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.shown
        if role == self.LISTED:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(f"{row.caption}\n{beginning(row.shown)}")
        return listed((row.caption, row.shown)) if role == Qt.ItemDataRole.AccessibleTextRole else None


class TextList(QListView):
    """Chosen by mouse or arrow keys; a double click or Enter opens one."""

    #: the place of a text, by whomever it was chosen; -1 where none is
    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._model = TextListModel()
        self.setModel(self._model)
        self.setItemDelegate(_Rows(self))
        self.setAccessibleName(tr("Texts"))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.nothing = ""
        self.selectionModel().currentChanged.connect(lambda now, _: self.chosen.emit(now.row()))
        self.activated.connect(lambda index: self.opened.emit(index.row()))
        theme().changed.connect(self.viewport().update)

    @property
    def texts(self) -> Sequence[ListedText]:
        return self._model.texts

    @property
    def place(self) -> int:
        """Return the place of the text that is chosen; -1 where there is none."""
        return self.currentIndex().row()

    def show_texts(self, texts: Sequence[ListedText]) -> None:
        """Show other texts, of which none is chosen."""
        self._model.show(texts)
        self.scrollToTop()

    def choose(self, place: int) -> None:
        self.setCurrentIndex(self._model.index(place))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.texts:
            painter = QPainter(self.viewport())
            painter.setPen(colour("muted"))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.nothing)
            painter.end()


class _Rows(QStyledItemDelegate):
    """What is said of a text, and below it two lines of it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, (LINES + 1) * option.fontMetrics.lineSpacing() + 2 * ROW_PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        listed: ListedText = index.data(TextListModel.LISTED)
        paint_chosen(painter, option)
        inside = option.rect.adjusted(PADDING, ROW_PADDING, -PADDING, -ROW_PADDING)
        line = option.fontMetrics.lineSpacing()
        painter.setPen(colour("muted"))
        caption = option.fontMetrics.elidedText(listed.caption, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(QRect(inside.left(), inside.top(), inside.width(), line), 0, caption)
        painter.setPen(colour("text" if listed.text else "muted"))
        below = QRect(inside.left(), inside.top() + line, inside.width(), LINES * line)
        painter.drawText(below, int(Qt.TextFlag.TextWordWrap), _fitting(option, listed.shown, below))


def _fitting(option: QStyleOptionViewItem, text: str, place: QRect) -> str:
    """Return so much of a text as stands on the lines: words that are broken take more room than they are wide."""
    room = round(LINES * place.width() * 0.9)
    return option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
