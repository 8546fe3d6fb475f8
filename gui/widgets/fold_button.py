"""FoldButton: shows and hides a part of a page that is not always needed."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from core.wording.wording import listed
from gui.widgets.icons import icon
from gui.widgets.theme import theme


class FoldButton(QPushButton):
    """Unfolded while it is checked."""

    def __init__(self, text: str):
        super().__init__(text)
        self._part: QWidget | None = None
        self.setProperty("kind", "link")
        self.setCheckable(True)
        self.toggled.connect(self._show)
        theme().changed.connect(self._show_icon)
        self._show(False)

    def folds(self, part: QWidget) -> None:
        self._part = part
        self._show(self.isChecked())

    def _show(self, is_unfolded: bool) -> None:
        self._show_icon()
        state = self.tr("unfolded") if is_unfolded else self.tr("folded")
        self.setAccessibleName(listed((self.text(), state)))
        if self._part:
            self._part.setVisible(is_unfolded)

    def _show_icon(self) -> None:
        self.setIcon(icon("down" if self.isChecked() else "right", "accent"))
