"""The place that says that files can be dropped here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.widgets.theme import colour, theme

RADIUS = 10


class DropFrame(QWidget):
    """A dashed frame around whatever it is given, brighter while files are held above it."""

    def __init__(self, content: QWidget):
        super().__init__()
        self._is_hot = False
        layout = QVBoxLayout(self)
        layout.addWidget(content)
        theme().changed.connect(self.update)

    def show_hot(self, is_hot: bool) -> None:
        self._is_hot = is_hot
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("accent" if self._is_hot else "border"), 2, Qt.PenStyle.DashLine))
        painter.setBrush(colour("accent_soft" if self._is_hot else "surface"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), RADIUS, RADIUS)
