"""TextChooser: a dialog that asks for one text, of the dataset or typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from gui.widgets.parts import button, label, row
from gui.widgets.searched_texts import SearchedTexts
from gui.widgets.text_list import ListedText
from gui.widgets.theme import GAP, MARGIN, SPACE

SIZE = QSize(860, 620)
TYPED_HEIGHT = 96


class TextChooser(QDialog):
    """A double click or Enter takes a text; what is typed comes first."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("Choose a text"))
        self.resize(SIZE)
        self._texts: Sequence[ListedText] = ()
        self.typed = QPlainTextEdit()
        self.typed.setAccessibleName(self.tr("A text of your own"))
        self.typed.setPlaceholderText(self.tr("Type or paste a text; it is kept nowhere."))
        self.typed.setTabChangesFocus(True)
        self.typed.setFixedHeight(TYPED_HEIGHT)
        self.texts = SearchedTexts()
        self.texts.list.nothing = self.tr("No texts here.")
        self.cancel_button = button(self.tr("Cancel"), on_click=self.reject)
        self.take_button = button(self.tr("Look inside"), kind="primary", on_click=self._take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, SPACE, MARGIN, SPACE)
        layout.setSpacing(GAP)
        layout.addWidget(label(self.tr("A text of your own"), "heading"))
        layout.addWidget(self.typed)
        layout.addSpacing(GAP)
        layout.addWidget(label(self.tr("Texts of the dataset"), "heading"))
        layout.addWidget(self.texts, stretch=1)
        layout.addLayout(row(None, self.cancel_button, self.take_button))
        self.typed.textChanged.connect(self._show_state)
        self.texts.chosen.connect(lambda _: self._show_state())
        self.texts.opened.connect(self._end)
        self._show_state()

    def show_texts(self, texts: Sequence[ListedText]) -> None:
        """Show the texts of the dataset, as soon as they have been read."""
        self._texts = texts
        self.texts.show_texts(texts)
        self._show_state()

    @property
    def _text(self) -> str:
        """Return what is typed, else the text that is chosen in the list; "" where there is neither."""
        place = self.texts.place
        listed = self._texts[place].text if 0 <= place < len(self._texts) else ""
        return self.typed.toPlainText().strip() or listed

    def _show_state(self) -> None:
        self.take_button.setEnabled(bool(self._text))

    def _take(self) -> None:
        self._finish(self._text)

    def _end(self, place: int) -> None:
        self._finish(self._texts[place].text if 0 <= place < len(self._texts) else "")

    def _finish(self, text: str) -> None:
        if text:
            self.chosen.emit(text)
            self.accept()
