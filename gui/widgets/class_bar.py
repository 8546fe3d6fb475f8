"""A class with its probability, as a name, a bar and a number in one line of what a widget paints."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from gui.widgets.theme import GAP, colour
from gui.widgets.words import probability

BAR_HEIGHT = 7
#: of the number behind the bar
NUMBER_WIDTH = 52


def paint_class_bar(
    painter: QPainter, line: QRect, name: str, value: float, *, name_width: int, is_winner: bool
) -> None:
    """Paint how probable a class is, in the painter's font; that of the most probable one stands out."""
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.setPen(colour("text" if is_winner else "muted"))
    names = QRect(line.left(), line.top(), name_width, line.height())
    elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, name_width)
    painter.drawText(names, middle | Qt.AlignmentFlag.AlignLeft, elided)
    numbers = QRect(line.right() - NUMBER_WIDTH, line.top(), NUMBER_WIDTH, line.height())
    painter.drawText(numbers, middle | Qt.AlignmentFlag.AlignRight, probability(value))
    track = QRect(names.right() + GAP, 0, numbers.left() - names.right() - GAP, BAR_HEIGHT)
    track.moveTop(line.center().y() - BAR_HEIGHT // 2)
    painter.fillRect(track, colour("raised"))
    track.setWidth(round(track.width() * value))
    painter.fillRect(track, colour("accent" if is_winner else "muted"))
