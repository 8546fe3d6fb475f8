"""TokenMap: numbers of each token as a row of colours, with the tokens at the side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.plots.map_colours import Palette, indexed_image, shades
from gui.translation import tr
from gui.widgets.theme import colour, theme
from gui.widgets.tool_tip import show_painted_tip

WIDEST_NAME = 110
GAP = 6
#: of a row, in pixels: no lower than its name is
LOWEST, HIGHEST = 15, 26
#: of a column with a name, upright; no wider, so that cells are about square
NARROWEST, WIDEST = 15, 40
SMALLEST = QSize(240, 120)
#: of the values, which lie within the colours: a few channels of a transformer are far larger than all others
WITHIN = 0.995
STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class TokenMap(QWidget):
    """Arrow keys move from cell to cell; what is there is said in words.

    It stands in an area that scrolls. The names stay at its edges: those of a long text would be out of sight.
    """

    #: to another cell, by keys: where it is
    moved = Signal(QRect)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._values = np.empty((0, 1), np.float32)
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] | None = None
        self._image = QImage()
        self.current = (0, 0)
        theme().changed.connect(self.update)

    def show_values(
        self, values: np.ndarray, rows: Sequence[str], palette: Palette, columns: Sequence[str] | None = None
    ) -> None:
        """Show [rows, columns]; without names columns are channels, which have numbers."""
        self._values, self._rows = values, tuple(rows)
        self._columns = None if columns is None else tuple(columns)
        if values.size:
            signed = palette is Palette.BOTH_SIDES
            most = float(np.quantile(np.abs(values), WITHIN)) if signed else 0.0
            shown = np.clip(values, -most, most) if most else values
            self._image = indexed_image(shades(shown[None], signed=signed)[0], palette)
        self.current = tuple(min(at, max(0, size - 1)) for at, size in zip(self.current, values.shape, strict=True))
        across = self._names_width + len(self._columns or ()) * NARROWEST
        down = self._names_height + len(self._rows) * LOWEST
        self.setMinimumSize(SMALLEST.expandedTo(QSize(across, down)))
        self._describe_current()
        self.update()

    @property
    def count(self) -> int:
        """Return the number of rows that are shown."""
        return len(self._values)

    @property
    def values(self) -> np.ndarray:
        return self._values

    def described(self, row: int, column: int) -> str:
        """Return in words what is at a place."""
        value = f"{self._values[row, column]:.3g}"
        name = self._rows[row] if row < len(self._rows) else ""
        if self._columns is None and not name:
            return tr("Channel {number}: {value}").format(number=column + 1, value=value)
        if self._columns is None:
            return tr("{token}, channel {number}: {value}").format(token=name, number=column + 1, value=value)
        return tr("{token} attends to {other}: {value}").format(token=name, other=self._columns[column], value=value)

    def cell_at(self, position: QPoint) -> tuple[int, int] | None:
        """Return the row and the column there."""
        place = self._place()
        beside = self._seen.adjusted(self._names_width, self._names_height, 0, 0)
        if not self.count or not place.intersected(beside).contains(position):
            return None
        across, down = (position.x() - place.left()) / place.width(), (position.y() - place.top()) / place.height()
        return int(down * self._values.shape[0]), int(across * self._values.shape[1])

    @property
    def names_size(self) -> QSize:
        """Return how wide the names at the side are, and how high those above."""
        return QSize(self._names_width, self._names_height)

    @property
    def _names_width(self) -> int:
        widest = max(map(self.fontMetrics().horizontalAdvance, self._rows), default=0)
        return min(widest, WIDEST_NAME) + GAP if self._rows else 0

    @property
    def _names_height(self) -> int:
        if not self._columns:
            return 0
        return min(max(map(self.fontMetrics().horizontalAdvance, self._columns), default=0), WIDEST_NAME) + GAP

    @property
    def _seen(self) -> QRect:
        """Return what of it is not scrolled away."""
        return self.visibleRegion().boundingRect()

    def _place(self) -> QRect:
        """Return where the colours are."""
        room = self.rect().adjusted(self._names_width, self._names_height, -1, -1)
        rows, columns = self._values.shape
        height = min(room.height(), max(rows * HIGHEST, LOWEST))
        width = room.width() if self._columns is None else min(room.width(), columns * WIDEST)
        return QRect(room.topLeft(), QSize(max(1, width), max(1, height)))

    def _describe_current(self) -> None:
        self.setAccessibleDescription(self.described(*self.current) if self._values.size else "")

    def _paint_names(self, painter: QPainter, place: QRect) -> None:
        left = self._seen.left()
        painter.fillRect(QRect(left, 0, self._names_width, self.height()), colour("surface"))
        painter.setPen(colour("text"))
        step = place.height() / max(1, len(self._rows))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for number in _within(self._seen.top() - place.top(), self._seen.height(), step, len(self._rows)):
            name = self._rows[number]
            cell = QRect(left, round(place.top() + number * step), self._names_width - GAP, max(LOWEST, round(step)))
            painter.drawText(cell, right, self._elided(name))

    def _paint_columns(self, painter: QPainter, place: QRect) -> None:
        step, top = place.width() / max(1, len(self._columns or ())), self._seen.top()
        painter.fillRect(QRect(0, top, self.width(), self._names_height), colour("surface"))
        columns = self._columns or ()
        for number in _within(self._seen.left() - place.left(), self._seen.width(), step, len(columns)):
            name = columns[number]
            painter.save()
            painter.translate(place.left() + (number + 0.5) * step, top + self._names_height - GAP)
            painter.rotate(-90)
            half = self.fontMetrics().height() // 2
            cell = QRect(0, -half, self._names_height, 2 * half)
            painter.drawText(cell, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._elided(name))
            painter.restore()
        corner = QRect(self._seen.topLeft(), self.names_size)
        painter.fillRect(corner, colour("surface"))  # names are scrolled below it

    def _current_cell(self, place: QRect) -> QRect:
        (row, column), (rows, columns) = self.current, self._values.shape
        across, down = place.width() / columns, place.height() / rows
        left, top = round(place.left() + column * across), round(place.top() + row * down)
        return QRect(left, top, max(3, round(across)), max(3, round(down)))

    def _paint_focus(self, painter: QPainter, place: QRect) -> None:
        painter.setPen(QPen(colour("accent"), 2))
        painter.drawRect(self._current_cell(place))

    def _elided(self, name: str) -> str:
        return self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, WIDEST_NAME)

    # ---- for Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._values.size:
            return
        painter = QPainter(self)
        place = self._place()
        painter.drawImage(place, self._image)
        if self.hasFocus():
            self._paint_focus(painter, place)
        self._paint_names(painter, place)
        self._paint_columns(painter, place)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down, across = STEPS.get(Qt.Key(event.key()), (0, 0))
        row, column = self.current[0] + down, self.current[1] + across
        rows, columns = self._values.shape
        if (down or across) and 0 <= row < rows and 0 <= column < columns:
            self.current = (row, column)
            self._describe_current()
            self.moved.emit(self._current_cell(self._place()))
            self.update()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(event.pos())
            show_painted_tip(event, self, "" if cell is None else self.described(*cell))
            return True
        return super().event(event)


def _within(start: int, length: int, step: float, number: int) -> range:
    """Return which of so many cells, of the size `step` each, lie in a part of their row."""
    return range(max(0, int(start // step)), min(number, int((start + length) // step) + 1))
