"""EpochHeader: the heading of the map of layers, with phases and epochs above the strips."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from gui.pages.training.layers.layer_map_model import LayerMapModel, MapColumn
from gui.widgets.theme import colour
from gui.widgets.words import phase_name

HEIGHT = 46
#: pixels that a number needs at least
NUMBER_ROOM = 34
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


class EpochHeader(QHeaderView):
    """Above the strips stand the phases, and the numbers of epochs."""

    def __init__(self, layers: LayerMapModel, epoch_width: Callable[[int], float], parent: QWidget):
        """`epoch_width` gives the pixels that an epoch takes where there are so many for all of them."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._layers, self._epoch_width = layers, epoch_width
        self.setSectionsMovable(False)
        self.setFixedHeight(HEIGHT)

    def paintSection(self, painter: QPainter, place: QRect, section: int) -> None:
        painter.save()
        super().paintSection(painter, place, section)
        painter.restore()
        if section == MapColumn.EPOCHS and self._layers.epochs:
            painter.save()
            painter.fillRect(place.adjusted(0, 0, 0, -1), colour("surface"))
            self._paint_phases(painter, place)
            self._paint_numbers(painter, place)
            painter.restore()

    def _paint_phases(self, painter: QPainter, place: QRect) -> None:
        spans, width = self._layers.spans, self._epoch_width(place.width())
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
        count, width = len(self._layers.epochs), self._epoch_width(place.width())
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
