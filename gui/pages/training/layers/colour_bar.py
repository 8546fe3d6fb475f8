"""ColourBar: which colour stands for which value."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.figures.layer_map import Decades
from gui.pages.training.layers.colour_scale import STEPS, colours
from gui.widgets.theme import colour, theme
from gui.widgets.tool_tip import plain

BAR_HEIGHT = 10
WIDTH = 260
#: left and right of the bar, for half of the numbers at its ends
ROOM = 22


class ColourBar(QWidget):
    """A bar from low at the left to high at the right, with a number at each power of ten."""

    def __init__(self) -> None:
        super().__init__()
        self._scale = Decades()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)
        self.show_scale(self._scale)

    def show_scale(self, scale: Decades) -> None:
        self._scale = scale
        low, high = self.numbers[0], self.numbers[-1]
        self.setAccessibleName(self.tr("Colours from {low} to {high}, logarithmic").format(low=low, high=high))
        self.setToolTip(plain(self.accessibleName()))
        self.update()

    @property
    def numbers(self) -> list[str]:
        return [_number(power) for power in range(self._scale.low, self._scale.high + 1)]

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, BAR_HEIGHT + self.fontMetrics().height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        bar = QRect(ROOM, 0, self.width() - 2 * ROOM, BAR_HEIGHT)
        values = np.logspace(self._scale.low, self._scale.high, STEPS)[np.newaxis]
        pixels = np.ascontiguousarray(colours(values, self._scale, on_dark=theme().is_dark))
        painter.drawImage(bar, QImage(pixels.data, STEPS, 1, pixels.strides[0], QImage.Format.Format_ARGB32))
        painter.setPen(colour("muted"))
        numbers = self.numbers
        for place, number in enumerate(numbers):
            x = bar.left() + bar.width() * place / (len(numbers) - 1)
            below = QRectF(x - 2 * ROOM, BAR_HEIGHT + 3, 4 * ROOM, self.height() - BAR_HEIGHT - 3)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, number)


def _number(power: int) -> str:
    return f"{10.0**power:g}" if -3 <= power <= 3 else f"1e{power}"
