"""MapGrid: maps of channels side by side, or one of them as large as there is room."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.plots.map_colours import Palette, indexed_image, shades
from gui.widgets.theme import colour, theme
from gui.widgets.tool_tip import show_painted_tip

#: pixels between two tiles
SPACING = 4
SMALLEST = QSize(240, 200)
LARGEST_TILE = 220

STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class MapGrid(QWidget):
    """Arrow keys move from map to map, Enter or a click enlarges one, Escape or another click shows all again."""

    #: the place among the maps of the one that is large now; None where all are shown
    enlarged_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Feature maps"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(SMALLEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        #: [k, height, width] uint8, all in one image below each other
        self._shades = np.empty((0, 1, 1), np.uint8)
        self._image = QImage()
        self._describe: Callable[[int], str] = str
        self.current = 0
        self.enlarged: int | None = None
        theme().changed.connect(self.update)

    @property
    def count(self) -> int:
        return len(self._shades)

    def show_maps(
        self, maps: np.ndarray, palette: Palette, describe: Callable[[int], str], *, alike: bool = False
    ) -> None:
        """Show maps [k, height, width]; `describe` says in words what is at a place. What was enlarged stays so."""
        signed = palette is Palette.BOTH_SIDES
        self._shades = shades(maps, signed=signed, alike=alike) if len(maps) else np.empty((0, 1, 1), np.uint8)
        self._image = (
            indexed_image(self._shades.reshape(-1, self._shades.shape[-1]), palette) if len(maps) else QImage()
        )
        self._describe = describe
        self.current = min(self.current, max(0, self.count - 1))
        if self.enlarged is not None and self.enlarged >= self.count:
            self._enlarge(None)
        self._describe_current()
        self.update()

    def tile(self, place: int) -> QRect:
        """Return where the map at this place is painted."""
        if self.enlarged is not None:
            return self._fitted(self.rect()) if place == self.enlarged else QRect()
        columns, size = self._layout()
        row, column = divmod(place, columns)
        return QRect(QPoint(column * (size.width() + SPACING), row * (size.height() + SPACING)), size)

    def show_all(self) -> None:
        self._enlarge(None)

    def _layout(self) -> tuple[int, QSize]:
        """Return so many columns that the maps become as large as they can."""
        return max(map(self._with_columns, range(1, max(1, self.count) + 1)), key=lambda found: found[1].width())

    def _with_columns(self, columns: int) -> tuple[int, QSize]:
        rows = -(-max(1, self.count) // columns)
        room = QSize((self.width() + SPACING) // columns - SPACING, (self.height() + SPACING) // rows - SPACING)
        size = self._map_size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        largest = self._map_size.scaled(LARGEST_TILE, LARGEST_TILE, Qt.AspectRatioMode.KeepAspectRatio)
        return columns, size.boundedTo(largest).expandedTo(QSize(1, 1))

    @property
    def _map_size(self) -> QSize:
        return QSize(self._shades.shape[2], self._shades.shape[1])

    def _fitted(self, room: QRect) -> QRect:
        place = QRect(QPoint(0, 0), self._map_size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio))
        place.moveCenter(room.center())
        place.moveTop(room.top())
        return place

    def _at(self, position: QPoint) -> int | None:
        shown = range(self.count) if self.enlarged is None else (self.enlarged,)
        return next((place for place in shown if self.tile(place).contains(position)), None)

    def _enlarge(self, place: int | None) -> None:
        if place != self.enlarged:
            self.enlarged = place
            self.enlarged_changed.emit(place)
            self.update()

    def _go(self, place: int) -> None:
        if 0 <= place < self.count:
            self.current = place
            if self.enlarged is not None:
                self._enlarge(place)
            self._describe_current()
            self.update()

    def _describe_current(self) -> None:
        self.setAccessibleDescription(self._describe(self.current) if self.count else "")

    # ---- for Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        height = self._map_size.height()
        for place in range(self.count) if self.enlarged is None else (self.enlarged,):
            source = QRect(0, place * height, self._map_size.width(), height)
            painter.drawImage(self.tile(place), self._image, source)
        if self.hasFocus() and self.count:
            painter.setPen(QPen(colour("accent"), 2))
            painter.drawRect(self.tile(self.current).adjusted(0, 0, -1, -1))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEPS and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier:
            across, down = STEPS[key]
            columns = 1 if self.enlarged is not None else self._layout()[0]
            self._go(self.current + across + down * columns)
        elif key in OPENS and self.count:
            self._enlarge(self.current if self.enlarged is None else None)
        elif key == Qt.Key.Key_Escape and self.enlarged is not None:
            self._enlarge(None)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().toPoint())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(place)
            self._enlarge(place if self.enlarged is None else None)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._at(event.pos())
            text, tile = ("", None) if place is None else (self._describe(place), self.tile(place))
            show_painted_tip(event, self, text, tile)
            return True
        return super().event(event)
