"""ClassesForm: where the class of an image or a text is written."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QRadioButton, QVBoxLayout, QWidget

from core.dataset.folder_meaning import FolderMeaning
from core.errors import UserError
from core.messages import Message
from core.modalities.images.dicom_label import label_tag_problem
from core.wording.catalogue import text_of
from gui.translation import tr
from gui.widgets.parts import label, row
from gui.widgets.theme import GAP, MARGIN

#: keywords of tags that tell what an image shows
TAGS = (
    "Modality",
    "BodyPartExamined",
    "ViewPosition",
    "Laterality",
    "ImageLaterality",
    "PatientSex",
    "SeriesDescription",
    "StudyDescription",
    "ProtocolName",
)
TAG_WIDTH = 260


class ClassesForm(QWidget):
    """`show_tag`, `read` it back: "" for folders or a table. The same for what folders mean."""

    #: by the user; what is there now may make no sense, which `read` tells
    changed = Signal()

    def __init__(self, *, of_images: bool) -> None:
        """Classes of texts stand in no tags."""
        super().__init__()
        self.folders = QRadioButton(self.tr("In the names of folders, or in a table"))
        self.by_tag = QRadioButton(self.tr("In a DICOM tag:"))
        self.folders.setChecked(True)
        self.tag = tag_box()
        self.wrong = label("", "danger", wrap=True)
        self._meaning = label(
            self.tr("Each value of the tag becomes a class. Files without it are listed under Problems."),
            "muted",
            wrap=True,
        )
        self.meaning = QComboBox()
        self.meaning.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.meaning.setAccessibleName(self.tr("What folders are that are called train, test and the like"))
        self.meaning.addItem(self.tr("parts of the split, if it is sure"), FolderMeaning.AUTOMATIC)
        self.meaning.addItem(self.tr("parts of the split"), FolderMeaning.PARTS)
        self.meaning.addItem(self.tr("classes"), FolderMeaning.CLASSES)
        indented = row(label(self.tr("Folders that are called train, test and the like are")), self.meaning, None)
        indented.setContentsMargins(MARGIN if of_images else 0, 0, 0, 0)
        below = QVBoxLayout()
        below.setContentsMargins(MARGIN, 0, 0, 0)
        below.setSpacing(GAP)
        below.addWidget(self.wrong)
        below.addWidget(self._meaning)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.folders if of_images else label(self.folders.text()))
        layout.addLayout(indented)
        if of_images:
            layout.addLayout(row(self.by_tag, self.tag, None))
            layout.addLayout(below)
        layout.addStretch(1)
        self.by_tag.toggled.connect(self._change)
        self.tag.currentTextChanged.connect(self._change)
        self.meaning.currentIndexChanged.connect(self._change)
        self._show_state()

    def show_tag(self, tag: str) -> None:
        for control in (self.by_tag, self.tag):
            control.blockSignals(True)
        (self.by_tag if tag else self.folders).setChecked(True)
        if tag:
            self.tag.setCurrentText(tag)
        for control in (self.by_tag, self.tag):
            control.blockSignals(False)
        self._show_state()

    def show_meaning(self, meaning: FolderMeaning) -> None:
        self.meaning.blockSignals(True)
        self.meaning.setCurrentIndex(self.meaning.findData(meaning))
        self.meaning.blockSignals(False)

    def read_meaning(self) -> FolderMeaning:
        return FolderMeaning(self.meaning.currentData())

    def read(self) -> str:
        """Raise UserError for a tag that cannot be used."""
        if problem := self._problem:
            raise UserError(Message("tag-to-be-chosen-again", reason=problem))
        return self._tag if self.by_tag.isChecked() else ""

    @property
    def _tag(self) -> str:
        return self.tag.currentText().strip()

    @property
    def _problem(self) -> Message | None:
        if not self.by_tag.isChecked():
            return None
        return label_tag_problem(self._tag) if self._tag else Message("which-tag")

    def _change(self, *_: object) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        is_by_tag = self.by_tag.isChecked()
        self.tag.setEnabled(is_by_tag)
        problem = self._problem
        self.wrong.setText(text_of(problem))
        self.wrong.setVisible(bool(problem))
        self._meaning.setVisible(is_by_tag)


def tag_box() -> QComboBox:
    """Return a box that offers tags and takes any other."""
    made = QComboBox()
    made.setEditable(True)
    made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setAccessibleName(tr("Keyword of the DICOM tag"))
    made.setFixedWidth(TAG_WIDTH)
    made.addItems(TAGS)
    return made
