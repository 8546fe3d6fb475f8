"""CurvePanel: one plot of curves over the epochs of a run, that can be read off, zoomed and moved."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.plots.curve_items import CACHED, CurveItems
from gui.plots.curve_plot import CurvePlot
from gui.plots.decimation import peaks
from gui.plots.drawing import Drawing
from gui.plots.view_range import epochs_shown, steady, without_outliers
from gui.widgets.parts import label, row, spread
from gui.widgets.theme import colour, theme
from gui.widgets.tool_tip import plain

AXIS_WIDTH = 58
MILLISECONDS_TO_REDRAW = 16


class CurvePanel(QWidget):
    """A heading, the values at the cross hair or of the last epoch, and the plot."""

    #: the mouse or the keys ask for the values at this place; in epochs
    cross_moved = Signal(float)
    cross_left = Signal()
    #: the user has zoomed or moved: from, to, in epochs
    range_chosen = Signal(float, float)
    reset_wanted = Signal()

    def __init__(
        self,
        title: str,
        axis: str,
        written: Callable[[float], str],
        limits: tuple[float, float] | None,
        legend_side: float = -8,
    ):
        """`written` puts a value into words; `limits` is what the values can be at all.

        `legend_side`: pixels from the left, below 0 from the right.
        """
        super().__init__()
        self._written, self._limits = written, limits
        self._cross: float | None = None
        self._is_following, self._is_drawing = True, False
        self._range = (0.0, 1.0)
        self.readout = label("", "muted")
        spread(self.readout)
        self.readout.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.plot = CurvePlot()
        self.plot.setAccessibleName(self.tr("{title} per epoch").format(title=title))
        self.plot.setAccessibleDescription(self.tr("Arrow keys read values, + and − zoom, Home shows all"))
        self._make_plot(axis)
        self.items = CurveItems(self.plot, (legend_side, -8 if limits else 28), limits is not None)
        self._line = pg.InfiniteLine(angle=90)
        self._line.setZValue(4)
        self._line.setVisible(False)
        self.plot.addItem(self._line, ignoreBounds=True)
        self._title = label(title, "heading")
        heading = row(self._title)
        heading.addWidget(self.readout, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(heading)
        layout.addWidget(self.plot, stretch=1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(MILLISECONDS_TO_REDRAW)
        self._soon.timeout.connect(self._draw_visible)
        self.plot.hovered.connect(self.cross_moved)
        self.plot.left.connect(self.cross_left)
        self.plot.step_wanted.connect(self._step)
        self.plot.zoom_wanted.connect(self.zoom)
        self.plot.reset_wanted.connect(self.reset_wanted)
        self._view.sigRangeChanged.connect(self._range_changed)
        self._view.sigRangeChangedManually.connect(self._chosen_by_hand)
        theme().changed.connect(self._show_theme)
        self._show_theme()

    # ---- what is shown

    def draw(self, drawing: Drawing) -> None:
        self.items.draw(drawing)
        if self._is_following:
            self._show_all()
        self._draw_visible()

    def measure(
        self, title: str, axis: str, written: Callable[[float], str], limits: tuple[float, float] | None
    ) -> None:
        """Show another figure from now on."""
        self._written, self._limits = written, limits
        self.items.is_limited = limits is not None
        self._title.setText(title)
        self.plot.setAccessibleName(self.tr("{title} per epoch").format(title=title))
        self.plot.setLabel("left", axis)

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        self.items.is_logarithmic = is_logarithmic
        self.plot.getAxis("left").setLogMode(is_logarithmic)
        self._is_following = True
        self.draw(self.items.drawing)

    def reset_view(self) -> None:
        self._is_following = True
        self._show_all()

    def show_range(self, left: float, right: float) -> None:
        """Show the range that the user chose in the plot beside this one."""
        self._is_following = False
        self._view.setXRange(left, right, padding=0)

    def zoom(self, factor: float) -> None:
        self._view.scaleBy((factor, 1.0))
        self._chosen_by_hand()

    def show_cross(self, x: float | None) -> None:
        """Show the cross at the epoch nearest to x; None takes it away."""
        self._cross = x
        place = self._place_at(x)
        self._line.setVisible(x is not None and place is not None)
        if place is not None:
            self._line.setPos(place + 1)
        self._read_off(place)

    # ---- drawing

    @property
    def _view(self) -> pg.ViewBox:
        return self.plot.getViewBox()

    def _make_plot(self, axis: str) -> None:
        item = self.plot.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setLabel("left", axis)
        item.setLabel("bottom", self.tr("Epoch"))
        item.getAxis("left").setWidth(AXIS_WIDTH)
        item.showGrid(x=False, y=True, alpha=0.15)
        for name in ("left", "bottom"):
            item.getAxis(name).enableAutoSIPrefix(False)
            item.getAxis(name).setCacheMode(CACHED)
        self._view.disableAutoRange()
        self._view.setLimits(xMin=-0.2, minXRange=0.02)
        self._view.setRange(xRange=(0, 1), yRange=self._limits or (0, 1), padding=0)

    def _draw_visible(self) -> None:
        """Draw all that depends on which part is to be seen."""
        self._is_drawing = True
        self.items.draw_visible()
        self.show_cross(self._cross)
        self._is_drawing = False

    # ---- what part of it is seen

    def _show_all(self) -> None:
        self._range = steady(self._range, self._range_of_values())
        wanted = [[0.0, epochs_shown(self.items.drawing.end)], list(self._range)]
        if wanted != self._view.viewRange():
            self._is_drawing = True
            self._view.setRange(xRange=wanted[0], yRange=wanted[1], padding=0)
            self._is_drawing = False
            self._soon.start()

    def _range_of_values(self) -> tuple[float, float]:
        values = [curve.y for curve in self.items.drawing.curves]
        if self.items.drawing.batches is not None:
            x, y = self.items.drawing.batches
            y = peaks(x, y, -np.inf, np.inf, 200)[1]
            values.append(without_outliers(y[np.isfinite(y)]))
        all_values = np.concatenate([self.items.scaled(np.asarray(part, float)) for part in values] or [np.empty(0)])
        all_values = all_values[np.isfinite(all_values)]
        if not len(all_values):
            return self._limits or (0.0, 1.0)
        low, high = float(all_values.min()), float(all_values.max())
        room = (high - low) * 0.08 or 0.05 * (abs(high) or 1.0)
        low, high = low - room, high + room * 2  # above stand the names of the phases
        return low if self.items.is_logarithmic or self._limits else max(low, 0.0), high

    def _range_changed(self) -> None:
        if not self._is_drawing and not self._soon.isActive():
            self._soon.start()

    def _chosen_by_hand(self, *_: object) -> None:
        self._is_following = False
        (left, right), _ = self._view.viewRange()
        self.range_chosen.emit(left, right)

    # ---- reading values

    def _step(self, epochs: int) -> None:
        place = self._place_at(self._cross)
        if place is not None:
            self.cross_moved.emit(float(place + 1 + epochs))

    def _place_at(self, x: float | None) -> int | None:
        """Return the place of the nearest epoch that has ended; of the last one where none is asked for."""
        count = max((len(curve.y) for curve in self.items.drawing.curves), default=0)
        if not count:
            return None
        return count - 1 if x is None else int(np.clip(round(x) - 1, 0, count - 1))

    def _read_off(self, place: int | None) -> None:
        lengths = {len(curve.y) for curve in self.items.drawing.curves}
        if place is None or (self._cross is None and len(lengths) > 1):  # the last epoch of one is not that of all
            self.readout.setText("")
            self.readout.setToolTip("")
            return
        values = [
            f"{curve.name} {self._written(float(curve.y[place]))}"
            for curve in self.items.drawing.curves
            if curve.name and place < len(curve.y)
        ]
        text = " · ".join([self.tr("Epoch {number}").format(number=place + 1), *values])
        width = self.readout.width()
        self.readout.setText(self.readout.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width))
        self.readout.setToolTip(plain(text))

    def _show_theme(self) -> None:
        self.plot.setBackground(colour("surface"))
        item = self.plot.getPlotItem()
        for name in ("left", "bottom"):
            axis = item.getAxis(name)
            axis.setPen(colour("border"))
            axis.setTextPen(colour("muted"))
        self._line.setPen(pg.mkPen(colour("muted"), width=1, style=Qt.PenStyle.DotLine))
        self.items.show_theme()
        self.draw(self.items.drawing)
