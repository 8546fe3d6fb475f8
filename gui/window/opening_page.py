"""Show a page while a project opens that lies on a slow disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from gui.widgets.parts import button, column, label, row
from gui.widgets.theme import MARGIN

WIDTH = 420


class OpeningPage(QWidget):
    """Shows which project opens, and lets the user go back. It only emits."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = label("", "title", wrap=True)
        bar = QProgressBar()
        bar.setRange(0, 0)  # nobody knows how long a disk takes
        bar.setTextVisible(False)
        bar.setAccessibleName(self.tr("The project opens"))
        self.cancel_button = button(self.tr("Cancel"), on_click=self.cancelled.emit)
        body = QWidget()
        body.setFixedWidth(WIDTH)
        body.setLayout(
            column(
                self._title,
                label(self.tr("Its folder is read. On a slow disk or network this takes a while."), "muted", wrap=True),
                bar,
                row(None, self.cancel_button),
                spacing=MARGIN,
            )
        )
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addLayout(row(None, body, None))
        layout.addStretch(2)

    def show_folder(self, folder: Path) -> None:
        self._title.setText(self.tr("Opening “{name}” …").format(name=folder.name))
