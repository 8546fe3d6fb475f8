"""CurvePanel: one plot of curves over the epochs of a run, that can be read off, zoomed and moved."""

from __future__ import annotations

import html
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem, QVBoxLayout, QWidget

from gui.plots.curve_plot import CurvePlot
from gui.plots.decimation import peaks
from gui.plots.drawing import Curve, Drawing
from gui.plots.view_range import epochs_shown, steady, without_outliers
from gui.widgets.parts import label, row, spread
from gui.widgets.theme import colour, theme
from gui.widgets.tool_tip import plain

AXIS_WIDTH = 58
#: of the batches' curve: so that it does not hide the epochs'
PALENESS = 0.62
#: of which the batches' curve has one lowest and one highest value
PIXELS_A_COLUMN = 2
#: most redraws come with new batches alone, and all else takes longer to paint than these
CACHED = QGraphicsItem.CacheMode.DeviceCoordinateCache
#: a logarithm needs something
SMALLEST_VALUE = 1e-9
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
        self._legend_offset = (legend_side, -8 if limits else 28)
        self._written, self._limits = written, limits
        self._drawing = Drawing()
        self._cross: float | None = None
        self._is_following, self._is_drawing, self._is_logarithmic = True, False, False
        self._style: list[tuple[object, ...]] = []
        self._curves: list[pg.PlotDataItem] = []
        self._shown: list[np.ndarray] = []
        self._range = (0.0, 1.0)
        self._shades: list[tuple[pg.LinearRegionItem, pg.TextItem]] = []
        self.readout = label("", "muted")
        spread(self.readout)
        self.readout.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.plot = CurvePlot()
        self.plot.setAccessibleName(self.tr("{title} per epoch").format(title=title))
        self.plot.setAccessibleDescription(self.tr("Arrow keys read values, + and − zoom, Home shows all"))
        self._make_plot(axis)
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
        self._drawing = drawing
        self._match_items()
        self._draw_curves()
        if self._is_following:
            self._show_all()
        self._draw_visible()

    def measure(
        self, title: str, axis: str, written: Callable[[float], str], limits: tuple[float, float] | None
    ) -> None:
        """Show another figure from now on."""
        self._written, self._limits = written, limits
        self._title.setText(title)
        self.plot.setAccessibleName(self.tr("{title} per epoch").format(title=title))
        self.plot.setLabel("left", axis)

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        self._is_logarithmic = is_logarithmic
        self.plot.getAxis("left").setLogMode(is_logarithmic)
        self._is_following = True
        self.draw(self._drawing)

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
        self._legend = item.addLegend(offset=self._legend_offset, verSpacing=-4)
        self._dense = pg.PlotCurveItem(skipFiniteCheck=True, antialias=False)
        self._dense.setZValue(1)
        self._star = pg.ScatterPlotItem(size=17, symbol="star")
        self._star.setZValue(5)
        self._best = pg.TextItem(self.tr("best"), anchor=(0.5, -0.4 if self._limits else 1.4))
        self._best.setZValue(5)
        self._line = pg.InfiniteLine(angle=90)
        self._line.setZValue(4)
        for part in (self._dense, self._star, self._best, self._line):
            item.addItem(part, ignoreBounds=True)
        for part in (self._star, self._legend):
            part.setCacheMode(CACHED)
        self._line.setVisible(False)

    def _match_items(self) -> None:
        """Make curves and their legend anew only where there are others than before."""
        style: list[tuple[object, ...]] = [curve.style for curve in self._drawing.curves]
        style.append((self._drawing.has_batches, self._star_means))
        if style != self._style:
            self._style, self._shown = style, []
            for item in self._curves:
                self.plot.removeItem(item)
            self._curves = [self._added(curve) for curve in self._drawing.curves]
            self._fill_legend()
        spans = self._drawing.spans
        while len(self._shades) > len(spans):
            for part in self._shades.pop():
                self.plot.removeItem(part)
        while len(self._shades) < len(spans):
            self._shades.append(self._new_shade(len(self._shades)))

    def _added(self, curve: Curve) -> pg.PlotDataItem:
        shown = _mixed(curve.colour, PALENESS) if curve.is_beside else curve.colour
        dash = Qt.PenStyle.DashLine if curve.is_dashed else Qt.PenStyle.SolidLine
        pen = pg.mkPen(shown, width=1 if curve.is_beside or curve.is_crowded else 2, style=dash)
        item = pg.PlotDataItem(
            pen=pen,
            symbol=None if curve.is_crowded or curve.is_beside else curve.symbol,
            symbolSize=8,
            symbolBrush=colour("surface") if curve.is_dashed else shown,
            symbolPen=pg.mkPen(shown, width=1.5),
            antialias=not curve.is_crowded,
        )
        item.setZValue(2 if curve.is_beside else 3)
        item.curve.setCacheMode(CACHED)
        item.scatter.setCacheMode(CACHED)
        self.plot.addItem(item, ignoreBounds=True)
        return item

    def _fill_legend(self) -> None:
        self._legend.clear()
        for item, curve in zip(self._curves, self._drawing.curves, strict=True):
            if curve.name:
                self._legend.addItem(item, html.escape(curve.name))  # it would take a title for markup
        if self._drawing.has_batches:
            self._legend.addItem(self._dense, html.escape(self.tr("Training, each batch")))
        if self._star_means:
            self._legend.addItem(self._star, html.escape(self.tr("Best: {means}").format(means=self._star_means)))
        self._legend.setVisible(bool(self._legend.items))

    @property
    def _star_means(self) -> str:
        """Return what the star means, for the legend: beside the star it would hide what lies around it."""
        return self._drawing.best_means if self._drawing.best is not None else ""

    def _new_shade(self, number: int) -> tuple[pg.LinearRegionItem, pg.TextItem]:
        region = pg.LinearRegionItem(movable=False, pen=pg.mkPen(None))
        region.setBrush(colour("shade"))
        region.setVisible(number % 2 == 1)
        for edge in region.lines:
            edge.setVisible(False)
        region.setZValue(-10)
        text = pg.TextItem(color=colour("muted"), anchor=(0, 0))
        for part in (region, text):
            self.plot.addItem(part, ignoreBounds=True)
        return region, text

    def _draw_curves(self) -> None:
        """Most redraws come with new batches alone."""
        shown = [self._scaled(curve.y) for curve in self._drawing.curves]
        for place, (item, curve, y) in enumerate(zip(self._curves, self._drawing.curves, shown, strict=True)):
            if place >= len(self._shown) or not np.array_equal(self._shown[place], y):
                item.setData(curve.x, y)
        self._shown = shown

    def _draw_visible(self) -> None:
        """Draw all that depends on which part is to be seen."""
        self._is_drawing = True
        (left, right), (_, top) = self._view.viewRange()
        self._draw_batches(left, right)
        self._draw_spans(right, top)
        self._draw_best()
        self.show_cross(self._cross)
        self._is_drawing = False

    def _draw_batches(self, left: float, right: float) -> None:
        if self._drawing.batches is None:
            self._dense.setData([], [])
            return
        x, y = peaks(*self._drawing.batches, left, right, max(int(self._view.width()) // PIXELS_A_COLUMN, 1))
        is_number = np.isfinite(y)
        self._dense.setData(x[is_number], self._scaled(y[is_number]))

    def _draw_spans(self, right: float, top: float) -> None:
        spans = self._drawing.spans
        ends = [*(span.start for span in spans[1:]), max(self._drawing.end, right)]
        pixel = self._view.viewPixelSize()[0] or 1.0
        for (region, text), span, end in zip(self._shades, spans, ends, strict=False):
            if region.getRegion() != (span.start, end):
                region.setRegion((span.start, end))
            if text.toPlainText() != span.name:
                text.setText(span.name)
            fits = (end - span.start) / pixel > text.boundingRect().width()
            is_last = span is spans[-1]
            text.setAnchor((0, 0) if fits else (1, 0))
            text.setPos(span.start if fits else right, top)
            text.setVisible(fits or is_last)

    def _draw_best(self) -> None:
        best, curves = self._drawing.best, self._drawing.curves
        is_shown = best is not None and bool(curves) and best < len(curves[-1].y)
        self._star.setVisible(is_shown)
        self._best.setVisible(is_shown)
        if best is not None and is_shown:
            place = QPointF(best + 1, float(self._scaled(curves[-1].y)[best]))
            (left, right), _ = self._view.viewRange()
            along = min(max((place.x() - left) / (right - left), 0.0), 1.0)  # never beyond the edge of the plot
            self._best.setAnchor((along, -0.4 if self._limits else 1.4))
            if self._best.pos() != place:
                self._star.setData([place.x()], [place.y()])
                self._best.setPos(place)

    def _scaled(self, y: np.ndarray) -> np.ndarray:
        return np.log10(np.maximum(y, SMALLEST_VALUE)) if self._is_logarithmic else y

    # ---- what part of it is seen

    def _show_all(self) -> None:
        self._range = steady(self._range, self._range_of_values())
        wanted = [[0.0, epochs_shown(self._drawing.end)], list(self._range)]
        if wanted != self._view.viewRange():
            self._is_drawing = True
            self._view.setRange(xRange=wanted[0], yRange=wanted[1], padding=0)
            self._is_drawing = False
            self._soon.start()

    def _range_of_values(self) -> tuple[float, float]:
        values = [curve.y for curve in self._drawing.curves]
        if self._drawing.batches is not None:
            x, y = self._drawing.batches
            y = peaks(x, y, -np.inf, np.inf, 200)[1]
            values.append(without_outliers(y[np.isfinite(y)]))
        all_values = np.concatenate([self._scaled(np.asarray(part, float)) for part in values] or [np.empty(0)])
        all_values = all_values[np.isfinite(all_values)]
        if not len(all_values):
            return self._limits or (0.0, 1.0)
        low, high = float(all_values.min()), float(all_values.max())
        room = (high - low) * 0.08 or 0.05 * (abs(high) or 1.0)
        low, high = low - room, high + room * 2  # above stand the names of the phases
        return low if self._is_logarithmic or self._limits else max(low, 0.0), high

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
        count = max((len(curve.y) for curve in self._drawing.curves), default=0)
        if not count:
            return None
        return count - 1 if x is None else int(np.clip(round(x) - 1, 0, count - 1))

    def _read_off(self, place: int | None) -> None:
        lengths = {len(curve.y) for curve in self._drawing.curves}
        if place is None or (self._cross is None and len(lengths) > 1):  # the last epoch of one is not that of all
            self.readout.setText("")
            self.readout.setToolTip("")
            return
        values = [
            f"{curve.name} {self._written(float(curve.y[place]))}"
            for curve in self._drawing.curves
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
        background = colour("surface")
        background.setAlpha(215)
        self._legend.setBrush(background)
        self._legend.setLabelTextColor(colour("text"))
        self._dense.setPen(pg.mkPen(_mixed(colour("train"), PALENESS), width=1))
        self._star.setBrush(colour("good"))
        self._star.setPen(pg.mkPen(colour("surface"), width=1))
        self._best.setColor(colour("good"))
        self._best.fill = pg.mkBrush(background)  # it may lie on the curves
        self._line.setPen(pg.mkPen(colour("muted"), width=1, style=Qt.PenStyle.DotLine))
        self._style = []  # curves and shades take their colours when they are made
        while self._shades:
            for part in self._shades.pop():
                self.plot.removeItem(part)
        self.draw(self._drawing)


def _mixed(of: QColor, share: float) -> QColor:
    """Return the colour with so much of the background in it: lighter, and yet opaque, which is quicker to draw."""
    ground = colour("surface")
    pairs = ((of.redF(), ground.redF()), (of.greenF(), ground.greenF()), (of.blueF(), ground.blueF()))
    return QColor.fromRgbF(*(own * (1 - share) + other * share for own, other in pairs))
