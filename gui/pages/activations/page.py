"""The activations page: what each layer of a network makes of an image or a text, step by step."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from core import tasks
from core.inspection.activation import ChannelOrder, Inside, LayerActivation
from core.modalities.images.frame import Frame
from core.task_table import LookInside, LookInto, LookIntoText
from core.training.run import Run
from core.wording.spoken_of import OF_TEXTS
from gui.job_runner import Done, JobRunner, Outcome, Task
from gui.pages.activations.image_chooser import ImageChooser, ask_for_file
from gui.pages.activations.layer_facts import LayerFactsCard
from gui.pages.activations.layer_steps import LayerSteps
from gui.pages.activations.map_panel import MapPanel
from gui.pages.activations.model_chooser import ModelChooser
from gui.pages.activations.seen_image import SeenImage
from gui.pages.activations.side import side_area
from gui.pages.activations.texts.text_look import TextLook
from gui.pages.page import Page
from gui.session import Session
from gui.stages import Stage, title
from gui.widgets.busy import BusyReason
from gui.widgets.invitation import Invitation
from gui.widgets.parts import button, label
from gui.widgets.theme import SPACE
from gui.widgets.thumbnails import Thumbnails

LAYERS_WIDTH = 188
#: an answer that takes longer is told to be on its way
MILLISECONDS_TO_WAIT = 250


class ActivationsPage(Page):
    """The layers at the left, the maps of one of them beside, and at the right the image and figures.

    Where texts are learnt from, `texts` stands in the place of all that is about images.
    """

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, title(Stage.ACTIVATIONS))
        self.frame: Frame | None = None
        #: the model and the image of which it was tried last; what does not open is not tried again by itself
        self._opened: tuple[str | Run, Frame] | None = None
        self._inside: Inside | None = None
        self._asked: LookInside | None = None
        self.dialog: ImageChooser | None = None
        session.project_changed.connect(self._forget)  # before another model is chosen for the old image
        self.chooser = ModelChooser(session)
        self.image_button = button(self.tr("Choose image …"), "image", on_click=self.choose_image)
        self.first_image_button = button(self.tr("Choose image …"), "image", kind="primary", on_click=self.choose_image)
        self.invitation = Invitation("activations", self.first_image_button)
        self.layers = LayerSteps()
        self.maps = MapPanel()
        self.image = SeenImage()
        self.facts = LayerFactsCard()
        self.texts = TextLook(self, self.chooser)
        self._busy = BusyReason(runner)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(MILLISECONDS_TO_WAIT)
        self._waiting.timeout.connect(self.maps.show_waiting)
        self._view = QWidget()
        self._stack = QStackedWidget()
        self._arrange()
        self._wire()
        self._forget()
        runner.read(tasks.list_backbones, self.chooser.show_backbones, self.notices.show_exception)

    # ---- what the user can ask for

    def choose_image(self) -> None:
        if self.session.dataset is None:
            if frame := ask_for_file(self):
                self.look_at(frame)
            return
        self.dialog = ImageChooser(self.session.dataset, self.thumbnails, self)
        self.dialog.chosen.connect(self.look_at)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def look_at(self, frame: Frame) -> None:
        """Another image, or the same once more; the layer stays the same."""
        self.frame, self._opened = frame, None
        self._open()

    def _look_at_frame(self, number: int) -> None:
        if self.frame is not None:
            self.look_at(Frame(self.frame.path, number))

    # ---- opening a network with an image

    def _open(self) -> None:
        """Open the model as soon as somebody looks, and nothing else runs."""
        if self._is_of_texts:
            self.texts.open()
            return
        model, frame, project = self.chooser.chosen_model, self.frame, self.session.project
        if model is None or frame is None or not self.isVisible() or self._opened == (model, frame):
            return
        if self.runner.is_busy:
            return
        self._opened, self._inside, self._asked = (model, frame), None, None
        self.start(
            Task(LookInto(model=model, frame=frame, project=project), self.tr("Opening the model")),
            lambda inside: self._show_inside(model, frame, inside),
            on_stopped=self._show_state,
            on_failed=self._show_state,
        )
        self._show_state()

    def _show_inside(self, model: str | Run, frame: Frame, inside: Inside) -> None:
        if (self.chooser.chosen_model, self.frame) != (model, frame):  # another was chosen meanwhile
            self._open()
            return
        self._inside = inside
        self.layers.show_layers(inside.layers)
        self.image.show_image(_caption(frame), inside.image, inside.classes, inside.probabilities)
        self.image.show_frames(frame.number, inside.frames)
        self._show_state()
        self._ask()

    # ---- looking at a layer

    def _ask(self, page: int = 0, order: ChannelOrder | None = None) -> None:
        layer = self.layers.layer
        if self._inside is None or self._opened is None or layer is None:
            return
        model, frame = self._opened
        wanted = LookInside(
            model=model,
            frame=frame,
            layer=layer,
            page=page,
            order=order or self.maps.chosen_order,
            label=self.image.chosen_class,
            project=self.session.project,
        )
        self._asked = wanted
        self._waiting.start()
        self.runner.forget(LookInside)  # who steps on quickly does not wait for what was passed over
        self.runner.ask(wanted, lambda outcome: self._receive(wanted, outcome))

    def _receive(self, asked: LookInside, outcome: Outcome[LayerActivation]) -> None:
        if asked != self._asked:
            return
        self._waiting.stop()
        match outcome:
            case Done(seen):
                self.maps.show_layer(seen)
                self.facts.show_layer(seen)
                self.image.show_gradient(seen.gradient)
            case _:
                self.maps.show_nothing()
                self.facts.show_layer(None)
                self.notices.show_outcome(outcome)

    # ---- what is shown

    @property
    def _is_of_texts(self) -> bool:
        return self.session.kind == OF_TEXTS

    def _show_state(self) -> None:
        is_free = not self.runner.is_busy
        self.texts.text_button.setVisible(self._is_of_texts and self.texts.has_text)
        if self._is_of_texts:
            self._show_state_of_texts()
            return
        for made in (self.image_button, self.first_image_button):
            made.setEnabled(is_free and self.chooser.chosen_model is not None)
        self.image_button.setVisible(self.frame is not None)
        is_opening = not is_free and isinstance(self.runner.request, LookInto)
        self._busy.setVisible(not is_free and not is_opening)
        self._view.setEnabled(self._inside is not None)  # of the image before, until the next is there
        if self._inside is not None or not is_opening:
            self._stack.setCurrentWidget(self.invitation if self._inside is None else self._view)

    def _show_state_of_texts(self) -> None:
        self.image_button.setVisible(False)
        self.texts.show_state()
        self._busy.setVisible(self.runner.is_busy and not isinstance(self.runner.request, LookIntoText))
        self._stack.setCurrentWidget(self.texts)

    def _go_on(self) -> None:
        self._show_state()
        self._open()

    def _forget(self) -> None:
        """Another project was opened, or none."""
        self.frame = self._opened = self._inside = self._asked = None
        self._waiting.stop()
        self.texts.forget()
        self.layers.show_layers(())
        self.maps.show_nothing()
        self.facts.show_layer(None)
        self.image.show_image("", None, (), np.empty(0))
        self.image.show_frames(0, 1)
        self.invitation.show_texts(
            self.tr("See what each layer makes of an image"),
            self.tr("Its feature maps, its statistics, and what supports a class."),
        )
        self._show_state()

    def _arrange(self) -> None:
        self.head.addWidget(label(self.tr("Model"), "muted"))
        self.head.addWidget(self.chooser)
        self.head.addWidget(self.image_button)
        self.head.addWidget(self.texts.text_button)
        self.layers.setFixedWidth(LAYERS_WIDTH)
        area = side_area(self.tr("Image and values"), self.image, self.facts)
        sides = QHBoxLayout(self._view)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(SPACE)
        sides.addWidget(self.layers)
        sides.addWidget(self.maps, stretch=1)
        sides.addWidget(area)
        for widget in (self.invitation, self._view, self.texts):
            self._stack.addWidget(widget)
        self.content.addWidget(self._busy)
        self.content.addWidget(self._stack, stretch=1)

    def _wire(self) -> None:
        self.chooser.model_changed.connect(self._go_on)
        self.session.dataset_changed.connect(self._show_state)
        self.layers.chosen.connect(lambda _: self._ask())
        self.maps.page_wanted.connect(self._ask)
        self.image.frame_chosen.connect(lambda number: self._look_at_frame(number))
        self.image.class_chosen.connect(lambda: self._ask(self._asked.page if self._asked else 0))
        self.runner.state_changed.connect(self._go_on)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._open()


def _caption(frame: Frame) -> str:
    return frame.path.name if frame.number == 0 else f"{frame.path.name} · {frame.number + 1}"
