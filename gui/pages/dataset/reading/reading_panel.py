"""ReadingPanel: how files are read: the window, the subjects, the classes, and files of several pictures."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.dataset.dataset import Dataset, Example
from core.dataset.reading import Reading
from core.modalities.images.options import image_options
from core.modalities.images.preprocessing import Preprocessing, Window
from core.wording.wording import listed
from gui.pages.dataset.reading.frames_form import FramesForm
from gui.pages.dataset.reading.reading_frame import ReadingFrame
from gui.pages.dataset.reading.window_form import WindowForm, deep_images
from gui.pages.dataset.reading.window_preview import WindowPreview
from gui.session import Session
from gui.widgets.dataset_browser import DatasetPictures
from gui.widgets.entry_list import Entry
from gui.widgets.parts import label
from gui.widgets.theme import SPACE
from gui.widgets.thumbnails import Thumbnails
from gui.widgets.words import plain_number

WINDOW, SUBJECTS, CLASSES, FRAMES = range(4)


class ReadingPanel(ReadingFrame):
    """`show_reading`, `read` it back."""

    def __init__(self, session: Session, thumbnails: Thumbnails):
        super().__init__(session, of_images=True)
        self._deep: list[Example] = []
        self._preprocessing: Preprocessing | None = None
        self.window_form = WindowForm()
        self.preview = WindowPreview(thumbnails)
        self.frames = FramesForm()
        self.shallow = label(self.tr("These images have 8 bits; a window is for deeper ones."), "muted", wrap=True)
        self._arrange()
        self._wire()
        self.show_entries()
        self.sections.choose(WINDOW)

    def show_dataset(self, dataset: Dataset | None) -> None:
        is_first = self._dataset is None
        self._dataset = dataset
        deep = self._deep = deep_images(dataset)
        self.window_form.show_dataset(dataset)
        self.window_form.setEnabled(bool(deep))
        self.preview.setVisible(bool(deep))
        self.preview.show_pictures(DatasetPictures(dataset, deep) if dataset else ())
        self.shallow.setVisible(dataset is not None and not deep)
        self._show_subjects()
        if is_first and dataset is not None:
            self.sections.choose(WINDOW if deep else SUBJECTS)

    def enable_forms(self, is_free: bool) -> None:
        self.frames.setEnabled(is_free)
        self.window_form.setEnabled(is_free and bool(self._deep))

    def show_preprocessing(self, preprocessing: Preprocessing | None) -> None:
        """Show the preview as this network takes images."""
        self._preprocessing = preprocessing
        self._show_preview()

    def show_reading(self, reading: Reading) -> None:
        self.window_form.show_window(image_options(reading.options).window)
        self.subjects.show_rule(reading.subjects)
        self.classes.show_tag(reading.label_tag)
        self.classes.show_meaning(reading.folders)
        self.frames.show_options(image_options(reading.options))

    def read(self) -> Reading:
        """Raise UserError where something makes no sense."""
        options = replace(image_options(self._applied.options), window=self.window_form.read())
        return replace(
            self._applied,
            subjects=self.subjects.read(),
            label_tag=self.classes.read(),
            folders=self.classes.read_meaning(),
            options=self.frames.read(options),
        )

    # ---- what is shown

    def _show_change(self) -> None:
        self._show_preview()
        super()._show_change()

    def show_entries(self) -> None:
        tag = self.classes.tag.currentText() if self.classes.by_tag.isChecked() else ""
        every, axis = self.frames.every, self.frames.axis
        self.sections.show_entries(
            (
                Entry(self.tr("Window"), self._window_text(self.window_form.read())),
                Entry(self.tr("Subjects"), self.subjects.in_short),
                Entry(self.tr("Classes"), tag or self.tr("folders or table")),
                Entry(self.tr("Multi-frame files"), listed((every.text(), axis.currentText()))),
            )
        )

    def _window_text(self, window: Window | None) -> str:
        if self._dataset and not self._deep:
            return self.tr("not for 8 bits")
        if window is None:
            return self.tr("from DICOM (VOI)")
        text = self.tr("WL {centre}, WW {width}")
        return text.format(centre=plain_number(window.centre), width=plain_number(window.width)).replace("-", "−")

    def _show_preview(self) -> None:
        window = self.window_form.read()
        options = replace(image_options(self._applied.options), window=window).read_options()
        preprocessing = replace(self._preprocessing, window=window) if self._preprocessing else None
        self.preview.show_as(options, preprocessing)

    # ---- what the user asks for

    def _show_file_window(self, place: int) -> None:
        if place < len(self._deep):
            self.window_form.show_file(self._deep[place])

    def _drag(self, right: int, down: int) -> None:
        if self.window_form.isEnabled():
            self.window_form.drag(right, down)

    # ---- arranging and wiring

    def _arrange(self) -> None:
        window = QWidget()
        inside = QVBoxLayout(window)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE)
        inside.addWidget(self.shallow)
        inside.addWidget(self.window_form)
        inside.addWidget(self.preview, stretch=1)
        inside.addStretch(0)
        self._arrange_pages(window, self.frames)

    def _wire(self) -> None:
        for form in (self.window_form, self.subjects, self.classes, self.frames):
            form.changed.connect(self._show_change)
        self.preview.dragged.connect(self._drag)
        self.preview.place_changed.connect(self._show_file_window)
