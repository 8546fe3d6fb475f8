"""RateDialog: the loss over rising learning rates, and the rate that is taken from it."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from core.events import BatchEnded, Event, Progress
from core.figures.rate_figure import rate_figure
from core.training.rate_finder import RateCurve
from gui.plots.curve_plot import CurvePlot
from gui.plots.log_axis import LogAxis, number_text
from gui.widgets.parts import button, label, row
from gui.widgets.theme import MARGIN, SPACE, colour

WIDTH, HEIGHT = 620, 460
#: for a rate that is moved by hand
DIGITS = 2


class RateDialog(QDialog):
    """Shown while rates are tried, and then with their curve. Whoever closes it before that wants no more of it."""

    #: carries the learning rate
    rate_chosen = Signal(float)

    def __init__(self, phase: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("Find a learning rate: {phase}").format(phase=phase))
        self.resize(WIDTH, HEIGHT)
        self.curve: RateCurve | None = None
        self.rate: float | None = None
        self.says = label(self.tr("Training a little with each learning rate, from low to high …"), wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.plot = CurvePlot(bottom=LogAxis("bottom"))
        self._line = pg.InfiniteLine(angle=90, movable=True)
        self._make_plot()
        self.use_button = button(self.tr("Use it"), kind="primary", on_click=self._use)
        self.use_button.setDefault(True)
        self.cancel_button = button(self.tr("Cancel"), on_click=self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.says)
        layout.addWidget(self._bar)
        layout.addWidget(self.plot, stretch=1)
        layout.addStretch(0)
        layout.addLayout(row(None, self.cancel_button, self.use_button))
        self._show_state()

    def show_progress(self, event: Event) -> None:
        match event:
            case Progress():
                self._bar.setRange(0, event.total or 0)
                self._bar.setValue(event.done)
            case BatchEnded():  # the head, which learns first
                self._bar.setRange(0, 0)

    def show_curve(self, curve: RateCurve) -> None:
        self.curve = curve
        figure = rate_figure(curve)
        x = np.log10(figure.rates)
        self.plot.plot(x, figure.losses, pen=pg.mkPen(colour("train"), width=2), connect="finite")
        self.plot.getViewBox().setRange(xRange=(x[0], x[-1]), yRange=figure.range, padding=0)
        self._line.setVisible(True)
        self._move(figure.marked)
        self.says.setText(
            self.tr("The loss falls most steeply at {rate}. Move the line to choose another.").format(
                rate=number_text(curve.suggestion)
            )
            if curve.suggestion
            else self.tr("The loss hardly falls at any of these: the line stands at the lowest. Move it as you like.")
        )
        self._show_state()
        self.use_button.setFocus()

    def _show_state(self) -> None:
        is_done = self.curve is not None
        self._bar.setVisible(not is_done)
        self.plot.setVisible(is_done)
        self.use_button.setVisible(is_done)

    def _use(self) -> None:
        if self.rate is not None:
            self.rate_chosen.emit(self.rate)
        self.accept()

    def _move(self, rate: float) -> None:
        self._line.setPos(np.log10(rate))
        self._show_rate()  # it may have stood there before

    def _show_rate(self) -> None:
        self.rate = float(f"{10.0 ** self._line.value():.{DIGITS}g}")
        text = self.tr("Use {rate}").format(rate=number_text(self.rate))
        self.use_button.setText(text)
        self.use_button.setAccessibleName(text)

    def _step(self, steps: int) -> None:
        """Step to a rate beside the present one that was tried."""
        if self.curve is not None:
            x = np.log10(self.curve.rates)
            place = int(np.argmin(np.abs(x - self._line.value()))) + steps
            self._line.setPos(x[int(np.clip(place, 0, len(x) - 1))])

    def _make_plot(self) -> None:
        item = self.plot.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setLabel("left", self.tr("Loss"))
        item.setLabel("bottom", self.tr("Learning rate"))
        item.getAxis("bottom").setLogMode(True)
        item.showGrid(x=True, y=True, alpha=0.15)
        for name in ("left", "bottom"):
            axis = item.getAxis(name)
            axis.enableAutoSIPrefix(False)
            axis.setPen(colour("border"))
            axis.setTextPen(colour("muted"))
        self.plot.setBackground(colour("surface"))
        self.plot.setAccessibleName(self.tr("Loss over the learning rate"))
        self.plot.setAccessibleDescription(self.tr("Left and right move the line"))
        self.plot.getViewBox().setMouseEnabled(x=False, y=False)
        self._line.setPen(pg.mkPen(colour("unfrozen"), width=2, style=Qt.PenStyle.DashLine))
        self._line.setHoverPen(pg.mkPen(colour("unfrozen"), width=4))
        self._line.setVisible(False)
        item.addItem(self._line, ignoreBounds=True)
        self._line.sigPositionChanged.connect(lambda *_: self._show_rate())
        self.plot.step_wanted.connect(self._step)
