"""ImageLook: one image inside a network: the layers, and the maps of one of them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.inspection.activation import ChannelOrder, Inside, LayerActivation
from core.modalities.images.frame import Frame
from core.task_table import LookInside, LookInto
from core.training.run import Run
from gui.job_runner import Done, Outcome, Task
from gui.pages.activations.images.image_chooser import ImageChooser, ask_for_file
from gui.pages.activations.images.map_panel import MapPanel
from gui.pages.activations.images.seen_image import SeenImage
from gui.pages.activations.look.layer_facts import LayerFactsCard
from gui.pages.activations.look.layer_steps import LayerSteps
from gui.pages.activations.look.model_chooser import ModelChooser
from gui.pages.activations.look.side import side_area
from gui.pages.page import Page
from gui.widgets.invitation import Invitation
from gui.widgets.parts import button
from gui.widgets.theme import SPACE

LAYERS_WIDTH = 188
#: an answer that takes longer is told to be on its way
MILLISECONDS_TO_WAIT = 250


class ImageLook(QWidget):
    """What the Activations page holds where images are learnt from."""

    def __init__(self, page: Page, chooser: ModelChooser):
        super().__init__()
        self._page, self._chooser = page, chooser
        self._session, self._runner = page.session, page.runner
        self.frame: Frame | None = None
        #: the model and the image of which it was tried last; what does not open is not tried again by itself
        self._opened: tuple[str | Run, Frame] | None = None
        self._inside: Inside | None = None
        self._asked: LookInside | None = None
        self.dialog: ImageChooser | None = None
        self.image_button = button(self.tr("Choose image …"), "image", on_click=self.choose_image)
        self.first_image_button = button(self.tr("Choose image …"), "image", kind="primary", on_click=self.choose_image)
        self.invitation = Invitation("activations", self.first_image_button)
        self.layers = LayerSteps()
        self.maps = MapPanel()
        self.image = SeenImage()
        self.facts = LayerFactsCard()
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(MILLISECONDS_TO_WAIT)
        self._waiting.timeout.connect(self.maps.show_waiting)
        self._view = QWidget()
        self._stack = QStackedWidget()
        self._arrange()
        self._wire()

    def choose_image(self) -> None:
        if self._session.dataset is None:
            if frame := ask_for_file(self):
                self.look_at(frame)
            return
        self.dialog = ImageChooser(self._session.dataset, self._page.thumbnails, self)
        self.dialog.chosen.connect(self.look_at)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def look_at(self, frame: Frame) -> None:
        """Another image, or the same once more; the layer stays the same."""
        self.frame, self._opened = frame, None
        self.open()

    def open(self) -> None:
        """Open the model as soon as somebody looks, and nothing else runs."""
        model, frame, project = self._chooser.chosen_model, self.frame, self._session.project
        if model is None or frame is None or not self.isVisible() or self._opened == (model, frame):
            return
        if self._runner.is_busy:
            return
        self._opened, self._inside, self._asked = (model, frame), None, None
        self._page.start(
            Task(LookInto(model=model, frame=frame, project=project), self.tr("Opening the model")),
            lambda inside: self._show_inside(model, frame, inside),
            on_stopped=self.show_state,
            on_failed=self.show_state,
        )
        self.show_state()

    def forget(self) -> None:
        """Another project was opened, or none."""
        self.frame = self._opened = self._inside = self._asked = None
        self._waiting.stop()
        self.layers.show_layers(())
        self.maps.show_nothing()
        self.facts.show_layer(None)
        self.image.show_image("", None, (), np.empty(0))
        self.image.show_frames(0, 1)
        self.invitation.show_texts(
            self.tr("See what each layer makes of an image"),
            self.tr("Its feature maps, its statistics, and what supports a class."),
        )
        self.show_state()

    def show_state(self) -> None:
        for made in (self.image_button, self.first_image_button):
            made.setEnabled(not self._runner.is_busy and self._chooser.chosen_model is not None)
        self._view.setEnabled(self._inside is not None)  # of the image before, until the next is there
        if self._inside is not None or not self.is_opening:
            self._stack.setCurrentWidget(self.invitation if self._inside is None else self._view)

    @property
    def is_opening(self) -> bool:
        """Return whether what runs is asked for here."""
        return self._runner.is_busy and isinstance(self._runner.request, LookInto)

    @property
    def has_example(self) -> bool:
        """Return whether there is an image, beside which another can be chosen."""
        return self.frame is not None

    def _look_at_frame(self, number: int) -> None:
        if self.frame is not None:
            self.look_at(Frame(self.frame.path, number))

    def _show_inside(self, model: str | Run, frame: Frame, inside: Inside) -> None:
        if (self._chooser.chosen_model, self.frame) != (model, frame):  # another was chosen meanwhile
            self.open()
            return
        self._inside = inside
        self.layers.show_layers(inside.layers)
        self.image.show_image(_caption(frame), inside.image, inside.classes, inside.probabilities)
        self.image.show_frames(frame.number, inside.frames)
        self.show_state()
        self._ask()

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
            project=self._session.project,
        )
        self._asked = wanted
        self._waiting.start()
        self._runner.forget(LookInside)  # who steps on quickly does not wait for what was passed over
        self._runner.ask(wanted, lambda outcome: self._receive(wanted, outcome))

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
                self._page.notices.show_outcome(outcome)

    def _arrange(self) -> None:
        self.layers.setFixedWidth(LAYERS_WIDTH)
        area = side_area(self.tr("Image and values"), self.image, self.facts)
        sides = QHBoxLayout(self._view)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(SPACE)
        sides.addWidget(self.layers)
        sides.addWidget(self.maps, stretch=1)
        sides.addWidget(area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.invitation, self._view):
            self._stack.addWidget(widget)
        layout.addWidget(self._stack)

    def _wire(self) -> None:
        self.layers.chosen.connect(lambda _: self._ask())
        self.maps.page_wanted.connect(self._ask)
        self.image.frame_chosen.connect(lambda number: self._look_at_frame(number))
        self.image.class_chosen.connect(lambda: self._ask(self._asked.page if self._asked else 0))


def _caption(frame: Frame) -> str:
    return frame.path.name if frame.number == 0 else f"{frame.path.name} · {frame.number + 1}"
