"""A scrolling grid of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.modalities.images.frame import Frame
from core.modalities.images.preview import THUMBNAIL_SIDE
from core.wording.wording import listed
from gui.translation import tr
from gui.widgets.icons import icon
from gui.widgets.repainting import Repainting
from gui.widgets.theme import colour, theme
from gui.widgets.thumbnails import Thumbnails
from gui.widgets.tool_tip import plain

PADDING = 6
CAPTION_HEIGHT = 20
TILE = QSize(THUMBNAIL_SIDE + 2 * PADDING, THUMBNAIL_SIDE + CAPTION_HEIGHT + 2 * PADDING)
#: between two tiles, at least
SPACING = 6
MOST_CAPTIONS = 1000
SIGN_SIZE = 32
MARK_SIZE = 22

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class CaptionedImage:
    """One image; `mark` is "" or "wrong"."""

    frame: Frame
    caption: str = ""
    mark: str = ""


class PictureModel(QAbstractListModel):
    """Shows a sequence of pictures, which may make them when they are asked for."""

    PICTURE = Qt.ItemDataRole.UserRole

    def __init__(self, thumbnails: Thumbnails):
        super().__init__()
        self._thumbnails = thumbnails
        self.pictures: Sequence[CaptionedImage] = ()

    def show(self, pictures: Sequence[CaptionedImage]) -> None:
        self.beginResetModel()
        self.pictures = pictures
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self.pictures)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.pictures):
            return None
        picture = self.pictures[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return picture.caption
        if role == self.PICTURE:
            return picture
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain("\n".join(filter(None, (picture.caption, self._thumbnails.problem(picture.frame)))))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            wrong = tr("wrong") if picture.mark == "wrong" else ""
            return listed((picture.caption, wrong, self._thumbnails.problem(picture.frame)))
        return None


class ImageGrid(QListView):
    """However many pictures it is given, only those on the screen are asked for and painted."""

    #: the place of the picture that was activated, by double click or Enter
    opened = Signal(int)

    def __init__(self, thumbnails: Thumbnails):
        super().__init__()
        self._model = PictureModel(thumbnails)
        self.setModel(self._model)
        self.setItemDelegate(_Tiles(self, thumbnails))
        self.setAccessibleName(self.tr("Images"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # or the columns would jump
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().setSingleStep(TILE.height() // 2)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # scrolling paints only what is new
        self.nothing = self.tr("No images here.")
        self.repainting = Repainting(self, thumbnails)
        self.activated.connect(lambda index: self.opened.emit(index.row()))
        self._spread_columns()

    @property
    def pictures(self) -> Sequence[CaptionedImage]:
        return self._model.pictures

    def show_pictures(self, pictures: Sequence[CaptionedImage]) -> None:
        self._model.show(pictures)
        self.scrollToTop()

    def _spread_columns(self) -> None:
        room = self.viewport().width() - 1
        columns = max(1, room // (TILE.width() + SPACING))
        grid = QSize(max(TILE.width(), room // columns), TILE.height() + SPACING)
        if grid != self.gridSize():
            self.setGridSize(grid)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.repainting.scroll(dy, TILE.height())
        super().scrollContentsBy(dx, dy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._spread_columns()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour("surface"))
        if not self.pictures:
            painter.setPen(colour("muted"))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.nothing)
        painter.end()
        super().paintEvent(event)


class _Tiles(QStyledItemDelegate):
    """Paints one picture: the thumbnail, or a sign that it is broken, with its caption and its mark."""

    def __init__(self, grid: ImageGrid, thumbnails: Thumbnails):
        super().__init__(grid)
        self._grid, self._thumbnails = grid, thumbnails
        self._signs: dict[tuple[str, int], QPixmap] = {}
        self._elided = lru_cache(MOST_CAPTIONS)(_elided)  # measuring text is a good part of what a frame takes
        theme().changed.connect(self._signs.clear)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return TILE

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        picture: CaptionedImage = index.data(PictureModel.PICTURE)
        tile = QRect(0, 0, TILE.width(), TILE.height())
        tile.moveCenter(option.rect.center())
        square = QRect(tile.left() + PADDING, tile.top() + PADDING, THUMBNAIL_SIDE, THUMBNAIL_SIDE)
        caption = QRect(square.left(), square.bottom() + 2, square.width(), CAPTION_HEIGHT)
        self._paint_frame(painter, option.state, tile)
        self._paint_picture(painter, picture.frame, square)
        self._paint_caption(painter, picture.caption, caption)
        if picture.mark == "wrong":
            self._paint_mark(painter, square)

    def _paint_frame(self, painter: QPainter, state: QStyle.StateFlag, tile: QRect) -> None:
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if not is_selected and not has_focus:
            return
        painter.setPen(QPen(colour("accent"), 2) if has_focus else colour("border"))
        painter.setBrush(colour("accent_soft") if is_selected else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(tile.adjusted(1, 1, -1, -1), 6, 6)

    def _paint_picture(self, painter: QPainter, frame: Frame, square: QRect) -> None:
        pixmap = self._thumbnails.get(frame, make=not self._grid.repainting.is_racing)
        if pixmap is not None:
            place = QRect(0, 0, pixmap.width(), pixmap.height())
            place.moveCenter(square.center())
            painter.drawPixmap(place.topLeft(), pixmap)
            return
        painter.fillRect(square, colour("raised"))
        if self._thumbnails.problem(frame):
            self._paint_broken(painter, square)

    def _paint_caption(self, painter: QPainter, caption: str, place: QRect) -> None:
        painter.setPen(colour("text"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._elided(caption))

    def _paint_broken(self, painter: QPainter, square: QRect) -> None:
        sign = QRect(0, 0, SIGN_SIZE, SIGN_SIZE)
        sign.moveCenter(square.center())
        painter.drawPixmap(sign.topLeft() - QPoint(0, 12), self._sign("broken", SIGN_SIZE))
        painter.setPen(colour("muted"))
        painter.drawText(square.adjusted(4, 44, -4, 0), Qt.AlignmentFlag.AlignCenter, tr("cannot be shown"))

    def _paint_mark(self, painter: QPainter, square: QRect) -> None:
        painter.setPen(QPen(colour("danger"), 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square.adjusted(1, 1, -2, -2))
        corner = QRect(square.right() - MARK_SIZE - 5, square.top() + 5, MARK_SIZE, MARK_SIZE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("surface"))
        painter.drawEllipse(corner.adjusted(-2, -2, 2, 2))
        painter.drawPixmap(corner.topLeft(), self._sign("error", MARK_SIZE))

    def _sign(self, name: str, size: int) -> QPixmap:
        if (name, size) not in self._signs:
            self._signs[name, size] = icon(name, "muted" if name == "broken" else "danger").pixmap(size)
        return self._signs[name, size]


def _elided(caption: str) -> str:
    metrics = QFontMetrics(QApplication.font())
    return metrics.elidedText(caption, Qt.TextElideMode.ElideMiddle, THUMBNAIL_SIDE)
