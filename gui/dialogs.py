"""The dialogs of the window as a whole: a new project, and what Frostline is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

import resources
from core import VERSION
from core.notices import RESEARCH_USE_ONLY
from gui.icons import icon
from gui.theme import MARGIN, SPACE
from gui.widgets.parts import button, column, label, row

#: what no file system takes in a name
FORBIDDEN = '\\/:*?"<>|'


class NewProjectDialog(QDialog):
    """Asks what a project is to be called and where it is to lie."""

    def __init__(self, place: Path, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("New project"))
        self.setMinimumWidth(520)
        self._place = place
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name"))
        self.name.setPlaceholderText(self.tr("For example: chest X-rays"))
        self.name.textChanged.connect(self._show_state)
        self._where = label(str(place), "muted", wrap=True)
        change = button(self.tr("Change …"), on_click=self._choose_place)
        where = QHBoxLayout()
        where.addWidget(self._where, stretch=1)
        where.addWidget(change)
        form = QFormLayout()
        form.setSpacing(12)
        form.addRow(self.tr("Name"), self.name)
        form.addRow(self.tr("Folder"), where)
        self._says = label("", "muted", wrap=True)
        self.create_button = button(self.tr("Create"), kind="primary", on_click=self.accept)
        self.create_button.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(form)
        layout.addWidget(self._says)
        layout.addLayout(row(None, button(self.tr("Cancel"), on_click=self.reject), self.create_button))
        self._show_state()

    @property
    def folder(self) -> Path:
        return self._place / self.name.text().strip()

    def _show_state(self) -> None:
        name = self.name.text().strip()
        wrong = ""
        if any(letter in FORBIDDEN for letter in name) or name.startswith("."):
            wrong = self.tr("A name must not begin with a dot, nor hold any of {letters}").format(
                letters=" ".join(FORBIDDEN)
            )
        elif name and self.folder.exists():
            wrong = self.tr("There is a folder of this name already.")
        self._says.setText(wrong)
        self._says.setVisible(bool(wrong))
        self.create_button.setEnabled(bool(name) and not wrong)

    def _choose_place(self) -> None:
        start = self._place if self._place.is_dir() else Path.home()
        if chosen := QFileDialog.getExistingDirectory(self, self.tr("Folder for the project"), str(start)):
            self._place = Path(chosen)
            self._where.setText(chosen)
            self._show_state()


class AboutDialog(QDialog):
    """What this is, its version, and what it must not be used for."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Frostline"))
        logo = QLabel()
        logo.setPixmap(icon("frostline", "accent").pixmap(56))
        version = self.tr("Version {version}, Apache License 2.0").format(version=VERSION)
        text = column(
            label("Frostline", "title"),
            label(version, "muted"),
            label(self.tr("Trains image classifiers by transfer learning, offline."), wrap=True),
            label(RESEARCH_USE_ONLY, "heading", wrap=True),
            label(self.tr("No warranty of any kind. Nothing leaves this computer."), "muted", wrap=True),
            spacing=SPACE,
        )
        close = button(self.tr("Close"), kind="primary", on_click=self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        top = QHBoxLayout()
        top.setSpacing(MARGIN)
        top.addWidget(logo)
        top.addLayout(text, stretch=1)
        layout.addLayout(top)
        layout.addLayout(row(None, close))
        self.setMinimumWidth(520)


class GuideDialog(QDialog):
    """The user guide, which comes with the program."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("User guide"))
        self.resize(860, 720)
        text = QTextBrowser()
        text.setObjectName("guide")
        text.setAccessibleName(self.tr("User guide"))
        text.setOpenLinks(False)
        text.setSearchPaths([str(resources.USER_GUIDE.parent)])
        text.document().setDocumentMargin(MARGIN)
        text.setMarkdown(resources.USER_GUIDE.read_text(encoding="utf-8"))
        close = button(self.tr("Close"), kind="primary", on_click=self.accept)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE)
        layout.addWidget(text)
        layout.addLayout(row(None, close))
