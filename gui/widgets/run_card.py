"""RunCard: what a page says of one run, with a sign before it and buttons behind it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from gui.widgets.icons import icon
from gui.widgets.parts import button, column, label
from gui.widgets.theme import GAP, theme

ICON_SIZE = 22


class RunCard(QFrame):
    """Hidden while it has nothing to say."""

    def __init__(self, icon_name: str, colour: str):
        super().__init__()
        self.setProperty("kind", "notice")
        self._icon = (icon_name, colour)
        self._sign = QLabel()
        self.says = label("", wrap=True, selectable=True)
        self.more = label("", "muted", wrap=True, selectable=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 8, 8)
        self._row.setSpacing(GAP)
        self._row.addWidget(self._sign)
        self._row.addLayout(column(self.says, self.more, spacing=2), stretch=1)
        theme().changed.connect(self._show_icon)
        self._show_icon()
        self.say("")

    def add_button(self, text: str, icon_name: str, on_click: Callable[[], object]) -> QPushButton:
        made = button(text, icon_name, on_click=on_click)
        self._row.addWidget(made)
        return made

    def say(self, text: str, more: str = "") -> None:
        self.says.setText(text)
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def _show_icon(self) -> None:
        self._sign.setPixmap(icon(*self._icon).pixmap(ICON_SIZE))
