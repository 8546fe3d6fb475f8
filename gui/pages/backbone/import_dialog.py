"""ImportDialog: what a module that is imported is to be called, and what it takes of images or of texts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from core.backbones.wishes import Wishes
from core.errors import UserError
from core.messages import Message
from core.modalities.images.image_size import Size, size_of_text
from core.modalities.images.input_values import (
    IMAGENET,
    NO_MEAN,
    NO_STD,
    RANGES,
    Channels,
    Normalisation,
    ValueRange,
    channels,
)
from core.task_table import ImportBackbone
from core.wording.catalogue import words_of
from core.wording.spoken_of import OF_IMAGES, OF_TEXTS
from gui.widgets.parts import button, label, row
from gui.widgets.theme import MARGIN, SPACE

WIDTH = 520
OWN = "own"


class ImportDialog(QDialog):
    #: carries the request
    confirmed = Signal(object)

    def __init__(self, path: Path, parent: QWidget | None = None, kind: str = OF_IMAGES):
        """`kind` is that of the data that a module for is wanted; what is for another is not asked."""
        super().__init__(parent)
        self._path = path
        self._are_texts = kind == OF_TEXTS
        self.setWindowTitle(self.tr("Import a backbone"))
        self.setMinimumWidth(WIDTH)
        self.name = self._field(self.tr("Name"), self.tr("As the file is called"))
        self.image_size = self._field(self.tr("Image size"), self.tr("As the module or its name says, else 224"))
        self.range = self._ranges()
        numbers = self.tr("red, green, blue, such as {example}")
        self.mean = self._field(self.tr("Mean"), numbers.format(example=as_text(IMAGENET.mean)))
        self.std = self._field(self.tr("Standard deviation"), numbers.format(example=as_text(IMAGENET.std)))
        self.vocabulary = self._field(self.tr("Vocabulary"), self.tr("The one that it carries, else a vocab.txt"))
        self.letters = self._letters()
        self.output = self._outputs()
        self.problem = label("", "danger", wrap=True)
        self.problem.hide()
        self.form = QFormLayout()
        self.form.setSpacing(12)
        self.form.addRow(self.tr("Name"), self.name)
        self.form.addRow(self.tr("Image size"), self.image_size)
        self.form.addRow(self.tr("Pixel values"), self.range)
        self.form.addRow(self.tr("Mean"), self.mean)
        self.form.addRow(self.tr("Standard deviation"), self.std)
        choose = button(self.tr("Choose …"), on_click=self._choose_vocabulary)
        self._vocabulary_row = row(self.vocabulary, choose)
        self.form.addRow(self.tr("Vocabulary"), self._vocabulary_row)
        self.form.addRow(self.tr("Capital letters"), self.letters)
        self.form.addRow(self.tr("Features"), self.output)
        self.range.currentIndexChanged.connect(self.show_state)
        says = self.tr("It is copied to your backbones, and checked before anything in it is run.")
        self.import_button = button(self.tr("Import"), kind="primary", on_click=self.confirm)
        self.import_button.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(label(path.name, "heading", wrap=True))
        layout.addLayout(self.form)
        layout.addWidget(self.problem)
        layout.addWidget(label(says, "muted", wrap=True))
        layout.addLayout(row(None, button(self.tr("Cancel"), on_click=self.reject), self.import_button))
        self.show_state()

    def show_state(self) -> None:
        """Mean and deviation are asked for where the user has said that there are some."""
        for field in (self.image_size, self.range):
            self.form.setRowVisible(field, not self._are_texts)
        for field in (self.mean, self.std):
            self.form.setRowVisible(field, not self._are_texts and self.range.currentData() == OWN)
        self.form.setRowVisible(self._vocabulary_row, self._are_texts)
        self.form.setRowVisible(self.letters, self._are_texts)
        self.form.setRowVisible(self.output, self._are_texts)
        self.adjustSize()

    def confirm(self) -> None:
        """Close with what was entered, or say what is wrong with it."""
        try:
            request = self._read()
        except UserError as error:
            self.problem.setText(words_of(error.message).whole)
            self.problem.show()
            self.adjustSize()
            return
        self.confirmed.emit(request)
        self.accept()

    def _read(self) -> ImportBackbone:
        wishes = self._of_texts() if self._are_texts else self._of_images()
        name = self.name.text().strip() or None
        return ImportBackbone(path=self._path, name=name, wishes=None if wishes == Wishes() else wishes)

    def _of_texts(self) -> Wishes:
        vocabulary = self.vocabulary.text().strip()
        return Wishes(
            vocabulary=Path(vocabulary) if vocabulary else None,
            lower_case=self.letters.currentData(),
            output=self.output.currentData(),
        )

    def _of_images(self) -> Wishes:
        chosen = self.range.currentData()
        value_range: ValueRange | None = tuple(chosen) if isinstance(chosen, tuple | list) else None
        return Wishes(
            value_range=value_range,
            normalisation=self._normalisation() if chosen == OWN else chosen if _is_normalisation(chosen) else None,
            image_size=self._size(),
        )

    def _size(self) -> Size | None:
        text = self.image_size.text().strip()
        try:
            return size_of_text(text) if text else None
        except ValueError:
            raise UserError(Message("no-size-of-images", text=text)) from None

    def _normalisation(self) -> Normalisation:
        return Normalisation(mean=self._channels(self.mean, NO_MEAN), std=self._channels(self.std, NO_STD))

    def _channels(self, field: QLineEdit, default: Channels) -> Channels:
        text = field.text().strip()
        try:
            return channels(text) if text else default
        except ValueError:
            raise UserError(Message("not-three-numbers", text=text)) from None

    def _field(self, name: str, placeholder: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setPlaceholderText(placeholder)
        return field

    def _choose_vocabulary(self) -> None:
        kinds = self.tr("Vocabularies (*.txt)")
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Vocabulary"), str(self._path.parent), kinds)
        if chosen:
            self.vocabulary.setText(chosen)

    def _letters(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.tr("What capital letters mean to it"))
        box.addItem(self.tr("As it says, else by its vocabulary"), None)
        box.addItem(self.tr("mean something (cased)"), False)
        box.addItem(self.tr("mean nothing (uncased)"), True)
        return box

    def _outputs(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.tr("What of it are the features of a text"))
        box.addItem(self.tr("Automatic"), None)
        box.addItem(self.tr("mean of all tokens (sequence_output)"), "sequence_output")
        box.addItem(self.tr("its vector of the text (pooled_output)"), "pooled_output")
        return box

    def _ranges(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.tr("Pixel values it expects"))
        box.addItem(self.tr("Detect (0 to 1 if not stated)"), None)
        for low, high in RANGES.values():
            box.addItem(self.tr("{low:g} to {high:g}").format(low=low, high=high), (low, high))
        box.addItem(self.tr("By ImageNet's mean and standard deviation"), IMAGENET)
        box.addItem(self.tr("By another mean and standard deviation…"), OWN)
        return box


def as_text(values: Channels) -> str:
    return ", ".join(f"{value:g}" for value in values)


def _is_normalisation(chosen: object) -> bool:
    return isinstance(chosen, Normalisation)
