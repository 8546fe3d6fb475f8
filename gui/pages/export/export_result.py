"""Show what came of an export: that it was checked, where it lies, and how to use it."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout
from superqt import QElidingLabel

from core.export.checked_export import CheckedExport
from core.wording.wording import size
from gui.widgets.icons import icon
from gui.widgets.parts import button, column, icon_button, label, row
from gui.widgets.show_in_folder import show_folder
from gui.widgets.theme import GAP, SPACE, theme
from gui.widgets.tool_tip import plain

ICON_SIZE = 22


class ExportResult(QFrame):
    """A card for one export."""

    def __init__(self, exported: CheckedExport, run_title: str):
        super().__init__()
        self.exported = exported
        self.setProperty("kind", "card")
        self.setAccessibleName(self.tr("Exported: {name}").format(name=exported.folder.name))
        self._sign = QLabel()
        self.name = _elided(exported.folder.name, "heading")
        self.path = _elided(str(exported.folder), "muted")
        checked = self.tr(
            "Checked in a fresh process: predictions differ by at most {difference} from those of Frostline."
        )
        self.checked = label(checked.format(difference=_plain(exported.largest_difference)), wrap=True)
        about = self.tr("{size} · model “{run}”").format(size=size(exported.megabytes * 1e6), run=run_title)
        self.show_button = button(self.tr("Show in folder"), "folder", on_click=lambda: show_folder(exported.folder))
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._sign)
        head.addWidget(self.name, stretch=1)
        head.addWidget(self.show_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(GAP)
        layout.addLayout(head)
        layout.addWidget(self.path)
        layout.addWidget(self.checked)
        layout.addWidget(label(about, "muted", wrap=True))
        layout.addLayout(self._usage())
        theme().changed.connect(self._show_sign)
        self._show_sign()

    @property
    def command(self) -> str:
        """Return the command that classifies images where Frostline is not installed."""
        return f'python "{self.exported.folder / "predict.py"}" IMAGES --csv table.csv'

    @property
    def code(self) -> str:
        """Return the code for a program of one's own."""
        return self.exported.export_format.facts.code(str(self.exported.folder))

    def _usage(self) -> QVBoxLayout:
        return column(
            label(self.tr("How to use it"), "heading"),
            label(self.tr("On images, from the command line:"), "muted"),
            _copied_line(self.tr("Command line"), self.command, self.tr("Copy")),
            label(self.tr("In a Python program:"), "muted"),
            _copied_line(self.tr("Python"), self.code, self.tr("Copy")),
            spacing=4,
        )

    def _show_sign(self) -> None:
        self._sign.setPixmap(icon("done", "good").pixmap(ICON_SIZE))


def _elided(text: str, kind: str) -> QLabel:
    made = QElidingLabel(text)
    made.setElideMode(Qt.TextElideMode.ElideMiddle)
    made.setProperty("kind", kind)
    made.setToolTip(plain(text))
    made.setAccessibleName(text)
    return made


def _plain(difference: float) -> str:
    """Return "0.0000001": not everyone reads 1e-07."""
    return f"{Decimal(f'{difference:.1g}'):f}"


def _copied_line(name: str, text: str, copy: str) -> QHBoxLayout:
    line = QLineEdit(text)
    line.setReadOnly(True)
    line.setAccessibleName(name)
    line.setCursorPosition(0)
    line.setAlignment(Qt.AlignmentFlag.AlignLeft)
    copied = icon_button(copy, "copy", on_click=lambda: QGuiApplication.clipboard().setText(text))
    for widget in (line, copied):
        widget.setMinimumHeight(widget.sizeHint().height())
    made = row(line, copied, spacing=4)
    made.setStretch(0, 1)
    return made
