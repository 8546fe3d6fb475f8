"""GroupView: groups of images, those of a group side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from core.audit.findings import Finding
from core.dataset.dataset import Dataset
from core.modalities.images.preview import THUMBNAIL_SIDE
from gui.pages.dataset.audit.group_model import GroupModel, Member
from gui.widgets.dataset_browser import DatasetPictures
from gui.widgets.icons import icon
from gui.widgets.repainting import Repainting
from gui.widgets.theme import colour
from gui.widgets.thumbnails import Thumbnails

HEAD_HEIGHT = 28
PADDING = 6
LINE_HEIGHT = 17
TILE_WIDTH = THUMBNAIL_SIDE + 2 * PADDING + 8
TILE_HEIGHT = THUMBNAIL_SIDE + 3 * LINE_HEIGHT + 2 * PADDING + 4
SIGN_SIZE = 32

Index = QModelIndex | QPersistentModelIndex


class GroupView(QTableView):
    """However many groups it is given, only those on the screen are asked for and painted."""

    #: the pictures of a group, and the place of the one that was clicked
    opened = Signal(object, int)

    def __init__(self, thumbnails: Thumbnails):
        super().__init__()
        self._dataset: Dataset | None = None
        self._model = GroupModel()
        self.setModel(self._model)
        self.setItemDelegate(_Tiles(self, thumbnails))
        self.setAccessibleName(self.tr("Images found"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(TILE_HEIGHT // 3)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.hide()
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(HEAD_HEIGHT + TILE_HEIGHT)
        self.horizontalHeader().setDefaultSectionSize(TILE_WIDTH)
        self.repainting = Repainting(self, thumbnails)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)

    def show_groups(self, dataset: Dataset | None, finding: Finding | None) -> None:
        self._dataset = dataset
        self._model.show(dataset, finding)
        self.scrollToTop()

    def _open(self, index: Index) -> None:
        place = self._model.place_in_group(index)
        if place is not None and self._dataset:
            images = self._model.members(self._model.group_of(index.row()))
            self.opened.emit(DatasetPictures(self._dataset, images), place)

    def _shown_lines(self) -> Sequence[int]:
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        return range(first, (last if last >= 0 else self._model.rowCount() - 1) + 1)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.repainting.scroll(dy, TILE_HEIGHT)
        super().scrollContentsBy(dx, dy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._model.show_columns(max(1, self.viewport().width() // TILE_WIDTH))
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for row in self._shown_lines():
            if not self._model.is_first(row):
                continue
            place = QRect(PADDING, self.rowViewportPosition(row), self.viewport().width() - 2 * PADDING, HEAD_HEIGHT)
            if row:
                painter.setPen(colour("border"))
                painter.drawLine(0, place.top(), self.viewport().width(), place.top())
            painter.setPen(colour("muted"))
            head = self._model.head(self._model.group_of(row))
            text = painter.fontMetrics().elidedText(head, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()


class _Tiles(QStyledItemDelegate):
    """The thumbnail; below it the file, and the class and the part, set off where these differ within the group."""

    def __init__(self, view: GroupView, thumbnails: Thumbnails):
        super().__init__(view)
        self._view, self._thumbnails = view, thumbnails

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        member: Member | None = index.data(GroupModel.MEMBER)
        if member is None:
            return
        tile = option.rect.adjusted(2, HEAD_HEIGHT, -2, -2)
        self._paint_frame(painter, option.state, tile)
        square = QRect(0, 0, THUMBNAIL_SIDE, THUMBNAIL_SIDE)
        square.moveTopLeft(tile.topLeft())
        square.translate((tile.width() - THUMBNAIL_SIDE) // 2, PADDING)
        self._paint_picture(painter, member, square)
        line = QRect(tile.left() + PADDING, square.bottom() + 3, tile.width() - 2 * PADDING, LINE_HEIGHT)
        self._paint_line(painter, option, line, member.caption)
        shade = "danger" if member.differs_in_class else "muted"
        self._paint_line(painter, option, line.translated(0, LINE_HEIGHT), member.image.label, shade)
        shade = "danger" if member.differs_in_part else "muted"
        self._paint_line(painter, option, line.translated(0, 2 * LINE_HEIGHT), member.part, shade)

    def _paint_frame(self, painter: QPainter, state: QStyle.StateFlag, tile: QRect) -> None:
        if not state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus):
            return
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(colour("accent"), 2) if has_focus else colour("border"))
        painter.setBrush(colour("accent_soft"))
        painter.drawRoundedRect(tile.adjusted(1, 1, -1, -1), 6, 6)

    def _paint_picture(self, painter: QPainter, member: Member, square: QRect) -> None:
        pixmap = self._thumbnails.get(member.frame, make=not self._view.repainting.is_racing)
        if pixmap is not None:
            place = QRect(0, 0, pixmap.width(), pixmap.height())
            place.moveCenter(square.center())
            painter.drawPixmap(place.topLeft(), pixmap)
            return
        painter.fillRect(square, colour("raised"))
        if self._thumbnails.problem(member.frame):
            sign = QRect(0, 0, SIGN_SIZE, SIGN_SIZE)
            sign.moveCenter(square.center())
            painter.drawPixmap(sign.topLeft(), icon("broken", "muted").pixmap(SIGN_SIZE))

    def _paint_line(
        self, painter: QPainter, option: QStyleOptionViewItem, line: QRect, text: str, shade: str = "text"
    ) -> None:
        painter.setPen(colour(shade))
        shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), shown)
