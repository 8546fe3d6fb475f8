"""CurveItems: what is drawn in a plot of curves: them, each batch, the phases, the best epoch, and the legend."""

from __future__ import annotations

import html

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from gui.plots.curve_plot import CurvePlot
from gui.plots.decimation import peaks
from gui.plots.drawing import Curve, Drawing
from gui.translation import tr
from gui.widgets.theme import colour

#: of the batches' curve: so that it does not hide the epochs'
PALENESS = 0.62
#: of which the batches' curve has one lowest and one highest value
PIXELS_A_COLUMN = 2
#: most redraws come with new batches alone, and all else takes longer to paint than these
CACHED = QGraphicsItem.CacheMode.DeviceCoordinateCache
#: a logarithm needs something
SMALLEST_VALUE = 1e-9


class CurveItems:
    """Made once, and changed only where what is drawn is another."""

    def __init__(self, plot: CurvePlot, legend_offset: tuple[float, float], is_limited: bool):
        """`is_limited` says that the values cannot be any: then there is room below the best."""
        self._plot, self.is_limited = plot, is_limited
        self.drawing = Drawing()
        self.is_logarithmic = False
        self._style: list[tuple[object, ...]] = []
        self._shown: list[np.ndarray] = []
        self.curves: list[pg.PlotDataItem] = []
        self.shades: list[tuple[pg.LinearRegionItem, pg.TextItem]] = []
        item = plot.getPlotItem()
        self.legend = item.addLegend(offset=legend_offset, verSpacing=-4)
        self.dense = pg.PlotCurveItem(skipFiniteCheck=True, antialias=False)
        self.dense.setZValue(1)
        self.star = pg.ScatterPlotItem(size=17, symbol="star")
        self.star.setZValue(5)
        self.best = pg.TextItem(tr("best"), anchor=self._beside_best(0.5))
        self.best.setZValue(5)
        for part in (self.dense, self.star, self.best):
            item.addItem(part, ignoreBounds=True)
        for part in (self.star, self.legend):
            part.setCacheMode(CACHED)

    def draw(self, drawing: Drawing) -> None:
        """Draw the curves; `draw_visible` draws the rest, as soon as it is known which part is to be seen."""
        self.drawing = drawing
        self._match_items()
        self._draw_curves()

    def draw_visible(self) -> None:
        """Draw all that depends on which part is to be seen."""
        (left, right), (_, top) = self._plot.getViewBox().viewRange()
        self._draw_batches(left, right)
        self._draw_spans(right, top)
        self._draw_best()

    def scaled(self, y: np.ndarray) -> np.ndarray:
        """Return the values as the axis has them."""
        return np.log10(np.maximum(y, SMALLEST_VALUE)) if self.is_logarithmic else y

    def show_theme(self) -> None:
        background = colour("surface")
        background.setAlpha(215)
        self.legend.setBrush(background)
        self.legend.setLabelTextColor(colour("text"))
        self.dense.setPen(pg.mkPen(_mixed(colour("train"), PALENESS), width=1))
        self.star.setBrush(colour("good"))
        self.star.setPen(pg.mkPen(colour("surface"), width=1))
        self.best.setColor(colour("good"))
        self.best.fill = pg.mkBrush(background)  # it may lie on the curves
        self._style = []  # curves and shades take their colours when they are made
        while self.shades:
            for part in self.shades.pop():
                self._plot.removeItem(part)

    def _beside_best(self, along: float) -> tuple[float, float]:
        """Return the anchor of the word at the star."""
        return along, -0.4 if self.is_limited else 1.4

    def _match_items(self) -> None:
        """Make curves and their legend anew only where there are others than before."""
        style: list[tuple[object, ...]] = [curve.style for curve in self.drawing.curves]
        style.append((self.drawing.has_batches, self._star_means))
        if style != self._style:
            self._style, self._shown = style, []
            for item in self.curves:
                self._plot.removeItem(item)
            self.curves = [self._added(curve) for curve in self.drawing.curves]
            self._fill_legend()
        spans = self.drawing.spans
        while len(self.shades) > len(spans):
            for part in self.shades.pop():
                self._plot.removeItem(part)
        while len(self.shades) < len(spans):
            self.shades.append(self._new_shade(len(self.shades)))

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
        self._plot.addItem(item, ignoreBounds=True)
        return item

    def _fill_legend(self) -> None:
        self.legend.clear()
        for item, curve in zip(self.curves, self.drawing.curves, strict=True):
            if curve.name:
                self.legend.addItem(item, html.escape(curve.name))  # it would take a title for markup
        if self.drawing.has_batches:
            self.legend.addItem(self.dense, html.escape(tr("Training, each batch")))
        if self._star_means:
            self.legend.addItem(self.star, html.escape(tr("Best: {means}").format(means=self._star_means)))
        self.legend.setVisible(bool(self.legend.items))

    @property
    def _star_means(self) -> str:
        """Return what the star means, for the legend: beside the star it would hide what lies around it."""
        return self.drawing.best_means if self.drawing.best is not None else ""

    def _new_shade(self, number: int) -> tuple[pg.LinearRegionItem, pg.TextItem]:
        region = pg.LinearRegionItem(movable=False, pen=pg.mkPen(None))
        region.setBrush(colour("shade"))
        region.setVisible(number % 2 == 1)
        for edge in region.lines:
            edge.setVisible(False)
        region.setZValue(-10)
        text = pg.TextItem(color=colour("muted"), anchor=(0, 0))
        for part in (region, text):
            self._plot.addItem(part, ignoreBounds=True)
        return region, text

    def _draw_curves(self) -> None:
        """Most redraws come with new batches alone."""
        shown = [self.scaled(curve.y) for curve in self.drawing.curves]
        for place, (item, curve, y) in enumerate(zip(self.curves, self.drawing.curves, shown, strict=True)):
            if place >= len(self._shown) or not np.array_equal(self._shown[place], y):
                item.setData(curve.x, y)
        self._shown = shown

    def _draw_batches(self, left: float, right: float) -> None:
        if self.drawing.batches is None:
            self.dense.setData([], [])
            return
        x, y = peaks(
            *self.drawing.batches, left, right, max(int(self._plot.getViewBox().width()) // PIXELS_A_COLUMN, 1)
        )
        is_number = np.isfinite(y)
        self.dense.setData(x[is_number], self.scaled(y[is_number]))

    def _draw_spans(self, right: float, top: float) -> None:
        spans = self.drawing.spans
        ends = [*(span.start for span in spans[1:]), max(self.drawing.end, right)]
        pixel = self._plot.getViewBox().viewPixelSize()[0] or 1.0
        for (region, text), span, end in zip(self.shades, spans, ends, strict=False):
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
        best, curves = self.drawing.best, self.drawing.curves
        is_shown = best is not None and bool(curves) and best < len(curves[-1].y)
        self.star.setVisible(is_shown)
        self.best.setVisible(is_shown)
        if best is not None and is_shown:
            place = QPointF(best + 1, float(self.scaled(curves[-1].y)[best]))
            (left, right), _ = self._plot.getViewBox().viewRange()
            along = min(max((place.x() - left) / (right - left), 0.0), 1.0)  # never beyond the edge of the plot
            self.best.setAnchor(self._beside_best(along))
            if self.best.pos() != place:
                self.star.setData([place.x()], [place.y()])
                self.best.setPos(place)


def _mixed(of: QColor, share: float) -> QColor:
    """Return the colour with so much of the background in it: lighter, and yet opaque, which is quicker to draw."""
    ground = colour("surface")
    pairs = ((of.redF(), ground.redF()), (of.greenF(), ground.greenF()), (of.blueF(), ground.blueF()))
    return QColor.fromRgbF(*(own * (1 - share) + other * share for own, other in pairs))
