"""InterruptedCard: offers to go on with a run that did not end."""

from __future__ import annotations

from PySide6.QtCore import Signal

from gui.pages.training.runs.run_facts import RunFacts
from gui.widgets.run_card import RunCard


class InterruptedCard(RunCard):
    """Seen while there is such a run and nothing else is being done."""

    resume_wanted = Signal()
    keep_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("interrupted", "unfrozen")
        self.resume_button = self.add_button(self.tr("Resume"), "start", self.resume_wanted.emit)
        self.keep_button = self.add_button(self.tr("Finish with best weights"), "done", self.keep_wanted.emit)

    def show_run(self, facts: RunFacts | None) -> None:
        if facts is None:
            self.say("")
            return
        text = self.tr("The run “{title}” was interrupted in epoch {epoch}.")
        self.say(text.format(title=facts.title, epoch=len(facts.epochs) + 1))
        self.keep_button.setEnabled(bool(facts.epochs))
        self.keep_button.setToolTip(
            self.tr("Ends the run; its model has the best weights so far")
            if facts.epochs
            else self.tr("No epoch has ended yet: there is no model to keep.")
        )
