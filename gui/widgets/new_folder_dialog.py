"""Asks for a new folder: what it is to be called, and where it is to lie."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.wording.wording import sentences
from gui.widgets.parts import button, label, row, spread
from gui.widgets.theme import MARGIN, SPACE

WIDTH = 540
#: what no file system takes in a name
FORBIDDEN = '\\/:*?"<>|'


class NewFolderDialog(QDialog):
    """`folder` is what was chosen. One that is there may be chosen only where `replaces` says what becomes of it."""

    def __init__(
        self, title: str, action: str, place: Path, name: str = "", replaces: str = "", parent: QWidget | None = None
    ):
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        self._place, self._replaces = place, replaces
        self.name = QLineEdit(name)
        self.name.setAccessibleName(self.tr("Name of the folder"))
        self.name.textChanged.connect(self._show_state)
        self._where = label(str(self._place), "muted", wrap=True)
        spread(self._where)
        self.says = label("", "muted", wrap=True)
        self.change_button = button(self.tr("Change …"), on_click=self._choose_place)
        self.action_button = button(action, kind="primary", on_click=self.accept)
        self.action_button.setDefault(True)
        where = QHBoxLayout()
        where.addWidget(self._where, stretch=1)
        where.addWidget(self.change_button)
        form = QFormLayout()
        form.setSpacing(12)
        form.addRow(self.tr("Name"), self.name)
        form.addRow(self.tr("Location"), where)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(form)
        layout.addWidget(self.says)
        layout.addLayout(row(None, button(self.tr("Cancel"), on_click=self.reject), self.action_button))
        self._show_state()

    @property
    def folder(self) -> Path:
        return self._place / self.name.text().strip()

    def _show_state(self) -> None:
        name = self.name.text().strip()
        is_possible, says = bool(name), ""
        if any(letter in FORBIDDEN for letter in name) or name.startswith("."):
            is_possible = False
            says = self.tr("A name must not begin with a dot, nor hold any of {letters}").format(
                letters=" ".join(FORBIDDEN)
            )
        elif name and self.folder.exists():
            is_possible = bool(self._replaces)
            says = sentences([self.tr("There is a folder of this name already."), self._replaces])
        self.says.setText(says)
        self.says.setVisible(bool(says))
        self.action_button.setEnabled(is_possible)

    def _choose_place(self) -> None:
        start = self._place if self._place.is_dir() else Path.home()
        if chosen := QFileDialog.getExistingDirectory(self, self.tr("Where to put the folder"), str(start)):
            self._place = Path(chosen)
            self._where.setText(chosen)
            self._show_state()
