"""ResultCard: what came of a finished run. It stands as long as the run is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from gui.icons import icon
from gui.run_facts import RunFacts
from gui.theme import GAP, theme
from gui.widgets.parts import button, column, label
from gui.words import percent

ICON_SIZE = 22


class ResultCard(QFrame):
    """Which weights were kept, how good they are, why the run ended, and the way on."""

    evaluation_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self._sign = QLabel()
        self.says = label("", wrap=True, selectable=True)
        self.more = label("", "muted", wrap=True, selectable=True)
        self.evaluate_button = button(self.tr("Evaluate it"), "evaluation", on_click=self.evaluation_wanted.emit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(GAP)
        layout.addWidget(self._sign)
        layout.addLayout(column(self.says, self.more, spacing=2), stretch=1)
        layout.addWidget(self.evaluate_button)
        theme().changed.connect(self._show_icon)
        self._show_icon()
        self.setVisible(False)

    def show_run(self, facts: RunFacts | None) -> None:
        self.setVisible(facts is not None)
        if facts is None:
            return
        ready = self.tr("The model of “{title}” is ready: {accuracy} right on validation.")
        said = [ready.format(title=facts.title, accuracy=percent(facts.best_accuracy)), facts.kept_text]
        self.says.setText(" ".join(filter(None, said)))
        self.more.setText(" ".join(filter(None, (facts.chosen_text, facts.ending_text, facts.beside_text))))
        self.more.setVisible(bool(self.more.text()))
        self.setAccessibleName(self.says.text())

    def _show_icon(self) -> None:
        self._sign.setPixmap(icon("done", "good").pixmap(ICON_SIZE))
