"""TextLook: one text inside a network: its tokens, the layers, and what one of them makes of each token."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.dataset.dataset import Dataset
from core.inspection.text_activation import TextActivation, TextInside
from core.project.project import Project
from core.project.texts import texts_of
from core.task_table import LookInsideText, LookIntoText
from core.training.run import Run
from gui.job_runner import Done, Outcome, Task
from gui.pages.activations.look.layer_facts import LayerFactsCard
from gui.pages.activations.look.layer_steps import LayerSteps
from gui.pages.activations.look.model_chooser import ModelChooser
from gui.pages.activations.look.side import side_area
from gui.pages.activations.texts.class_choice import ClassChoice
from gui.pages.activations.texts.text_chooser import TextChooser
from gui.pages.activations.texts.text_panel import TextPanel
from gui.pages.page import Page
from gui.widgets.invitation import Invitation
from gui.widgets.parts import button, card
from gui.widgets.text_list import ListedText
from gui.widgets.theme import SPACE
from gui.widgets.token_chips import TokenChips
from gui.widgets.words import part_name

LAYERS_WIDTH = 216
#: of the tokens, before they are scrolled
HIGHEST_TOKENS = 150
#: an answer that takes longer is announced
MILLISECONDS_TO_WAIT = 250


class TextLook(QWidget):
    """What the Activations page holds where texts are learnt from."""

    def __init__(self, page: Page, chooser: ModelChooser):
        super().__init__()
        self._page, self._chooser = page, chooser
        self._session, self._runner = page.session, page.runner
        self.text = ""
        #: the model and the text of which it was tried last; what does not open is not tried again by itself
        self._opened: tuple[str | Run, str] | None = None
        self._inside: TextInside | None = None
        self._asked: LookInsideText | None = None
        self.dialog: TextChooser | None = None
        self.text_button = button(self.tr("Choose text …"), "image", on_click=self.choose_text)
        self.first_text_button = button(self.tr("Choose text …"), "image", kind="primary", on_click=self.choose_text)
        self.invitation = Invitation("activations", self.first_text_button)
        self.invitation.show_texts(
            self.tr("See what each layer makes of a text"),
            self.tr("Its hidden states, what its tokens attend to, and what supports a class."),
        )
        self.layers, self.panel, self.facts = LayerSteps(), TextPanel(), LayerFactsCard(of_texts=True)
        self.tokens, self.classes = TokenChips(), ClassChoice()
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(MILLISECONDS_TO_WAIT)
        self._waiting.timeout.connect(self.panel.show_waiting)
        self._tokens_area = QScrollArea()
        self._view = QWidget()
        self._stack = QStackedWidget()
        self._arrange()
        self.layers.chosen.connect(lambda _: self._ask())
        self.classes.class_chosen.connect(self._ask)

    def choose_text(self) -> None:
        dialog = self.dialog = TextChooser(self)
        dialog.chosen.connect(self.look_at)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._forget_dialog)
        dialog.open()
        project, dataset = self._session.project, self._session.dataset
        if project is not None and dataset is not None:
            self._runner.read(lambda: listed_texts(project, dataset), self._show_listed)

    def look_at(self, text: str) -> None:
        """Another text, or the same once more; the layer stays the same."""
        self.text, self._opened = text, None
        self.open()

    def open(self) -> None:
        """Open the model as soon as somebody looks, and nothing else runs."""
        model, text = self._chooser.chosen_model, self.text
        self.show_state()
        if model is None or not text or not self.isVisible() or self._opened == (model, text) or self._runner.is_busy:
            return
        self._opened, self._inside, self._asked = (model, text), None, None
        self._page.start(
            Task(LookIntoText(model=model, text=text), self.tr("Opening the model")),
            lambda inside: self._show_inside(model, text, inside),
            on_stopped=self.show_state,
            on_failed=self.show_state,
        )
        self.show_state()

    def forget(self) -> None:
        """Another project was opened, or none."""
        self.text, self._opened, self._inside, self._asked = "", None, None, None
        self._waiting.stop()
        self.layers.show_layers(())
        self.panel.show_nothing()
        self.facts.show_layer(None)
        self.tokens.show_tokens((), None)
        self.classes.forget()
        self.show_state()

    def show_state(self) -> None:
        is_free = not self._runner.is_busy
        for made in (self.text_button, self.first_text_button):
            made.setEnabled(is_free and self._chooser.chosen_model is not None)
        self._view.setEnabled(self._inside is not None)
        if self._inside is not None or not self.is_opening:
            self._stack.setCurrentWidget(self.invitation if self._inside is None else self._view)

    @property
    def is_opening(self) -> bool:
        """Return whether what runs is asked for here."""
        return self._runner.is_busy and isinstance(self._runner.request, LookIntoText)

    @property
    def has_example(self) -> bool:
        """Return whether there is a text, beside which another can be chosen."""
        return bool(self.text)

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _show_listed(self, texts: list[ListedText]) -> None:
        if self.dialog is not None:
            self.dialog.show_texts(texts)

    def _show_inside(self, model: str | Run, text: str, inside: TextInside) -> None:
        if (self._chooser.chosen_model, self.text) != (model, text):  # another was chosen meanwhile
            self.open()
            return
        self._inside = inside
        self.tokens.show_tokens(inside.tokens, None)
        self._fit_tokens()
        self.classes.show_classes(inside.classes, inside.probabilities, inside.cut)
        self.layers.show_layers(inside.layers)
        self.show_state()
        self._ask()

    def _ask(self) -> None:
        layer = self.layers.layer
        if self._inside is None or self._opened is None or layer is None:
            return
        model, text = self._opened
        wanted = self._asked = LookInsideText(model=model, text=text, layer=layer, label=self.classes.chosen_class)
        self._waiting.start()
        self._runner.forget(LookInsideText)  # who steps on quickly does not wait for what was passed over
        self._runner.ask(wanted, lambda outcome: self._receive(wanted, outcome))

    def _receive(self, asked: LookInsideText, outcome: Outcome[TextActivation]) -> None:
        if asked is not self._asked or self._inside is None:
            return
        self._waiting.stop()
        match outcome:
            case Done(seen):
                self.panel.show_layer(self._inside.tokens, seen)
                self.facts.show_layer(seen)
                self.tokens.show_tokens(self._inside.tokens, seen.contributions)
                self.classes.show_contributions(seen.contributions)
            case _:
                self.panel.show_nothing()
                self.facts.show_layer(None)
                self._page.notices.show_outcome(outcome)

    def _arrange(self) -> None:
        self.layers.setFixedWidth(LAYERS_WIDTH)
        middle = QVBoxLayout()
        middle.setSpacing(SPACE)
        middle.addWidget(self._tokens_card())
        middle.addWidget(self.panel, stretch=1)
        area = side_area(self.tr("Class and values"), self.classes, self.facts)
        sides = QHBoxLayout(self._view)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(SPACE)
        sides.addWidget(self.layers)
        sides.addLayout(middle, stretch=1)
        sides.addWidget(area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.invitation, self._view):
            self._stack.addWidget(widget)
        layout.addWidget(self._stack)

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
