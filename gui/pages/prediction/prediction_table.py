"""The table of predictions, with a picture and bars for the most probable classes in each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.modalities.images.frame import Frame
from core.prediction.predictions import ClassPredictions, Predictions
from core.wording.wording import listed
from gui.pages.prediction.prediction_model import PredictionColumn, PredictionModel
from gui.translation import tr
from gui.widgets.class_bar import paint_class_bar
from gui.widgets.icons import icon
from gui.widgets.image_grid import CaptionedImage
from gui.widgets.repainting import Repainting
from gui.widgets.row_table import RowTable
from gui.widgets.theme import GAP, colour
from gui.widgets.thumbnails import Thumbnails
from gui.widgets.words import plain_number, probability

PICTURE_SIDE = 52
ROW_HEIGHT = PICTURE_SIDE + 8
PICTURE_WIDTH, CLASS_WIDTH, BARS_WIDTH = PICTURE_SIDE + 24, 140, 280
#: of the name of a class beside its bar
NAME_WIDTH = 92
#: as that of the head
STYLE = "QTableView::item { padding: 0 5px; }"

Index = QModelIndex | QPersistentModelIndex


class PredictionTable(RowTable):
    """A table whose rows ask for their pictures only while they are on the screen, however many there are."""

    #: the user wants to see the picture of this row large
    opened = Signal(int)

    def __init__(self, thumbnails: Thumbnails):
        super().__init__()
        self.predictions = PredictionModel()
        self.setModel(self.predictions)
        self.setAccessibleName(self.tr("Predictions"))
        self.setItemDelegateForColumn(PredictionColumn.PICTURE, _PictureCells(thumbnails, self))
        self._bars = _BarCells(self)
        self.setStyleSheet(STYLE)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(ROW_HEIGHT // 2)
        self._set_sizes()
        self.horizontalHeader().setSortIndicator(PredictionColumn.PICTURE, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self._repainting = Repainting(self, thumbnails)

    @property
    def pictures(self) -> Sequence[CaptionedImage]:
        """Return the pictures of the rows that are shown; they stay so whatever the table shows later."""
        shown = self.predictions
        return _ShownPictures(shown.predictions, shown.rows) if shown.predictions else ()

    def show_predictions(self, predictions: Predictions | None, with_pictures: bool = True) -> None:
        self.predictions.show_predictions(predictions)
        self.setColumnHidden(PredictionColumn.PICTURE, not with_pictures)
        has_bars = isinstance(predictions, ClassPredictions)
        self.setItemDelegateForColumn(PredictionColumn.PROBABILITY, self._bars if has_bars else self.itemDelegate())
        self.scrollToTop()

    def _set_sizes(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns.setSectionResizeMode(PredictionColumn.PICTURE, QHeaderView.ResizeMode.Fixed)
        columns.setSectionResizeMode(PredictionColumn.FILE, QHeaderView.ResizeMode.Stretch)
        for column, width in (
            (PredictionColumn.PICTURE, PICTURE_WIDTH),
            (PredictionColumn.CLASS, CLASS_WIDTH),
            (PredictionColumn.PROBABILITY, BARS_WIDTH),
        ):
            self.setColumnWidth(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class _ShownPictures(Sequence[CaptionedImage]):
    """Made when they are asked for: there may be very many."""

    def __init__(self, predictions: Predictions, rows: np.ndarray):
        self._predictions, self._rows = predictions, rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, row: int) -> CaptionedImage: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[CaptionedImage]: ...

    def __getitem__(self, row: int | slice) -> CaptionedImage | Sequence[CaptionedImage]:
        if isinstance(row, slice):
            return [self[place] for place in range(*row.indices(len(self)))]
        if not 0 <= row < len(self):
            raise IndexError(row)
        place = int(self._rows[row])
        return CaptionedImage(self._predictions.frame(place), _caption(self._predictions, place))


class _PictureCells(QStyledItemDelegate):
    def __init__(self, thumbnails: Thumbnails, parent: QWidget):
        super().__init__(parent)
        self._thumbnails = thumbnails

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        _paint_background(painter, option)
        frame: Frame = index.data(PredictionModel.FRAME)
        square = QRect(0, 0, PICTURE_SIDE, PICTURE_SIDE)
        square.moveCenter(option.rect.center())
        pixmap = None if index.data(PredictionModel.PROBLEM) else self._thumbnails.get(frame)
        if pixmap is not None:
            place = QRect(0, 0, 0, 0)
            place.setSize(pixmap.size().scaled(square.size(), Qt.AspectRatioMode.KeepAspectRatio))
            place.moveCenter(square.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, pixmap)
            return
        painter.fillRect(square, colour("raised"))
        if index.data(PredictionModel.PROBLEM) or self._thumbnails.problem(frame):
            icon("broken", "muted").paint(painter, square.adjusted(14, 14, -14, -14))


class _BarCells(QStyledItemDelegate):
    """A bar for each of the most probable classes, with its name and number; or why there is none."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        _paint_background(painter, option)
        painter.save()
        inside = option.rect.adjusted(GAP, 4, -GAP, -4)
        if problem := index.data(PredictionModel.PROBLEM):
            _paint_problem(painter, inside, problem)
        else:
            self._paint_bars(painter, inside, option.font, index.data(PredictionModel.BARS))
        painter.restore()

    def _paint_bars(self, painter: QPainter, inside: QRect, font: QFont, bars: list[tuple[str, float]]) -> None:
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.9)
        metrics = QFontMetrics(small)
        height = min(inside.height() // max(len(bars), 1), metrics.height() + 4)
        top = inside.center().y() - height * len(bars) // 2
        for number, (name, value) in enumerate(bars):
            line = QRect(inside.left(), top + number * height, inside.width(), height)
            small.setWeight(QFont.Weight.DemiBold if number == 0 else QFont.Weight.Normal)
            painter.setFont(small)
            paint_class_bar(painter, line, name, value, name_width=NAME_WIDTH, is_winner=number == 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(BARS_WIDTH, ROW_HEIGHT)


def _paint_background(painter: QPainter, option: QStyleOptionViewItem) -> None:
    panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
    option.widget.style().drawPrimitive(panel, option, painter, option.widget)


def _caption(predictions: Predictions, place: int) -> str:
    name = predictions.file_names[place]
    if predictions.problems[place]:
        return name
    text = tr("{file}: predicted {label} {probability}")
    if isinstance(predictions, ClassPredictions):
        ((label, value),) = predictions.most_probable(place, 1)
        return text.format(file=name, label=label, probability=probability(value))
    values = zip(predictions.names, predictions.values[place].tolist(), strict=True)
    return tr("{file}: {values}").format(
        file=name, values=listed(f"{name} {plain_number(value)}" for name, value in values)
    )


def _paint_problem(painter: QPainter, inside: QRect, problem: str) -> None:
    painter.setPen(colour("text"))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
    painter.drawText(inside, flags, problem)
