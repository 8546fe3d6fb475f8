"""The rows of the map of layers: a strip of colours, and what a cell of it says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from core.figures.layer_history import Quantity
from gui.pages.training.layers.layer_map_model import LayerMapModel
from gui.pages.training.layers.monitoring_words import layer_name, measured_text, quantity_name
from gui.widgets.theme import colour
from gui.widgets.tool_tip import plain
from gui.widgets.words import phase_name

ROW_HEIGHT = 24

Index = QModelIndex | QPersistentModelIndex


class Rows(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)


class Strips(Rows):
    """A row of the picture, drawn as wide as there is room."""

    def __init__(
        self,
        layers: LayerMapModel,
        picture: Callable[[], QImage],
        epoch_width: Callable[[int], float],
        parent: QWidget,
    ):
        """`picture` has a pixel a value; `epoch_width` gives what an epoch takes of the width of all of them."""
        super().__init__(parent)
        self._layers, self._picture, self._epoch_width = layers, picture, epoch_width

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, colour("accent_soft"))
        picture = self._picture()
        strip = QRectF(0, self._layers.place(index), picture.width(), 1)
        painter.drawImage(self._place(option.rect), picture, strip)
        painter.setPen(QPen(colour("text"), 1))
        for span in self._layers.spans[1:]:
            x = option.rect.left() + span.start * self._epoch_width(option.rect.width())
            painter.drawLine(round(x), option.rect.top(), round(x), option.rect.bottom())

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        if not index.isValid():
            return False
        epoch = int((event.pos().x() - option.rect.left()) / self._epoch_width(option.rect.width()))
        QToolTip.showText(event.globalPos(), plain(self.explained(index, epoch)), view)
        return True

    def explained(self, index: Index, epoch: int) -> str:
        """Return all values of this row after this epoch, counted from 0; "" where there is none."""
        layers, epochs = self._layers, self._layers.epochs
        if not 0 <= epoch < len(epochs):
            return ""
        phase, of_phase = epochs[epoch]
        name = layer_name(layers.name(index))
        if layers.is_block(index):
            name = self.tr("{block}, the highest of its layers").format(block=name)
        where = self.tr("Epoch {number} ({phase} · {epoch})").format(
            number=epoch + 1, phase=phase_name(layers.history.name_of(phase)), epoch=of_phase + 1
        )
        measured = {quantity: float(layers.values(index, quantity)[epoch]) for quantity in Quantity}
        if np.isnan(measured[Quantity.GRADIENT_NORM]):
            return "\n".join([name, where, self.tr("Frozen")])
        lines = (f"{quantity_name(quantity)}: {measured_text(value)}" for quantity, value in measured.items())
        return "\n".join([name, where, *lines])

    def _place(self, cell: QRect) -> QRectF:
        epochs = len(self._layers.epochs)
        return QRectF(cell.left(), cell.top() + 2, epochs * self._epoch_width(cell.width()), cell.height() - 4)
