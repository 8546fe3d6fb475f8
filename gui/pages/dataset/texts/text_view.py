"""TextView: one text in full, and the tokens that the network is given of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextEdit, QWidget

from core.dataset.dataset import Example
from core.modalities.text.cut import Cut
from core.modalities.text.facts import text_facts
from core.storage.readable_names import readable_path
from gui.translation import count, tr
from gui.widgets.parts import column, label, row
from gui.widgets.theme import GAP, SPACE, theme
from gui.widgets.words import part_name

HEIGHT = 190
NO_BREAK = "\u00a0"


class TextView(QWidget):
    """Shows; what the tokens are it is told."""

    def __init__(self) -> None:
        super().__init__()
        self._tokens: Sequence[str] = ()
        self._read: int | None = None
        self._cut = Cut.HEAD
        self.place = label("", "muted", selectable=True)
        self.text = _pane(self.tr("The whole text"))
        self.tokens = _pane(self.tr("Its tokens"))
        self._token_count = label("", "muted")
        self.setFixedHeight(HEIGHT)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(column(row(label(self.tr("The whole text")), self.place, None), self.text, spacing=GAP // 2))
        tokens = row(label(self.tr("As the network reads it")), self._token_count, None)
        layout.addLayout(column(tokens, self.tokens, spacing=GAP // 2))
        layout.setStretch(0, 1)
        layout.setStretch(1, 1)
        theme().changed.connect(self._show_tokens)
        self.show_text(None)

    def show_text(self, example: Example | None) -> None:
        """Show a text; its tokens come later."""
        self._tokens = ()
        self.text.setPlainText(text_facts(example).text if example else "")
        self.place.setText(_place(example) if example else "")
        self._show_tokens()

    def show_tokens(self, tokens: Sequence[str], read: int | None, cut: Cut = Cut.HEAD) -> None:
        """Show the tokens of this text, of which so many are read; all where that is not known."""
        self._tokens, self._read, self._cut = tokens, read, cut
        self._show_tokens()

    def _show_tokens(self) -> None:
        number = tr("%n token(s)", "", len(self._tokens)) if self._tokens else ""
        left_out = range(0)
        if self._tokens and self._read is not None and len(self._tokens) > self._read:
            left_out = self._cut.left_out(len(self._tokens), self._read)
            number = tr("{tokens}, cut to {read}").format(tokens=number, read=count(self._read))
        self._token_count.setText(number)
        colours = theme().colours
        chip, unread, between = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        unread.setForeground(QColor(colours.muted))
        unread.setFontStrikeOut(True)
        chip.setBackground(QColor(colours.accent_soft))
        chip.setForeground(QColor(colours.text))
        self.tokens.clear()
        cursor = QTextCursor(self.tokens.document())
        for place, one in enumerate(self._tokens):  # as text: what stands in it is no mark-up of ours
            cursor.insertText(f"{NO_BREAK}{one}{NO_BREAK}", unread if place in left_out else chip)
            cursor.insertText(" ", between)


def _place(example: Example) -> str:
    where = readable_path(example.file)
    if example.frame is not None:
        where = tr("{file}, row {number}").format(file=where, number=count(example.frame + 1))
    return " · ".join(filter(None, (where, example.label, part_name(example.split))))


def _pane(name: str) -> QTextEdit:
    made = QTextEdit()
    made.setReadOnly(True)
    made.setAccessibleName(name)
    made.setTabChangesFocus(True)
    made.setFrameShape(QFrame.Shape.StyledPanel)
    return made
