"""A box that asks before something is done, and shows its texts as they are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def question(parent: QWidget, text: str, more: str = "") -> QMessageBox:
    """The texts may hold names from anywhere: nothing in them is taken for HTML."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(more)
    return box
