"""What is asked before anyone looks at the test set."""

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
        tr("Look at the test set?"),
        tr(
            "Its figures are honest as long as nothing was chosen by them. Whoever looks, changes something and "
            "looks again, chooses by the test set. That is why each look is counted and shown."
        ),
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("Test set"))
    look = box.addButton(tr("Look, and count it"), QMessageBox.ButtonRole.AcceptRole)
    not_yet = box.addButton(tr("Not yet"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(not_yet)
    box.setEscapeButton(not_yet)
    look.clicked.connect(lambda: on_look())
    box.open()
