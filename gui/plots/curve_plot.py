"""CurvePlot: the area on which curves are drawn; hands on what mouse and keys want."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent

from gui.plots.log_axis import LogAxis
from gui.widgets.theme import colour

SMALLEST_HEIGHT = 220
ZOOM_STEP = 0.7


class CurvePlot(pg.PlotWidget):
    """Rolling the wheel scrolls the page, unless the plot was clicked before or Ctrl is held."""

    #: the mouse is over this place; in epochs
    hovered = Signal(float)
    left = Signal()
    #: by so many epochs
    step_wanted = Signal(int)
    zoom_wanted = Signal(float)
    reset_wanted = Signal()

    def __init__(self, **axes: pg.AxisItem) -> None:
        """`axes` by their names, where they are others than usual."""
        super().__init__(useOpenGL=False, enableMenu=False, axisItems={"left": LogAxis("left")} | axes)
        self.setMinimumHeight(SMALLEST_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scene().sigMouseMoved.connect(self._mouse_moved)
        self.scene().sigMouseClicked.connect(self._mouse_clicked)

    def _mouse_moved(self, position: QPointF) -> None:
        view = self.getViewBox()
        if view.sceneBoundingRect().contains(position):
            self.hovered.emit(view.mapSceneToView(position).x())
        else:
            self.left.emit()

    def _mouse_clicked(self, event: object) -> None:
        if event.double():  # type: ignore[attr-defined]
            self.reset_wanted.emit()

    def sizeHint(self) -> QSize:
        """Return little, so that a page scrolls only where it must; it takes what room there is."""
        return QSize(SMALLEST_HEIGHT, SMALLEST_HEIGHT)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self.left.emit()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self.step_wanted.emit(-1)
            case Qt.Key.Key_Right:
                self.step_wanted.emit(1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_wanted.emit(ZOOM_STEP)
            case Qt.Key.Key_Minus:
                self.zoom_wanted.emit(1 / ZOOM_STEP)
            case Qt.Key.Key_Home:
                self.reset_wanted.emit()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.getViewBox().setBorder(pg.mkPen(colour("accent"), width=2))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.getViewBox().setBorder(None)
        super().focusOutEvent(event)
