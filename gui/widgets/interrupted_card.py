"""InterruptedCard: offers to go on with a run that did not end."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from gui.icons import icon
from gui.run_facts import RunFacts
from gui.theme import GAP, theme
from gui.widgets.parts import button, label

ICON_SIZE = 22


class InterruptedCard(QFrame):
    """Seen while there is such a run and nothing else is being done."""

    resume_wanted = Signal()
    keep_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self._sign = QLabel()
        self.says = label("", wrap=True)
        self.resume_button = button(self.tr("Resume"), "start", on_click=self.resume_wanted.emit)
        self.keep_button = button(self.tr("Keep it as it is"), "done", on_click=self.keep_wanted.emit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(GAP)
        layout.addWidget(self._sign)
        layout.addWidget(self.says, stretch=1)
        layout.addWidget(self.resume_button)
        layout.addWidget(self.keep_button)
        theme().changed.connect(self._show_icon)
        self._show_icon()
        self.setVisible(False)

    def show_run(self, facts: RunFacts | None) -> None:
        self.setVisible(facts is not None)
        if facts is None:
            return
        text = self.tr("The run “{title}” was interrupted in epoch {epoch}.")
        self.says.setText(text.format(title=facts.title, epoch=len(facts.epochs) + 1))
        self.keep_button.setEnabled(bool(facts.epochs))
        self.keep_button.setToolTip(
            self.tr("Ends the run and makes its model of the best that was learnt so far")
            if facts.epochs
            else self.tr("No epoch has ended yet: there is no model to keep.")
        )
        self.setAccessibleName(self.says.text())

    def _show_icon(self) -> None:
        self._sign.setPixmap(icon("interrupted", "thawed").pixmap(ICON_SIZE))
