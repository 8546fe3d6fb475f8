"""PhaseRow: the controls of one phase in the form of a run."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from core.errors import UserError
from core.messages import Message
from core.training.outcome_words import phase_within
from core.training.plan import Phase
from gui.pages.training.fields import line, number_or_none, spin
from gui.widgets.parts import button, label
from gui.widgets.tool_tip import plain
from gui.widgets.words import plain_number

MOST_EPOCHS = 10_000


class PhaseRow(QObject):
    """The controls of one phase."""

    def __init__(self, name: str):
        super().__init__()
        self.name = label(name)
        self.layers = label("", "muted", wrap=True)
        self.learning_rate = line(self.tr("{phase}: learning rate").format(phase=name))
        self.epochs = spin(self.tr("{phase}: epochs at most").format(phase=name), 1, MOST_EPOCHS)
        self.patience = spin(self.tr("{phase}: patience").format(phase=name), 1, MOST_EPOCHS)
        self.find_button = button(self.tr("Find rate …"), kind="link")
        self.find_button.setAccessibleName(self.tr("{phase}: find a learning rate").format(phase=name))
        self.spins = (self.epochs, self.patience)
        self.learning_rate.setToolTip(
            self.tr("How far each step goes. Fine-tuning needs about a hundredth of the head’s.")
        )
        self.patience.setToolTip(self.tr("The phase ends early after so many epochs without a better one."))

    def show_phase(self, phase: Phase) -> None:
        if number_or_none(self.learning_rate.text()) != phase.learning_rate:
            self.learning_rate.setText(plain_number(phase.learning_rate))
        self.epochs.setValue(phase.epochs)
        self.patience.setValue(phase.patience)

    def read(self, before: Phase) -> Phase:
        rate = number_or_none(self.learning_rate.text())
        if rate is None:
            raise UserError(Message("rate-is-no-number", phase=phase_within(before.name)))
        return replace(before, learning_rate=rate, epochs=self.epochs.value(), patience=self.patience.value())

    def enable(self, is_enabled: bool) -> None:
        for control in (self.name, self.learning_rate, *self.spins):
            control.setEnabled(is_enabled)

    def show_steps(self, learns_by_steps: bool) -> None:
        """Show what can be set for a phase: a head that is solved has no learning rate, and ends by itself."""
        for control in (self.learning_rate, self.find_button, self.patience):
            control.setVisible(learns_by_steps)

    def show_finding(self, why_not: str) -> None:
        self.find_button.setEnabled(not why_not)
        self.find_button.setToolTip(
            plain(why_not) or self.tr("Tries out learning rates, and shows the loss with each.")
        )
