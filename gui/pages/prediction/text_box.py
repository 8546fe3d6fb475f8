"""The box to type or paste a text into, with what is predicted of it beside. Nothing of it is kept anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from core.prediction.text_prediction import TextPrediction
from gui.translation import count, tr
from gui.widgets.parts import label
from gui.widgets.theme import GAP, SPACE, colour, theme
from gui.widgets.words import plain_number, probability

#: after the last key
MILLISECONDS = 350
BOX_HEIGHT = 128
ROW_HEIGHT, BAR_HEIGHT = 24, 8
#: of the names beside the bars and of the numbers behind them
NAME_SHARE, NUMBER_WIDTH = 0.35, 58
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
            self.predicted.setText(", ".join(f"{name} {plain_number(value)}" for name, value in values))
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
        self.setAccessibleName(", ".join(f"{name} {probability(value)}" for name, value in values))
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
            self._paint(painter, line, name, value, is_winner=number == 0)

    def _paint(self, painter: QPainter, line: QRect, name: str, value: float, is_winner: bool) -> None:
        middle, width = Qt.AlignmentFlag.AlignVCenter, round(line.width() * NAME_SHARE)
        painter.setPen(colour("text" if is_winner else "muted"))
        elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, width)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, elided)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, probability(value))
        track = QRect(width + GAP, 0, line.width() - width - NUMBER_WIDTH - 2 * GAP, BAR_HEIGHT)
        track.moveTop(line.center().y() - BAR_HEIGHT // 2)
        painter.fillRect(track, colour("raised"))
        track.setWidth(round(track.width() * value))
        painter.fillRect(track, colour("accent" if is_winner else "muted"))


def _length_text(prediction: TextPrediction) -> str:
    if not prediction.is_cut:
        return tr("%n token(s)", "", prediction.tokens)
    read = count(prediction.tokens_read)
    return tr("%n token(s), of which {read} are read", "", prediction.tokens).format(read=read)
