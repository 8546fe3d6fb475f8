"""The ROC curves of a model, each with the area under it."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pyqtgraph
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.figures.roc import RocFigure
from core.targets.class_metrics import RocCurve
from core.wording.wording import after_semicolons
from gui.widgets.theme import colour, series_colour, theme

LONGEST_NAME = 22
#: pixels that the axes take at the left and below
LEFT, BELOW = 62, 50
SMALLEST = QSize(280, 260)
#: curves are told apart by these as well as by colour
STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DashDotLine, Qt.PenStyle.DotLine)


class RocPlot(QWidget):
    """Sensitivity over the rate of false positives, in a square."""

    def __init__(self) -> None:
        super().__init__()
        self._figure = RocFigure()
        self.setMinimumSize(SMALLEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.plot = _Plot(self)
        self.plot.setAccessibleName(self.tr("ROC curves"))
        self._legend = self.plot.addLegend(offset=(-8, -8), labelTextSize="9pt", verSpacing=-4)
        theme().changed.connect(self._draw)
        self._draw()

    @property
    def figure(self) -> RocFigure:
        """Return what is shown."""
        return self._figure

    def show_figure(self, figure: RocFigure) -> None:
        """Show other curves."""
        self._figure = figure
        text = self.tr("{name}: area under the curve {auc}")
        self.plot.setAccessibleDescription(
            after_semicolons(text.format(name=curve.label, auc=_area(curve)) for curve in figure.curves)
        )
        self._draw()

    def choose(self, label: str) -> None:
        """Set the curve of this class apart from the others."""
        self._figure = replace(self._figure, chosen=label)
        self._draw()

    def _draw(self) -> None:
        self.plot.setBackground(colour("surface"))
        self.plot.clear()
        self._legend.clear()
        self._legend.setLabelTextColor(colour("text"))
        for side, name in (("left", self.tr("Sensitivity")), ("bottom", self.tr("1 − specificity"))):
            axis = self.plot.getAxis(side)
            axis.setPen(colour("border"))
            axis.setTextPen(colour("muted"))
            self.plot.setLabel(side, name, color=colour("muted").name())
        guessing = pyqtgraph.mkPen(colour("muted"), width=1, style=Qt.PenStyle.DotLine)
        self.plot.plot([0, 1], [0, 1], pen=guessing)
        for place, curve in enumerate(self._figure.curves):
            self._draw_curve(place, curve)

    def _draw_curve(self, place: int, curve: RocCurve) -> None:
        drawn = self.plot.plot(
            curve.false_positive_rate, curve.sensitivity, pen=self._pen(place, curve), antialias=True
        )
        if curve in self._figure.named:
            name = curve.label if len(curve.label) <= LONGEST_NAME else f"{curve.label[: LONGEST_NAME - 1]}…"
            self._legend.addItem(drawn, escape(self.tr("{name}, AUC {auc}").format(name=name, auc=_area(curve))))

    def _pen(self, place: int, curve: RocCurve) -> QPen:
        is_chosen = curve.label == self._figure.chosen
        shade = QColor(series_colour(place))
        if self._figure.chosen and not is_chosen:
            shade.setAlphaF(0.35)
        return pyqtgraph.mkPen(shade, width=3 if is_chosen else 2, style=STYLES[place % len(STYLES)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = min(self.width() - LEFT, self.height() - BELOW)
        place = QRect(0, 0, side + LEFT, side + BELOW)
        place.moveCenter(self.rect().center())
        self.plot.setGeometry(place)


class _Plot(pyqtgraph.PlotWidget):
    """Is only looked at: the wheel scrolls the page."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.setMouseEnabled(False, False)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for side in ("left", "bottom"):
            self.getAxis(side).setTicks([[(place / 4, f"{place / 4:g}") for place in range(5)], []])
        self.setRange(xRange=(0, 1), yRange=(0, 1), padding=0.03)
        self.setAspectLocked(True)
        self.disableAutoRange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _area(curve: RocCurve) -> str:
    return f"{curve.auc:.3f}"
