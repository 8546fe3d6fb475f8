"""ForestPlot: a metric of several runs, one below the other, each with its 95 % interval."""

from __future__ import annotations

import numpy as np
import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent

from core.figures.forest import ForestFigure, Measured
from core.wording.wording import after_semicolons, listed
from gui.widgets.theme import colour, series_colour, theme

ROW_HEIGHT, AXIS_HEIGHT = 38, 56
NAME_WIDTH = 120
#: of a mark; a diamond looks smaller than the others
SIZE, LARGER = 11, 15
LONGEST_NAME = 16
#: runs are told apart by these as well as by colour; the reference is a diamond
SYMBOLS = ("d", "o", "s", "t", "+", "x", "p", "h")


class ForestPlot(pyqtgraph.PlotWidget):
    """Is only looked at: the wheel scrolls the page. The dotted line is the reference, which is the first."""

    def __init__(self, name: str, unit: str = ""):
        super().__init__()
        self._name, self._unit = name, unit
        self._figure = ForestFigure()
        self.setAccessibleName(name)
        self.setMouseEnabled(False, False)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.getPlotItem().invertY(True)
        self.getPlotItem().showGrid(x=True, y=False, alpha=0.15)
        self.getAxis("left").setWidth(NAME_WIDTH)
        self.getAxis("bottom").enableAutoSIPrefix(False)
        self.disableAutoRange()
        theme().changed.connect(self._draw)
        self._draw()

    def show_figure(self, figure: ForestFigure) -> None:
        """Show other runs."""
        self._figure = figure
        self.setFixedHeight(AXIS_HEIGHT + ROW_HEIGHT * len(figure.runs))
        self.setAccessibleDescription(after_semicolons(map(self._text, figure.runs)))
        self._draw()

    def _draw(self) -> None:
        self.clear()
        self.setBackground(colour("surface"))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(colour("border"))
            axis.setTextPen(colour("text" if side == "left" else "muted"))
        name = listed((self._name, self._unit))
        self.setLabel("bottom", name, color=colour("muted").name())
        self.getAxis("left").setTicks([[(place, _short(run.title)) for place, run in enumerate(self._figure.runs)], []])
        self.setYRange(-0.6, max(len(self._figure.runs), 1) - 0.4, padding=0)
        self.setXRange(*self._figure.range, padding=0)
        for place, run in enumerate(self._figure.runs):
            self._draw_run(place, run)

    def _draw_run(self, place: int, run: Measured) -> None:
        if run.value is None:
            return
        value, shade = run.value, series_colour(place)
        if place == 0:
            line = pyqtgraph.mkPen(colour("muted"), width=1, style=Qt.PenStyle.DotLine)
            self.addItem(pyqtgraph.InfiniteLine(value, angle=90, pen=line))
        low, high = run.interval or (value, value)
        bars = pyqtgraph.ErrorBarItem(
            x=np.array([value]),
            y=np.array([place]),
            left=np.array([value - low]),
            right=np.array([high - value]),
            beam=0.22,
            pen=pyqtgraph.mkPen(shade, width=2),
        )
        self.addItem(bars)
        symbol = SYMBOLS[place % len(SYMBOLS)]
        self.plot(
            [value],
            [place],
            pen=None,
            symbol=symbol,
            symbolSize=LARGER if symbol == "d" else SIZE,
            symbolBrush=shade,
            symbolPen=pyqtgraph.mkPen(colour("surface"), width=1),
        )

    def _text(self, run: Measured) -> str:
        if run.value is None:
            return f"{run.title} –"
        value = f"{run.title} {run.value:.4g}"
        if run.interval is None:
            return value
        low, high = run.interval
        return self.tr("{value}, 95 % interval {low} to {high}").format(
            value=value, low=f"{low:.4g}", high=f"{high:.4g}"
        )

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_NAME else f"{title[: LONGEST_NAME - 1]}…"
