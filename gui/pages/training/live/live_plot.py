"""LivePlot: the curves of the run that is under way, drawn anew a few times a second and not with every batch."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent

from core.figures.epoch_curves import EpochCurves, loss_curves, score_curves
from core.figures.span import Span
from core.figures.training_history import TrainingHistory
from core.wording.catalogue import text_of
from gui.plots.curve_panel import CurvePanel
from gui.plots.drawing import Curve, Drawing
from gui.plots.plot_pair import PlotPair
from gui.widgets.theme import colour, theme
from gui.widgets.words import phase_name

MILLISECONDS_BETWEEN_REDRAWS = 100


class LivePlot(PlotPair):
    """Shows a history. Who adds to it calls `history_changed`."""

    def __init__(self) -> None:
        super().__init__()
        self._history = TrainingHistory()
        #: the plots that do not show all of it, the one that has waited longest first
        self._outdated: list[CurvePanel] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MILLISECONDS_BETWEEN_REDRAWS)
        self._timer.timeout.connect(self._redraw_one)
        theme().changed.connect(self.history_changed)

    @property
    def history(self) -> TrainingHistory:
        return self._history

    def show_history(self, history: TrainingHistory) -> None:
        self._history = history
        self.reset_view()
        self.history_changed()

    def history_changed(self) -> None:
        self.name_score(self._history.score_name)
        self._outdated += [panel for panel in (self.loss, self.score) if panel not in self._outdated]
        if not self._timer.isActive() and self.isVisible():
            self._timer.start()

    def redraw(self) -> None:
        self._outdated.clear()
        self.draw(self._loss, self._score)

    @property
    def _loss(self) -> Drawing:
        return self._drawing(loss_curves(self._history))

    @property
    def _score(self) -> Drawing:
        return self._drawing(score_curves(self._history))

    def _drawing(self, curves: EpochCurves) -> Drawing:
        return Drawing(
            curves=(
                Curve(self.tr("Training"), curves.train, colour("train"), "o"),
                Curve(self.tr("Validation"), curves.validation, colour("validation"), "s", is_dashed=True),
            ),
            batches=curves.batches,
            spans=[Span(phase_name(span.name), span.start) for span in curves.spans],
            end=curves.end,
            best=curves.best,
            best_means=text_of(curves.best_means) if curves.best_means else "",
        )

    def _redraw_one(self) -> None:
        """One plot at a time: both together would hold up the window for twice as long."""
        if not self._outdated or not self.isVisible():
            return
        panel = self._outdated.pop(0)
        panel.setUpdatesEnabled(False)  # is painted after whatever waits meanwhile has had its turn
        panel.draw(self._loss if panel is self.loss else self._score)
        QTimer.singleShot(0, panel, lambda: panel.setUpdatesEnabled(True))
        if self._outdated:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._outdated:
            self.redraw()
