"""The first page: a new project, one that is there, or a sample."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.process.notices import RESEARCH_USE_ONLY
from core.wording.wording import translated
from gui.widgets.icons import icon, program_icon
from gui.widgets.notices import NoticeArea
from gui.widgets.parts import button, card, column, label, row
from gui.widgets.theme import MARGIN, SPACE, theme
from gui.widgets.tool_tip import plain

WIDTH = 820
LOGO_SIZE = 52
ROW_HEIGHT = 52


class StartPage(QWidget):
    """The first page. It only emits: the window asks for folders and opens projects."""

    new_wanted = Signal()
    open_wanted = Signal()
    #: by the name of the kind of data
    sample_wanted = Signal(str)
    recent_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.notices = NoticeArea()
        self._logo = QLabel()
        self._recent: Sequence[Path] = ()
        says = self.tr("Train classifiers on your own images or texts.\nNothing leaves this computer.", "of all kinds")
        self.new_button = button(self.tr("New project …"), "new", kind="primary", on_click=self.new_wanted.emit)
        self.open_button = button(self.tr("Open project …"), "open", on_click=self.open_wanted.emit)
        self.sample_button = self._sample_button(
            self.tr("Try the sample images", "of all kinds"),
            "images",
            self.tr("247 synthetic DICOM files to try everything on"),
        )
        self.text_sample_button = self._sample_button(
            self.tr("Try the sample texts"), "text", self.tr("Some 400 synthetic notes to try everything on")
        )
        for made in (self.new_button, self.open_button, self.sample_button, self.text_sample_button):
            made.setMinimumHeight(40)
            made.setMinimumWidth(220)
        begin = column(
            self.new_button,
            self.open_button,
            self.sample_button,
            self.text_sample_button,
            label(self.tr("The samples, 247 DICOM files and some\n400 notes, are synthetic."), "muted"),
            None,
            spacing=12,
        )
        self.recent = QListWidget()
        self.recent.setAccessibleName(self.tr("Recent projects"))
        self.recent.setIconSize(QSize(22, 22))
        self.recent.setProperty("kind", "plain")
        self.recent.setCursor(Qt.CursorShape.PointingHandCursor)
        self.recent.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.recent.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.recent.itemActivated.connect(self._open)
        self.recent.itemClicked.connect(self._open)
        self._room = QWidget()  # keeps the words at the top while there is no list
        self._room.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._nothing = label(self.tr("Projects that you open will be listed here."), "muted", wrap=True)
        head = label(self.tr("Recent projects"), "heading")
        recent = card(column(head, self._nothing, self.recent, self._room))
        middle = QHBoxLayout()
        middle.setSpacing(MARGIN * 2)
        middle.addLayout(begin)
        middle.addWidget(recent, stretch=1)
        name = label("Frostline", "title")
        top = row(self._logo, column(name, label(says, "muted"), spacing=2), None, spacing=SPACE)
        body = QWidget()
        body.setMaximumWidth(WIDTH)
        inner = QVBoxLayout(body)
        inner.setSpacing(MARGIN)
        inner.addLayout(top)
        inner.addWidget(self.notices)
        inner.addLayout(middle, stretch=1)
        inner.addWidget(label(translated(RESEARCH_USE_ONLY), "muted", wrap=True))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN * 2, MARGIN, MARGIN)
        layout.addStretch(1)
        layout.addWidget(body, stretch=20)
        layout.addStretch(1)
        theme().changed.connect(self._redraw)
        self._redraw()

    def show_recent(self, folders: Sequence[Path]) -> None:
        """Show the projects that were open last, the last one first."""
        self._recent = folders
        self._redraw()

    def _sample_button(self, text: str, kind: str, tip: str) -> QPushButton:
        made = button(text, "sample", on_click=lambda: self.sample_wanted.emit(kind))
        made.setToolTip(plain(tip))
        return made

    def _redraw(self) -> None:
        self._logo.setPixmap(program_icon().pixmap(LOGO_SIZE))
        self.recent.clear()
        for folder in self._recent:
            item = QListWidgetItem(icon("project", "accent"), f"{folder.name}\n{_short(folder.parent)}")
            item.setData(Qt.ItemDataRole.UserRole, str(folder))
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            item.setToolTip(plain(str(folder)))
            self.recent.addItem(item)
        has_some = self.recent.count() > 0
        self.recent.setVisible(has_some)
        self._nothing.setVisible(not has_some)
        self._room.setVisible(not has_some)

    def _open(self, item: QListWidgetItem) -> None:
        self.recent_chosen.emit(Path(item.data(Qt.ItemDataRole.UserRole)))


def _short(folder: Path) -> str:
    """Return the folder with ~ for the user's own."""
    return f"~{os.sep}{folder.relative_to(Path.home())}" if folder.is_relative_to(Path.home()) else str(folder)
