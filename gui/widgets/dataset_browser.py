"""DatasetBrowser: the classes at the left, and the images of one of them at the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.dataset.dataset import Dataset, Example
from core.modalities.images.frame import Frame
from gui.translation import tr
from gui.widgets.class_bars import ClassBars
from gui.widgets.image_grid import CaptionedImage, ImageGrid
from gui.widgets.part_choice import PartChoice
from gui.widgets.parts import label, row
from gui.widgets.theme import GAP, SPACE
from gui.widgets.thumbnails import Thumbnails
from gui.widgets.words import image_caption

CLASSES_WIDTH = 236


class DatasetPictures(Sequence[CaptionedImage]):
    """Images of a dataset as pictures, each made when it is asked for: there may be very many."""

    def __init__(self, dataset: Dataset, images: Sequence[Example]):
        self._dataset, self.images = dataset, images

    @overload
    def __getitem__(self, place: int) -> CaptionedImage: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[CaptionedImage]: ...
    def __getitem__(self, place: int | slice) -> CaptionedImage | Sequence[CaptionedImage]:
        if isinstance(place, slice):
            return DatasetPictures(self._dataset, self.images[place])
        image = self.images[place]
        return CaptionedImage(Frame(self._dataset.path(image), image.frame or 0), caption=image_caption(image))

    def __len__(self) -> int:
        return len(self.images)

    def __iter__(self) -> Iterator[CaptionedImage]:
        return (self[place] for place in range(len(self)))


class DatasetBrowser(QWidget):
    """Shows a dataset; the class and the part that are chosen stay chosen when it changes."""

    #: the place in `pictures` of the one that was activated
    opened = Signal(int)

    def __init__(self, thumbnails: Thumbnails):
        super().__init__()
        self._dataset: Dataset | None = None
        self.classes = ClassBars()
        self.classes.setFixedWidth(CLASSES_WIDTH)
        self.part = PartChoice()
        self._count = label("", "muted")
        self.grid = ImageGrid(thumbnails)
        self.grid.setMinimumSize(QSize(300, 180))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.classes)
        right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addLayout(row(self.part, None, self._count))
        right.addWidget(self.grid, stretch=1)
        layout.addLayout(right, stretch=1)
        self.classes.chosen.connect(self._show_images)
        self.part.currentIndexChanged.connect(self._show_images)
        self.grid.opened.connect(self.opened)

    @property
    def pictures(self) -> Sequence[CaptionedImage]:
        return self.grid.pictures

    def show_dataset(self, dataset: Dataset | None) -> None:
        self._dataset = dataset
        self.classes.show_dataset(dataset)
        self.part.show_dataset(dataset)
        self._show_images()

    def _show_images(self, *_: object) -> None:
        images = self.part.examples(self._dataset, self.classes.label) if self._dataset else []
        self.grid.show_pictures(DatasetPictures(self._dataset, images) if self._dataset else ())
        self._count.setText(tr("%n image(s)", "", len(images)))
