"""The box to type or paste a text into, with what is predicted of it beside. Nothing of it is kept anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from core.prediction.text_prediction import TextPrediction
from core.wording.wording import listed
from gui.translation import count, tr
from gui.widgets.class_bar import paint_class_bar
from gui.widgets.parts import label
from gui.widgets.theme import GAP, SPACE, theme
from gui.widgets.words import plain_number, probability

#: after the last key
MILLISECONDS = 350
BOX_HEIGHT = 128
ROW_HEIGHT = 24
#: of the width, for the names beside the bars
NAME_SHARE = 0.35
MOST_BARS = 5


class TextBox(QWidget):
    """Asks for a prediction as soon as nobody types any more."""

    #: what is to be predicted; "" where the box is empty
    text_given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.edit = QPlainTextEdit()
        self.edit.setAccessibleName(self.tr("Text to predict"))
        self.edit.setPlaceholderText(self.tr("Type or paste a sentence or a report"))
        self.edit.setUndoRedoEnabled(True)
        self.edit.setTabChangesFocus(True)
        self.edit.setAcceptDrops(False)  # files are for the page
        self.edit.setFixedHeight(BOX_HEIGHT)
        self.predicted = label("", "heading", wrap=True)
        self.bars = _Bars()
        self.told = label("", "muted", wrap=True)
        self._timer = QTimer(self, singleShot=True, interval=MILLISECONDS)
        self._timer.timeout.connect(lambda: self.text_given.emit(self.text))
        self.edit.textChanged.connect(self._changed)
        self._arrange()
        self.show_problem("")

    @property
    def text(self) -> str:
        """Return what stands in the box, without blanks at its ends."""
        return self.edit.toPlainText().strip()

    def show_prediction(self, names: Sequence[str], prediction: TextPrediction, are_classes: bool) -> None:
        values = list(zip(names, prediction.values, strict=True))
        if are_classes:
            values.sort(key=lambda pair: -pair[1])
            self.predicted.setText(values[0][0])
        else:
            self.predicted.setText(listed(f"{name} {plain_number(value)}" for name, value in values))
        self.bars.show_values(values[:MOST_BARS] if are_classes else [])
        self.told.setText(_length_text(prediction))

    def show_problem(self, problem: str) -> None:
        """Show why there is no prediction; "" while there is no text."""
        self.predicted.setText("")
        self.bars.show_values([])
        self.told.setText(problem or self.tr("Its prediction appears here. Nothing that you type is kept."))

    def clear(self) -> None:
        """Forget the text, also what could be undone."""
        self.edit.setPlainText("")
        self.edit.document().clearUndoRedoStacks()
        self._timer.stop()
        self.show_problem("")

    def _changed(self) -> None:
        self._timer.start()
        if not self.text:
            self.show_problem("")

    def _arrange(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(GAP)
        for part in (self.predicted, self.bars, self.told):
            beside.addWidget(part)
        beside.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.edit, 3, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(beside, 2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


class _Bars(QWidget):
    """A bar for each of the most probable classes."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[tuple[str, float]] = []
        theme().changed.connect(self.update)

    def show_values(self, values: list[tuple[str, float]]) -> None:
        self.values = values
        self.setAccessibleName(listed(f"{name} {probability(value)}" for name, value in values))
        self.setVisible(bool(values))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, ROW_HEIGHT * max(1, len(self.values)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number, (name, value) in enumerate(self.values):
            line = QRect(0, number * ROW_HEIGHT, self.width(), ROW_HEIGHT)
            width = round(line.width() * NAME_SHARE)
            paint_class_bar(painter, line, name, value, name_width=width, is_winner=number == 0)


def _length_text(prediction: TextPrediction) -> str:
    if not prediction.is_cut:
        return tr("%n token(s)", "", prediction.tokens)
    read = count(prediction.tokens_read)
    return tr("%n token(s), of which {read} are read", "", prediction.tokens).format(read=read)
