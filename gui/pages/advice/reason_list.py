"""ReasonList: sentences, one below the other, each with a bullet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gui.widgets.parts import label
from gui.widgets.theme import GAP

BULLET = "•"


class ReasonList(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "in card")
        #: those that are shown, and the bullets at their left
        self._lines: list[tuple[QLabel, QLabel]] = []
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(GAP)
        self._layout.setVerticalSpacing(GAP)
        self._layout.setColumnStretch(1, 1)

    @property
    def texts(self) -> list[str]:
        return [sentence.text() for _, sentence in self._lines]

    def show_reasons(self, reasons: Sequence[str]) -> None:
        for widget in (widget for line in self._lines for widget in line):
            self._layout.removeWidget(widget)
            widget.deleteLater()
        self._lines = [(label(BULLET, "muted"), label(reason, wrap=True, selectable=True)) for reason in reasons]
        for place, (bullet, sentence) in enumerate(self._lines):
            self._layout.addWidget(bullet, place, 0, Qt.AlignmentFlag.AlignTop)
            self._layout.addWidget(sentence, place, 1)
