"""LayerMap: the layers that train as a tree, and beside each a strip of colours, one an epoch."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
)

from core.backbones.layer_tree import LayerTree
from gui.colour_scale import ColourScale
from gui.layer_history import LayerHistory, Quantity
from gui.models.layer_map_model import KEY_ROLE, Column, LayerMapModel
from gui.monitoring_words import figure_text, layer_name, quantity_name
from gui.theme import colour, theme
from gui.tool_tip import plain
from gui.words import phase_name

ROW_HEIGHT = 24
HEADER_HEIGHT = 46
SMALLEST_HEIGHT = 180
NAME_WIDTH, LAST_WIDTH, ALARM_WIDTH = 210, 76, 118
#: pixels that an epoch takes at most, and numbers on the axis of epochs need at least
WIDEST_EPOCH = 26
NUMBER_ROOM = 34
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)

Index = QModelIndex | QPersistentModelIndex


class LayerMap(QTreeView):
    """Arrow keys go through the rows; several can be selected."""

    #: other rows have been selected
    rows_chosen = Signal()
    #: the colours mean something else than before
    scale_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.layers = LayerMapModel(self)
        self.scale = ColourScale()
        self._picture: QImage | None = None
        self.setModel(self.layers)
        self.setHeader(_Header(self))
        self.setItemDelegate(_Rows(self))
        self.setItemDelegateForColumn(Column.EPOCHS, _Strips(self))
        self.setAccessibleName(self.tr("Layers by epochs"))
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setMinimumHeight(SMALLEST_HEIGHT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setMinimumSectionSize(60)
        header.setStretchLastSection(False)
        for column, width in ((Column.LAYER, NAME_WIDTH), (Column.LAST, LAST_WIDTH), (Column.ALARM, ALARM_WIDTH)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, width)
        header.setSectionResizeMode(Column.EPOCHS, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().selectionChanged.connect(lambda *_: self.rows_chosen.emit())
        theme().changed.connect(self._redraw)

    def show_history(self, history: LayerHistory, tree: LayerTree | None = None) -> None:
        """Open where a layer has raised an alarm."""
        kept = self._kept()
        self.layers.show_history(history, tree)
        self._restore(*kept)
        for row in range(self.layers.rowCount()):
            if self.layers.alarms(self.layers.index(row, 0)):
                self.setExpanded(self.layers.index(row, 0), True)
        self._redraw()

    def show_new(self) -> None:
        """Rows that are open or selected stay so, also when others join them."""
        if self.layers.has_new_rows:
            kept = self._kept()
            self.layers.show_new()
            self._restore(*kept)
        else:
            self.layers.show_new()
        self._redraw()

    def show_quantity(self, quantity: Quantity) -> None:
        self.layers.show_quantity(quantity)
        self._redraw()

    @property
    def chosen(self) -> list[QModelIndex]:
        """The rows that are selected, from above; all at the top where none is."""
        rows = self.selectionModel().selectedRows()
        if rows:
            return sorted(rows, key=lambda index: self.visualRect(index).top())
        return [self.layers.index(row, 0) for row in range(self.layers.rowCount())]

    def choose(self, keys: list[str]) -> None:
        """Select these rows: layers by their paths, blocks by their names and "/*"."""
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for index in self._all_rows():
            if index.data(KEY_ROLE) in keys:
                self.selectionModel().select(index, flags)

    @property
    def picture(self) -> QImage:
        """A pixel a figure: the rows as they stand in the model, the epochs from the left."""
        if self._picture is None:
            pixels = np.ascontiguousarray(self.scale.colours(self.layers.all_figures, on_dark=theme().is_dark))
            height, width = pixels.shape
            self._picture = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_ARGB32).copy()
        return self._picture

    def epoch_width(self, width: int) -> float:
        """Pixels that an epoch takes where there is so much room."""
        return min(WIDEST_EPOCH, width / max(len(self.layers.epochs), 1))

    def _all_rows(self) -> list[QModelIndex]:
        tops = [self.layers.index(row, 0) for row in range(self.layers.rowCount())]
        inside = [self.layers.index(row, 0, top) for top in tops for row in range(self.layers.rowCount(top))]
        return tops + inside

    def _kept(self) -> tuple[list[str], list[str]]:
        opened = [index.data(KEY_ROLE) for index in self._all_rows() if self.isExpanded(index)]
        return opened, [index.data(KEY_ROLE) for index in self.selectionModel().selectedRows()]

    def _restore(self, opened: list[str], selected: list[str]) -> None:
        for index in self._all_rows():
            if index.data(KEY_ROLE) in opened:
                self.setExpanded(index, True)
        self.choose(selected)

    def _redraw(self) -> None:
        scale = ColourScale.over(self.layers.all_figures)
        if scale != self.scale:
            self.scale = scale
            self.scale_changed.emit(scale)
        self._picture = None
        self.viewport().update()
        self.header().viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(SMALLEST_HEIGHT, SMALLEST_HEIGHT)


class _Rows(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)


class _Strips(_Rows):
    """A row of the picture, drawn as wide as there is room."""

    def __init__(self, view: LayerMap):
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, colour("accent_soft"))
        picture = self._view.picture
        strip = QRectF(0, self._view.layers.place(index), picture.width(), 1)
        painter.drawImage(self._place(option.rect), picture, strip)
        painter.setPen(QPen(colour("text"), 1))
        for span in self._view.layers.spans[1:]:
            x = option.rect.left() + span.start * self._view.epoch_width(option.rect.width())
            painter.drawLine(round(x), option.rect.top(), round(x), option.rect.bottom())

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        if not index.isValid():
            return False
        epoch = int((event.pos().x() - option.rect.left()) / self._view.epoch_width(option.rect.width()))
        QToolTip.showText(event.globalPos(), plain(self.explained(index, epoch)), view)
        return True

    def explained(self, index: Index, epoch: int) -> str:
        """All figures of this row after this epoch, counted from 0; "" where there is none."""
        layers, epochs = self._view.layers, self._view.layers.epochs
        if not 0 <= epoch < len(epochs):
            return ""
        phase, of_phase = epochs[epoch]
        name = layer_name(layers.name(index))
        if layers.is_block(index):
            name = self.tr("{block}, the highest of its layers").format(block=name)
        where = self.tr("Epoch {number} ({phase} · {epoch})").format(
            number=epoch + 1, phase=phase_name(layers.history.name_of(phase)), epoch=of_phase + 1
        )
        figures = {quantity: float(layers.figures(index, quantity)[epoch]) for quantity in Quantity}
        if np.isnan(figures[Quantity.GRADIENT_NORM]):
            return "\n".join([name, where, self.tr("Frozen")])
        lines = (f"{quantity_name(quantity)}: {figure_text(figure)}" for quantity, figure in figures.items())
        return "\n".join([name, where, *lines])

    def _place(self, cell: QRect) -> QRectF:
        epochs = len(self._view.layers.epochs)
        return QRectF(cell.left(), cell.top() + 2, epochs * self._view.epoch_width(cell.width()), cell.height() - 4)


class _Header(QHeaderView):
    """Above the strips stand the phases, and the numbers of epochs."""

    def __init__(self, view: LayerMap):
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self.setSectionsMovable(False)
        self.setFixedHeight(HEADER_HEIGHT)

    def paintSection(self, painter: QPainter, place: QRect, section: int) -> None:
        painter.save()
        super().paintSection(painter, place, section)
        painter.restore()
        if section == Column.EPOCHS and self._view.layers.epochs:
            painter.save()
            painter.fillRect(place.adjusted(0, 0, 0, -1), colour("surface"))
            self._paint_phases(painter, place)
            self._paint_numbers(painter, place)
            painter.restore()

    def _paint_phases(self, painter: QPainter, place: QRect) -> None:
        spans, width = self._view.layers.spans, self._view.epoch_width(place.width())
        ends = [*(span.start for span in spans[1:]), place.width() / width]
        upper = place.top() + 4, place.height() // 2 - 4
        for number, (span, end) in enumerate(zip(spans, ends, strict=True)):
            left = place.left() + span.start * width
            if number:
                painter.setPen(QPen(colour("text"), 1))
                painter.drawLine(round(left), place.top() + 4, round(left), place.bottom())
            room = QRectF(left + 4, upper[0], max((end - span.start) * width - 6, 0), upper[1])
            text = self.fontMetrics().elidedText(phase_name(span.name), Qt.TextElideMode.ElideRight, int(room.width()))
            painter.setPen(colour("text"))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_numbers(self, painter: QPainter, place: QRect) -> None:
        count, width = len(self._view.layers.epochs), self._view.epoch_width(place.width())
        step = next((step for step in STEPS if step * width >= NUMBER_ROOM), STEPS[-1])
        painter.setPen(colour("muted"))
        half = place.height() // 2
        numbers = list(range(max(step, 1), count + 1, step))
        if (step - 1) * width >= NUMBER_ROOM:
            numbers.insert(0, 1)
        for number in numbers:
            middle = place.left() + (number - 0.5) * width
            room = QRectF(max(middle - NUMBER_ROOM, place.left()), place.top() + half, 2 * NUMBER_ROOM, half - 3)
            is_first = middle - NUMBER_ROOM < place.left()
            side = Qt.AlignmentFlag.AlignLeft if is_first else Qt.AlignmentFlag.AlignHCenter
            if is_first:
                room.moveLeft(max(middle - self.fontMetrics().horizontalAdvance(str(number)) / 2, place.left() + 1))
            painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, str(number))
