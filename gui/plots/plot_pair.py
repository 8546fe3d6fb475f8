"""PlotPair: loss and score side by side, or one above the other where there is little room."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QMenu, QPushButton, QVBoxLayout, QWidget

from core.targets.metrics import ACCURACY, scale_of
from gui.plots.curve_panel import CurvePanel
from gui.plots.curve_plot import ZOOM_STEP
from gui.plots.drawing import Drawing
from gui.translation import tr
from gui.widgets.metric_words import axis_name, loss_axis_name, metric_name
from gui.widgets.parts import button, icon_button, row
from gui.widgets.theme import GAP, SPACE

WIDTH_FOR_TWO = 640
#: the heading of a panel, its axis, how values are written, and between which they lie
Measured = tuple[str, str, Callable[[float], str], tuple[float, float] | None]


class PlotPair(QWidget):
    """Two plots that show the same epochs, and read the same one off: what is done to one is done to the other."""

    #: "png", "svg" or "csv"
    export_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.loss = CurvePanel(*_loss(""))
        self._loss_name, self._score_name = "", ACCURACY
        self.score = CurvePanel(*_measured(ACCURACY))
        self._panels = (self.loss, self.score)
        self.logarithmic = QCheckBox(self.tr("Logarithmic loss"))
        self.logarithmic.setAccessibleName(self.tr("Logarithmic loss"))
        self.logarithmic.toggled.connect(self.loss.set_logarithmic)
        self.reset_button = icon_button(self.tr("Reset view"), "reset_view", on_click=self.reset_view)
        self.export_button = self._export_button()
        zoom_in = icon_button(self.tr("Zoom in"), "zoom_in", on_click=lambda: self.loss.zoom(ZOOM_STEP))
        zoom_out = icon_button(self.tr("Zoom out"), "zoom_out", on_click=lambda: self.loss.zoom(1 / ZOOM_STEP))
        self._plots = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._plots.setSpacing(SPACE)
        for panel in self._panels:
            self._plots.addWidget(panel, stretch=1)
            panel.cross_moved.connect(self._move_cross)
            panel.cross_left.connect(lambda: self._move_cross(None))
            panel.reset_wanted.connect(self.reset_view)
            other = self.score if panel is self.loss else self.loss
            panel.range_chosen.connect(other.show_range)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(self._plots, stretch=1)
        layout.addLayout(row(self.logarithmic, None, zoom_out, zoom_in, self.reset_button, self.export_button))

    def draw(self, loss: Drawing, score: Drawing) -> None:
        self.loss.draw(loss)
        self.score.draw(score)

    def name_loss(self, name: str) -> None:
        """Say what the loss is."""
        if name != self._loss_name:
            self._loss_name = name
            self.loss.measure(*_loss(name))

    def name_score(self, name: str) -> None:
        """Name the metric that the score is."""
        if name != self._score_name:
            self._score_name = name
            self.score.measure(*_measured(name))

    def reset_view(self) -> None:
        for panel in self._panels:
            panel.reset_view()

    def _move_cross(self, x: float | None) -> None:
        for panel in self._panels:
            panel.show_cross(x)

    def _export_button(self) -> QPushButton:
        made = button(self.tr("Export"), "save")
        menu = QMenu(made)
        kinds = {
            "png": self.tr("Picture (PNG) …", "of all kinds"),
            "svg": self.tr("Drawing (SVG) …"),
            "csv": self.tr("Table of values (CSV) …"),
        }
        for kind, text in kinds.items():
            menu.addAction(text).triggered.connect(self._asker(kind))
        made.setMenu(menu)
        return made

    def _asker(self, kind: str) -> Callable[..., None]:
        return lambda *_: self.export_wanted.emit(kind)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_wide = event.size().width() >= WIDTH_FOR_TWO
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        if direction != self._plots.direction():
            self._plots.setDirection(direction)
        super().resizeEvent(event)


def _loss(name: str) -> Measured:
    return tr("Loss"), loss_axis_name(name), lambda value: f"{value:.4g}", None


def _measured(name: str) -> Measured:
    scale = scale_of(name)
    return metric_name(name), axis_name(name), scale.written_as_shown, scale.limits
