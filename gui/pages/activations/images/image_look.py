"""ImageLook: one image inside a network: the layers, and the maps of one of them."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QVBoxLayout

from core.inspection.activation import ChannelOrder, Inside, LayerActivation
from core.modalities.images.frame import Frame
from core.task_table import LookInside, LookInto
from core.training.run import Run
from gui.pages.activations.images.image_chooser import ImageChooser, ask_for_file
from gui.pages.activations.images.map_panel import MapPanel
from gui.pages.activations.images.seen_image import SeenImage
from gui.pages.activations.look.look import Look
from gui.pages.activations.look.model_chooser import ModelChooser
from gui.pages.activations.look.side import side_area
from gui.pages.page import Page

LAYERS_WIDTH = 188


class ImageLook(Look[Frame, Inside, LayerActivation]):
    """What the Activations page holds where images are learnt from."""

    opens = LookInto

    def __init__(self, page: Page, chooser: ModelChooser):
        super().__init__(page, chooser, of_texts=False)
        self.dialog: ImageChooser | None = None
        self.maps = MapPanel()
        self.image = SeenImage()
        self._name_choice(self.tr("Choose image …"))
        self._waiting.timeout.connect(self.maps.show_waiting)
        self.layers.setFixedWidth(LAYERS_WIDTH)
        middle = QVBoxLayout()
        middle.addWidget(self.maps)
        self._arrange(middle, side_area(self.tr("Image and values"), self.image, self.facts))
        self._wire()

    def choose(self) -> None:
        if self._session.dataset is None:
            if frame := ask_for_file(self):
                self.look_at(frame)
            return
        self.dialog = ImageChooser(self._session.dataset, self._page.thumbnails, self)
        self.dialog.chosen.connect(self.look_at)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _opening(self, model: str | Run, example: Frame) -> LookInto:
        return LookInto(model=model, frame=example, project=self._session.project)

    def _show_example(self, example: Frame, inside: Inside) -> None:
        self.layers.show_layers(inside.layers)
        self.image.show_image(_caption(example), inside.image, inside.classes, inside.probabilities)
        self.image.show_frames(example.number, inside.frames)

    def _ask(self, page: int = 0, order: ChannelOrder | None = None) -> None:
        if self._looked_at is None:
            return
        model, frame, layer = self._looked_at
        self._ask_for(
            LookInside(
                model=model,
                frame=frame,
                layer=layer,
                page=page,
                order=order or self.maps.chosen_order,
                label=self.image.chosen_class,
                project=self._session.project,
            )
        )

    def _ask_anew(self) -> None:
        """Ask for the same channels, of another class."""
        self._ask(self._asked.page if isinstance(self._asked, LookInside) else 0)

    def _show_layer(self, inside: Inside, seen: LayerActivation) -> None:
        self.maps.show_layer(seen)
        self.image.show_gradient(seen.gradient)

    def _show_no_layer(self) -> None:
        self.maps.show_nothing()

    def _show_no_example(self) -> None:
        self.image.show_image("", None, (), np.empty(0))
        self.image.show_frames(0, 1)
        self.invitation.show_texts(
            self.tr("See what each layer makes of an image"),
            self.tr("Its feature maps, its statistics, and what supports a class."),
        )

    def _look_at_frame(self, number: int) -> None:
        if self.example is not None:
            self.look_at(Frame(self.example.path, number))

    def _wire(self) -> None:
        self.maps.page_wanted.connect(self._ask)
        self.image.frame_chosen.connect(lambda number: self._look_at_frame(number))
        self.image.class_chosen.connect(self._ask_anew)


def _caption(frame: Frame) -> str:
    return frame.path.name if frame.number == 0 else f"{frame.path.name} · {frame.number + 1}"
