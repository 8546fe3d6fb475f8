"""Asks for a new folder: what it is to be called, and where it is to lie."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gui.dialogs import FORBIDDEN
from gui.theme import MARGIN, SPACE
from gui.widgets.parts import button, label, row, spread

WIDTH = 540


class NewFolderDialog(QDialog):
    """`folder` is what was chosen."""

    def __init__(self, title: str, action: str, proposed: Path, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        self._place = proposed.parent
        self.name = QLineEdit(proposed.name)
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
        form.addRow(self.tr("New folder"), self.name)
        form.addRow(self.tr("In"), where)
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
        is_forbidden = any(letter in FORBIDDEN for letter in name) or name.startswith(".")
        says = ""
        if is_forbidden:
            says = self.tr("A name must not begin with a dot, nor hold any of {letters}").format(
                letters=" ".join(FORBIDDEN)
            )
        elif name and self.folder.exists():
            says = self.tr("There is a folder of this name already. Only an earlier export in it would be replaced.")
        self.says.setText(says)
        self.says.setVisible(bool(says))
        self.action_button.setEnabled(bool(name) and not is_forbidden)

    def _choose_place(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, self.tr("Where to put the folder"), str(self._place)):
            self._place = Path(chosen)
            self._where.setText(chosen)
            self._show_state()
