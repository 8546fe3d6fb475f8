"""TextLook: one text inside a network: its tokens, the layers, and what one of them makes of each token."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from core.dataset.dataset import Dataset
from core.inspection.text_activation import TextActivation, TextInside
from core.project.project import Project
from core.project.texts import texts_of
from core.task_table import LookInsideText, LookIntoText
from core.training.run import Run
from gui.pages.activations.look.look import Look
from gui.pages.activations.look.model_chooser import ModelChooser
from gui.pages.activations.look.side import side_area
from gui.pages.activations.texts.class_choice import ClassChoice
from gui.pages.activations.texts.text_chooser import TextChooser
from gui.pages.activations.texts.text_panel import TextPanel
from gui.pages.page import Page
from gui.widgets.parts import card
from gui.widgets.text_list import ListedText
from gui.widgets.theme import SPACE
from gui.widgets.token_chips import TokenChips
from gui.widgets.words import part_name

LAYERS_WIDTH = 216
#: of the tokens, before they are scrolled
HIGHEST_TOKENS = 150


class TextLook(Look[str, TextInside, TextActivation]):
    """What the Activations page holds where texts are learnt from."""

    opens = LookIntoText

    def __init__(self, page: Page, chooser: ModelChooser):
        super().__init__(page, chooser, of_texts=True)
        self.dialog: TextChooser | None = None
        self.panel = TextPanel()
        self.tokens, self.classes = TokenChips(), ClassChoice()
        self._tokens_area = QScrollArea()
        self._name_choice(self.tr("Choose text …"))
        self._waiting.timeout.connect(self.panel.show_waiting)
        self.layers.setFixedWidth(LAYERS_WIDTH)
        middle = QVBoxLayout()
        middle.setSpacing(SPACE)
        middle.addWidget(self._tokens_card())
        middle.addWidget(self.panel, stretch=1)
        self._arrange(middle, side_area(self.tr("Class and values"), self.classes, self.facts))
        self.classes.class_chosen.connect(self._ask)

    def choose(self) -> None:
        dialog = self.dialog = TextChooser(self)
        dialog.chosen.connect(self.look_at)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._forget_dialog)
        dialog.open()
        project, dataset = self._session.project, self._session.dataset
        if project is not None and dataset is not None:
            self._runner.read(lambda: listed_texts(project, dataset), self._show_listed)

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _show_listed(self, texts: list[ListedText]) -> None:
        if self.dialog is not None:
            self.dialog.show_texts(texts)

    def _opening(self, model: str | Run, example: str) -> LookIntoText:
        return LookIntoText(model=model, text=example)

    def _show_example(self, example: str, inside: TextInside) -> None:
        self.tokens.show_tokens(inside.tokens, None)
        self._fit_tokens()
        self.classes.show_classes(inside.classes, inside.probabilities, inside.cut)
        self.layers.show_layers(inside.layers)

    def _ask(self) -> None:
        if self._looked_at is not None:
            model, text, layer = self._looked_at
            self._ask_for(LookInsideText(model=model, text=text, layer=layer, label=self.classes.chosen_class))

    def _show_layer(self, inside: TextInside, seen: TextActivation) -> None:
        self.panel.show_layer(inside.tokens, seen)
        self.tokens.show_tokens(inside.tokens, seen.contributions)
        self.classes.show_contributions(seen.contributions)

    def _show_no_layer(self) -> None:
        self.panel.show_nothing()

    def _show_no_example(self) -> None:
        self.tokens.show_tokens((), None)
        self.classes.forget()
        self.invitation.show_texts(
            self.tr("See what each layer makes of a text"),
            self.tr("Its hidden states, what its tokens attend to, and what supports a class."),
        )

    def _tokens_card(self) -> QWidget:
        area = self._tokens_area
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("The text by its tokens"))
        area.setWidget(self.tokens)
        self.tokens.setProperty("kind", "in card")
        return card(area)

    def _fit_tokens(self) -> None:
        """Give the tokens the height that they need, and no more than there is."""
        needed = self.tokens.heightForWidth(self._tokens_area.viewport().width())
        self._tokens_area.setFixedHeight(min(needed + 4, HIGHEST_TOKENS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tokens()


def listed_texts(project: Project, dataset: Dataset) -> list[ListedText]:
    """Return the readable texts of a dataset with their classes and parts, in the order of the table."""
    examples = [example for example in dataset.by_name if not example.problem]
    texts = texts_of(project, dataset, examples)
    return [
        ListedText(texts.get(example.name, ""), " · ".join((example.label, part_name(example.split))))
        for example in examples
    ]
