"""The large area that asks for images: drop them there, or choose them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.widgets.icons import icon
from gui.widgets.parts import button, label, row
from gui.widgets.theme import GAP, MARGIN, SPACE, colour, theme

ICON_SIZE = 56
RADIUS = 12


class DropArea(QFrame):
    """An area to drop files on. It only emits; the page takes what is dropped."""

    folder_wanted = Signal()
    table_wanted = Signal()
    #: a folder of DICOM files that tell their class by a tag
    tag_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_over = False
        self._picture = QLabel()
        self._says = label("", "heading")
        self.folder_button = button(
            self.tr("Choose folder …"), "folder", kind="primary", on_click=self.folder_wanted.emit
        )
        self.table_button = button(self.tr("Choose table …"), "table", on_click=self.table_wanted.emit)
        for made in (self.folder_button, self.table_button):
            made.setMinimumHeight(40)
        self.tag_button = button(
            self.tr("DICOM files with the class in a tag …"), kind="link", on_click=self.tag_wanted.emit
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACE)
        layout.addStretch(2)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._says, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(row(None, self.folder_button, self.table_button, None, spacing=SPACE))
        layout.addWidget(self.tag_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(MARGIN)
        layout.addLayout(self._layouts())
        layout.addStretch(3)
        theme().changed.connect(self._show_picture)
        self._show_picture()
        self.show_state(is_free=True, is_looking=False, are_texts=False)

    def show_state(self, *, is_free: bool, is_looking: bool, are_texts: bool) -> None:
        """`is_looking`: the images that were chosen are being looked at just now; `are_texts`: the project has texts.

        Before it has anything it may be given either.
        """
        says = self.tr("Drop a folder of images or texts here, or a table", "of all kinds")
        if is_looking:
            says = self.tr("Scanning the data …")
        elif not is_free:
            says = self.tr("A task is running.")
        self._says.setText(says)
        self.folder_button.setEnabled(is_free)
        self.table_button.setEnabled(is_free)
        self.tag_button.setEnabled(is_free)
        self.tag_button.setVisible(not are_texts)

    def show_over(self, is_over: bool) -> None:
        """Something that can be dropped is held over the page."""
        self._is_over = is_over
        self.update()

    def _layouts(self) -> QHBoxLayout:
        """Return what a folder or a table must look like."""
        examples = (
            _example(self.tr("A folder per class"), "normal / …", "pneumonia / …"),
            _example(self.tr("Or split already"), "train / normal, pneumonia", "val / normal, pneumonia", "test / …"),
            _example(
                self.tr("Or a table (CSV, Excel, JSON lines) with columns"),
                self.tr("file, class – or text, class"),
                self.tr("and where known: subject, split"),
            ),
        )
        made = QHBoxLayout()
        made.setSpacing(MARGIN * 2)
        made.addStretch()
        for example in examples:
            made.addWidget(example)
        made.addStretch()
        return made

    def _show_picture(self) -> None:
        self._picture.setPixmap(icon("dataset", "accent").pixmap(ICON_SIZE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("accent" if self._is_over else "muted"), 2, Qt.PenStyle.DashLine))
        painter.setBrush(colour("accent_soft" if self._is_over else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.end()


def _example(title: str, *lines: str) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GAP // 2)
    layout.addWidget(label(title))
    for text in lines:
        layout.addWidget(label(text, "muted"))
    layout.addStretch()
    return made
