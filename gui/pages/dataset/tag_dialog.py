"""Asks for the DICOM tag that holds the class, before a folder of such files is chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from core.modalities.images.dicom_label import label_tag_problem
from core.wording.catalogue import text_of
from gui.pages.dataset.reading.classes_form import tag_box
from gui.widgets.parts import button, label, row
from gui.widgets.theme import MARGIN, SPACE

WIDTH = 480


class TagDialog(QDialog):
    """`tag` is the one that was chosen."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("Classes by a DICOM tag"))
        self.setMinimumWidth(WIDTH)
        self.box = tag_box()
        self.wrong = label("", "danger", wrap=True)
        self.action_button = button(self.tr("Choose folder …"), "folder", kind="primary", on_click=self.accept)
        self.action_button.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(row(label(self.tr("Tag that holds the class")), self.box, None))
        layout.addWidget(label(self.tr("Each of its values becomes a class."), "muted", wrap=True))
        layout.addWidget(self.wrong)
        layout.addLayout(row(None, button(self.tr("Cancel"), on_click=self.reject), self.action_button))
        self.box.currentTextChanged.connect(self._show_state)
        self._show_state()

    @property
    def tag(self) -> str:
        return self.box.currentText().strip()

    def _show_state(self, *_: object) -> None:
        problem = text_of(label_tag_problem(self.tag)) if self.tag else ""
        self.wrong.setText(problem)
        self.wrong.setVisible(bool(problem))
        self.action_button.setEnabled(bool(self.tag) and not problem)
