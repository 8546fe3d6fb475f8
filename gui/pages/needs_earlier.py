"""Show what stands in place of a page that needs an earlier stage."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.session import Session
from gui.stages import Lack, Stage, title
from gui.widgets.icons import icon
from gui.widgets.parts import button, label
from gui.widgets.theme import SPACE, theme

ICON_SIZE = 56


class NeedsEarlier(QWidget):
    """Says what is missing, and leads there."""

    stage_wanted = Signal(object)

    def __init__(self, session: Session):
        super().__init__()
        self._stage, self._lack = Stage.DATASET, Lack("", Stage.DATASET)
        self._picture = QLabel()
        self._says = label("", "heading")
        self.go_button = button("", kind="primary", on_click=lambda: self.stage_wanted.emit(self._lack.stage))
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE)
        layout.addStretch(2)
        for widget in (self._picture, self._says, self.go_button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        theme().changed.connect(self._show_picture)

    def show_lack(self, stage: Stage, lack: Lack) -> None:
        self._stage, self._lack = stage, lack
        self._says.setText(lack.text)
        self.go_button.setText(self.tr("Go to {stage}").format(stage=title(lack.stage)))
        self.go_button.setAccessibleName(self.go_button.text())
        self._show_picture()

    def _show_picture(self) -> None:
        self._picture.setPixmap(icon(self._stage.value, "muted").pixmap(ICON_SIZE))
