"""PredictedTexts: texts with what was predicted of each, and of the one that is chosen what speaks for that."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from core.evaluation.evaluated_run import PredictedExample
from core.inspection.text_activation import ExplainedText
from gui.translation import tr
from gui.widgets.parts import label
from gui.widgets.searched_texts import SearchedTexts
from gui.widgets.text_list import ListedText
from gui.widgets.theme import GAP
from gui.widgets.token_chips import TokenChips
from gui.widgets.words import probability

TOKENS_HEIGHT = 86


class PredictedTexts(QWidget):
    """What the tokens speak for it is told."""

    #: the user went to another text: carries its PredictedExample, or None
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._predicted: Sequence[PredictedExample] = ()
        self.texts = SearchedTexts()
        self.tokens = TokenChips()
        self.tokens.setProperty("kind", "in card")
        self.says = label("", "muted", wrap=True)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.tokens)
        area.setFixedHeight(TOKENS_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.texts, stretch=1)
        layout.addWidget(area)
        layout.addWidget(self.says)
        self.texts.chosen.connect(self._choose)

    @property
    def current(self) -> PredictedExample | None:
        """Return what is chosen."""
        place = self.texts.place
        return self._predicted[place] if 0 <= place < len(self._predicted) else None

    def show_predicted(self, predicted: Sequence[PredictedExample], nothing: str) -> None:
        self._predicted = predicted
        self.texts.list.nothing = nothing
        self.texts.show_texts([ListedText(one.text, _caption(one)) for one in predicted])

    def show_explained(self, asked: PredictedExample, explained: ExplainedText | None) -> None:
        """Show what the tokens of this text speak for; None where that is not known."""
        if asked is not self.current:
            return
        self.tokens.show_tokens(explained.tokens if explained else (), explained.contributions if explained else None)
        said = tr("Gradient × input: red supports “{name}”, blue counts against it.")
        self.says.setText(said.format(name=asked.predicted) if explained else "")

    def _choose(self, _: int) -> None:
        current = self.current
        self.tokens.show_tokens((), None)
        lost = current is not None and not current.text
        waiting = tr("Computing …") if current else ""
        self.says.setText(tr("The text is no longer where it was read.") if lost else waiting)
        self.chosen.emit(current if current and current.text else None)


def _caption(one: PredictedExample) -> str:
    sure = "" if one.confidence is None else f" {probability(one.confidence)}"
    return tr("{label}: predicted {predicted}").format(label=one.label, predicted=one.predicted + sure)
