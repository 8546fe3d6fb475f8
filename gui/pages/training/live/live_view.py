"""LiveView: the curves and epochs of a run, which grow while it trains."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.events import EpochEnded, Event, PhaseStarted
from core.figures.training_history import TrainingHistory
from gui.pages.training.live.epoch_table import EpochTable
from gui.pages.training.live.live_plot import LivePlot
from gui.widgets.parts import label
from gui.widgets.theme import GAP


class LiveView(QWidget):
    """Shows a history. Who adds an event to it shows the event here, too."""

    def __init__(self) -> None:
        super().__init__()
        self.plot = LivePlot()
        self.epochs = EpochTable()
        self._nothing = label(self.tr("The curves are drawn here while a run trains."), "muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self._nothing)
        layout.addWidget(self.plot, stretch=3)
        layout.addWidget(self.epochs, stretch=1)

    @property
    def history(self) -> TrainingHistory:
        return self.plot.history

    def show_history(self, history: TrainingHistory) -> None:
        self.plot.show_history(history)
        self.epochs.show_history(history)

    def show_event(self, event: Event) -> None:
        self.plot.history_changed()
        if isinstance(event, PhaseStarted | EpochEnded):
            self.epochs.show_new()

    def show_state(self, *, is_training: bool) -> None:
        self._nothing.setVisible(self.history.is_empty and not is_training)
