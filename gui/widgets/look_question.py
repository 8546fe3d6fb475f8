"""Ask before anyone looks at the test set."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from gui.translation import tr
from gui.widgets.question import question


def ask_before_look(parent: QWidget, on_look: Callable[[], object]) -> None:
    """`on_look` is called where the user insists."""
    box = question(
        parent,
        tr("View the test set?"),
        tr(
            "Its results are unbiased as long as nothing was chosen by them. Viewing them, changing something and "
            "viewing them again means choosing by the test set. That is why each view is counted and shown."
        ),
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("Test set"))
    look = box.addButton(tr("View, and count it"), QMessageBox.ButtonRole.AcceptRole)
    not_yet = box.addButton(tr("Not yet"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(not_yet)
    box.setEscapeButton(not_yet)
    look.clicked.connect(lambda: on_look())
    box.open()
