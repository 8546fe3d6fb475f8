"""SearchedTexts: a list of texts with a field to search in them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gui.translation import tr
from gui.widgets.parts import label, row
from gui.widgets.text_list import ListedText, TextList
from gui.widgets.theme import GAP

SEARCH_WIDTH = 220


class SearchedTexts(QWidget):
    """What is searched for stays when other texts are shown; places count all of these, found or not."""

    #: the place of a text; -1 where none is chosen
    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._texts: Sequence[ListedText] = ()
        self._found: list[int] = []
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search"))
        self.search.setAccessibleName(tr("Search in the texts"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(SEARCH_WIDTH)
        self.count = label("", "muted")
        self.list = TextList()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(row(self.search, None, self.count))
        layout.addWidget(self.list, stretch=1)
        self.search.textChanged.connect(lambda _: self._show_found())
        self.list.chosen.connect(lambda place: self.chosen.emit(self._place(place)))
        self.list.opened.connect(lambda place: self.opened.emit(self._place(place)))

    @property
    def place(self) -> int:
        """Return the place of the text that is chosen; -1 where there is none."""
        return self._place(self.list.place)

    def show_texts(self, texts: Sequence[ListedText]) -> None:
        """Show other texts, of which the first one found is chosen."""
        self._texts = texts
        self._show_found()

    def _place(self, row_: int) -> int:
        return self._found[row_] if 0 <= row_ < len(self._found) else -1

    def _show_found(self) -> None:
        wanted = self.search.text().strip().casefold()
        is_found = [wanted in f"{one.caption} {one.text}".casefold() for one in self._texts]
        self._found = [place for place, found in enumerate(is_found) if found]
        self.list.show_texts([self._texts[place] for place in self._found])
        self.count.setText(tr("%n text(s)", "", len(self._found)))
        if self._found:
            self.list.choose(0)
        else:
            self.chosen.emit(-1)
