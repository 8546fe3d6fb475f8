"""The dialogs of the Help menu: the user guide, and what Frostline is."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

import resources
from core import VERSION
from core.process.notices import RESEARCH_USE_ONLY
from core.wording.wording import translated
from gui.widgets.icons import program_icon
from gui.widgets.parts import button, column, label, row
from gui.widgets.theme import MARGIN, SPACE


class AboutDialog(QDialog):
    """Show what this is, its version, and what it must not be used for."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Frostline"))
        logo = QLabel()
        logo.setPixmap(program_icon().pixmap(64))
        version = self.tr("Version {version}, Apache License 2.0").format(version=VERSION)
        text = column(
            label("Frostline", "title"),
            label(version, "muted"),
            label(
                self.tr("Trains classifiers of images and of texts by transfer learning, offline.", "of all kinds"),
                wrap=True,
            ),
            label(translated(RESEARCH_USE_ONLY), "heading", wrap=True),
            label(self.tr("No warranty of any kind. Nothing leaves this computer."), "muted", wrap=True),
            spacing=SPACE,
        )
        close = button(self.tr("Close"), kind="primary", on_click=self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        top = QHBoxLayout()
        top.setSpacing(MARGIN)
        top.addWidget(logo, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(text, stretch=1)
        layout.addLayout(top)
        licences = button(self.tr("Licences"), kind="link", on_click=self._show_licences)
        layout.addLayout(row(licences, None, close))
        close.setFocus()
        self.setMinimumWidth(520)

    def _show_licences(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(resources.licences())))


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
