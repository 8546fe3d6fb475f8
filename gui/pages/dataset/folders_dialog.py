"""Asks what folders are that may be parts of the data or classes, and shows what comes of either answer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from core.dataset.folder_meaning import FolderMeaning, FoldersUnclear
from core.wording.catalogue import text_of, words_of
from gui.widgets.parts import button, card, label, row
from gui.widgets.theme import GAP, MARGIN, SPACE

WIDTH = 560


class FoldersDialog(QDialog):
    """Emits the answer, and closes; without one nothing changes."""

    answered = Signal(object)

    def __init__(self, question: FoldersUnclear, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("What are these folders?"))
        self.setMinimumWidth(WIDTH)
        self.parts_button = self._button(self.tr("They are parts"), FolderMeaning.PARTS)
        self.classes_button = self._button(self.tr("They are classes"), FolderMeaning.CLASSES)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        words = words_of(question.message)
        layout.addWidget(label(words.text, "heading", wrap=True))
        layout.addWidget(label(words.hint, "muted", wrap=True))
        for made, outcome in ((self.parts_button, question.as_parts), (self.classes_button, question.as_classes)):
            layout.addWidget(card(row(made, None), label(text_of(outcome), wrap=True), spacing=GAP))
        layout.addWidget(
            label(
                self.tr("Until a run has begun you can change it under Image import, Classes."),
                "muted",
                wrap=True,
            )
        )
        self.cancel_button = button(self.tr("Cancel"), on_click=self.reject)
        layout.addLayout(row(None, self.cancel_button))
        self.cancel_button.setFocus()

    def _button(self, text: str, meaning: FolderMeaning) -> QPushButton:
        made = button(text, on_click=lambda: self._answer(meaning))
        made.setAutoDefault(False)  # neither is more likely
        return made

    def _answer(self, meaning: FolderMeaning) -> None:
        self.accept()
        self.answered.emit(meaning)
