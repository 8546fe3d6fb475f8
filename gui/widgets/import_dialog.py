"""ImportDialog: what a module that is imported is to be called, and which pixel values it expects."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from gui.theme import MARGIN, SPACE
from gui.widgets.parts import button, label, row

ValueRange = tuple[float, float]

RANGES: tuple[ValueRange, ...] = ((0.0, 1.0), (-1.0, 1.0), (0.0, 255.0))
WIDTH = 480


class ImportDialog(QDialog):
    def __init__(self, path: Path, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import a backbone"))
        self.setMinimumWidth(WIDTH)
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name"))
        self.name.setPlaceholderText(self.tr("As the file is called"))
        self.range = QComboBox()
        self.range.setAccessibleName(self.tr("Pixel values it expects"))
        self.range.addItem(self.tr("Detect (0 to 1 where it does not tell)"), None)
        for low, high in RANGES:
            self.range.addItem(self.tr("{low:g} to {high:g}").format(low=low, high=high), (low, high))
        form = QFormLayout()
        form.setSpacing(12)
        form.addRow(self.tr("Name"), self.name)
        form.addRow(self.tr("Advanced: pixel values"), self.range)
        what = label(path.name, "heading", wrap=True)
        says = self.tr("It is copied to your backbones, and checked before anything in it is run.")
        self.import_button = button(self.tr("Import"), kind="primary", on_click=self.accept)
        self.import_button.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(what)
        layout.addLayout(form)
        layout.addWidget(label(says, "muted", wrap=True))
        layout.addLayout(row(None, button(self.tr("Cancel"), on_click=self.reject), self.import_button))

    @property
    def chosen_name(self) -> str | None:
        return self.name.text().strip() or None

    @property
    def value_range(self) -> ValueRange | None:
        """None: to be found out."""
        chosen = self.range.currentData()
        return (chosen[0], chosen[1]) if chosen else None
