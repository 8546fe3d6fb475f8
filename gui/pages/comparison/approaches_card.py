"""ApproachesCard: one button that trains both approaches and compares them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from core.training.draft import Draft
from gui.job_runner import JobRunner
from gui.translation import tr
from gui.widgets.busy import BusyReason
from gui.widgets.parts import button, label
from gui.widgets.theme import GAP, SPACE


class ApproachesCard(QFrame):
    """Says what the button would do, what it is at, or what is missing."""

    compare_wanted = Signal()
    layers_wanted = Signal()

    def __init__(self, runner: JobRunner):
        super().__init__()
        self.setProperty("kind", "card")
        self.says = label("", "muted", wrap=True)
        self.status = label("", wrap=True)
        self.compare_button = button(
            self.tr("Compare both approaches"), kind="primary", on_click=self.compare_wanted.emit
        )
        self.layers_button = button(self.tr("Choose layers"), "backbone", on_click=self.layers_wanted.emit)
        self._busy = BusyReason(runner, wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(GAP)
        layout.addWidget(label(self.tr("Both approaches"), "heading"))
        for widget in (self.says, self.status, self.compare_button, self.layers_button, self._busy):
            layout.addWidget(widget)

    def show_state(self, draft: Draft, *, is_busy: bool, status: str) -> None:
        """`status`: what the comparison under way is at; "" where none is."""
        has_layers = bool(draft.unfrozen)
        self.says.setText(self._what_it_does(draft) if has_layers else self._what_is_missing())
        self.says.setVisible(not status)
        self.status.setText(status)
        self.status.setVisible(bool(status))
        self.compare_button.setVisible(has_layers)
        self.compare_button.setEnabled(not is_busy)
        self.layers_button.setVisible(not has_layers)
        self._busy.setVisible(is_busy and not status)

    def _what_it_does(self, draft: Draft) -> str:
        text = self.tr(
            "Trains the head alone, then fine-tunes {layers}, with the same images, seed and at most {epochs} each."
        )
        epochs = draft.head.epochs + draft.fine_tuning.epochs
        return text.format(layers=tr("%n layer(s)", "", len(draft.unfrozen)), epochs=tr("%n epoch(s)", "", epochs))

    def _what_is_missing(self) -> str:
        return self.tr("Head only against fine-tuning, on the same budget. First tick the layers to be fine-tuned.")
