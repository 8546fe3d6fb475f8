"""Look: one example inside a network: its layers, and what one of them makes of it."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

from core.inspection.activation import LayerActivation
from core.inspection.text_activation import TextActivation
from core.task_table import Request
from core.training.run import Run
from gui.job_runner import Done, Outcome, Task
from gui.pages.activations.look.layer_facts import LayerFactsCard
from gui.pages.activations.look.layer_steps import LayerSteps
from gui.pages.activations.look.model_chooser import ModelChooser
from gui.pages.page import Page
from gui.widgets.invitation import Invitation
from gui.widgets.parts import button
from gui.widgets.theme import SPACE

#: an answer that takes longer is announced
MILLISECONDS_TO_WAIT = 250

Example = TypeVar("Example")
Inside = TypeVar("Inside")
Seen = TypeVar("Seen", LayerActivation, TextActivation)


class Look(QWidget, Generic[Example, Inside, Seen]):
    """What the Activations page holds for one kind of data: its class says how these examples are opened and shown.

    `Inside` is what a model gives when it is opened with an example, `Seen` what it gives of one layer.
    """

    #: the request by which a model is opened with an example
    opens: ClassVar[type[Request[Any]]]

    def __init__(self, page: Page, chooser: ModelChooser, *, of_texts: bool):
        super().__init__()
        self._page, self._chooser = page, chooser
        self._session, self._runner = page.session, page.runner
        self.example: Example | None = None
        #: the model and the example of which it was tried last; what does not open is not tried again by itself
        self._opened: tuple[str | Run, Example] | None = None
        self._inside: Inside | None = None
        self._asked: Request[Seen] | None = None
        self.choose_button = button("", "image", on_click=self.choose)
        self.first_button = button("", "image", kind="primary", on_click=self.choose)
        self.invitation = Invitation("activations", self.first_button)
        self.layers, self.facts = LayerSteps(), LayerFactsCard(of_texts=of_texts)
        self.layers.chosen.connect(lambda _: self._ask())
        #: runs out when an answer is long in coming
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(MILLISECONDS_TO_WAIT)
        self._view = QWidget()
        self._stack = QStackedWidget()

    # ---- what a kind of data answers for

    def choose(self) -> None:
        """Ask the user for an example."""
        raise NotImplementedError

    def _opening(self, model: str | Run, example: Example) -> Request[Inside]:
        """Return what opens the model with the example."""
        raise NotImplementedError

    def _ask(self) -> None:
        """Ask for what the chosen layer makes of the example, where one is open."""
        raise NotImplementedError

    def _show_example(self, example: Example, inside: Inside) -> None:
        raise NotImplementedError

    def _show_layer(self, inside: Inside, seen: Seen) -> None:
        raise NotImplementedError

    def _show_no_layer(self) -> None:
        raise NotImplementedError

    def _show_no_example(self) -> None:
        raise NotImplementedError

    # ---- what is opened

    def look_at(self, example: Example) -> None:
        """Look at another example, or at the same once more; the layer stays the same."""
        self.example, self._opened = example, None
        self.open()

    def open(self) -> None:
        """Open the model as soon as somebody looks, and nothing else runs."""
        model, example = self._chooser.chosen_model, self.example
        if model is None or example is None or not self.isVisible() or self._opened == (model, example):
            return
        if self._runner.is_busy:
            return
        self._opened, self._inside, self._asked = (model, example), None, None
        self._page.start(
            Task(self._opening(model, example), self.tr("Opening the model")),
            lambda inside: self._show_inside(model, example, inside),
            on_stopped=self.show_state,
            on_failed=self.show_state,
        )
        self.show_state()

    def forget(self) -> None:
        """Show nothing of the project before: another was opened, or none."""
        self.example = self._opened = self._inside = self._asked = None
        self._waiting.stop()
        self.layers.show_layers(())
        self._show_no_layer()
        self.facts.show_layer(None)
        self._show_no_example()
        self.show_state()

    def show_state(self) -> None:
        for made in (self.choose_button, self.first_button):
            made.setEnabled(not self._runner.is_busy and self._chooser.chosen_model is not None)
        self._view.setEnabled(self._inside is not None)  # of the example before, until the next is there
        if self._inside is not None or not self.is_opening:
            self._stack.setCurrentWidget(self.invitation if self._inside is None else self._view)

    @property
    def is_opening(self) -> bool:
        """Return whether what runs is asked for here."""
        return self._runner.is_busy and isinstance(self._runner.request, self.opens)

    @property
    def _looked_at(self) -> tuple[str | Run, Example, str] | None:
        """Return the model, the example and the layer; None while there is nothing to see."""
        layer = self.layers.layer
        if self._inside is None or self._opened is None or layer is None:
            return None
        model, example = self._opened
        return model, example, layer

    def _show_inside(self, model: str | Run, example: Example, inside: Inside) -> None:
        if (self._chooser.chosen_model, self.example) != (model, example):  # another was chosen meanwhile
            self.open()
            return
        self._inside = inside
        self._show_example(example, inside)
        self.show_state()
        self._ask()

    def _ask_for(self, wanted: Request[Seen]) -> None:
        self._asked = wanted
        self._waiting.start()
        self._runner.forget(type(wanted))  # who steps on quickly does not wait for what was passed over
        self._runner.ask(wanted, lambda outcome: self._receive(wanted, outcome))

    def _receive(self, asked: Request[Seen], outcome: Outcome[Seen]) -> None:
        if asked is not self._asked or self._inside is None:
            return
        self._waiting.stop()
        match outcome:
            case Done(seen):
                self._show_layer(self._inside, seen)
                self.facts.show_layer(seen)
            case _:
                self._show_no_layer()
                self.facts.show_layer(None)
                self._page.notices.show_outcome(outcome)

    def _name_choice(self, text: str) -> None:
        """Say on both buttons what they ask for."""
        for made in (self.choose_button, self.first_button):
            made.setText(text)
            made.setAccessibleName(text)

    def _arrange(self, middle: QLayout, side: QWidget) -> None:
        sides = QHBoxLayout(self._view)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(SPACE)
        sides.addWidget(self.layers)
        sides.addLayout(middle, stretch=1)
        sides.addWidget(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.invitation, self._view):
            self._stack.addWidget(widget)
        layout.addWidget(self._stack)
