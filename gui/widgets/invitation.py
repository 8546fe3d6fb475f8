"""Show what stands where there is nothing to show yet: what it is for, and how to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.widgets.icons import icon
from gui.widgets.parts import label, row
from gui.widgets.theme import SPACE, theme

ICON_SIZE = 52
TEXT_WIDTH = 480


class Invitation(QWidget):
    """A picture, a heading, a few words, and below them whatever widgets it is given."""

    def __init__(self, icon_name: str, *widgets: QWidget):
        super().__init__()
        self._icon_name = icon_name
        self._picture = QLabel()
        self.heading = label("", "heading")
        self.says = label("", "muted", wrap=True)
        self.says.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.says.setMaximumWidth(TEXT_WIDTH)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE)
        layout.addStretch(2)
        for widget in (self._picture, self.heading, self.says, *widgets):
            centred = row(None, widget, None)  # an alignment would cut off the second line of a text
            centred.setStretchFactor(widget, 100 if widget is self.says else 0)
            layout.addLayout(centred)
        layout.addStretch(3)
        theme().changed.connect(self._show_picture)
        self._show_picture()

    def show_texts(self, heading: str, says: str, icon_name: str = "") -> None:
        self._icon_name = icon_name or self._icon_name
        self.heading.setText(heading)
        self.says.setText(says)
        self.says.setVisible(bool(says))
        self._show_picture()

    def _show_picture(self) -> None:
        self._picture.setPixmap(icon(self._icon_name, "muted").pixmap(ICON_SIZE))
