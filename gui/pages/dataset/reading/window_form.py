"""WindowForm: which of the values of deep images are seen, as each file says or the same for all."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QRadioButton, QWidget

from core.dataset.dataset import Dataset, Example
from core.modalities.images.facts import picture_facts
from core.modalities.images.preprocessing import Window
from core.modalities.images.window_presets import WINDOW_PRESETS
from gui.pages.dataset.reading.number_slider import NumberSlider
from gui.widgets.parts import label, row
from gui.widgets.theme import GAP, SPACE

#: where files say nothing better: 12 bits, of CT
USUAL_RANGE = -1024.0, 3071.0
MOST = 1e6
LEAST_WIDTH = 0.001
#: a drag over so many pixels goes through the whole range
PIXELS_OF_RANGE = 1024
MOST_LOOKED_AT = 1000
PRESET_WIDTH = 190
LEAST_PRESET_LETTERS = 12


class WindowForm(QWidget):
    """`show_window`, `read` it back."""

    #: by the user
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._low, self._high = USUAL_RANGE
        #: all usual values
        self._whole = Window(centre=1024, width=4096)
        #: where an own window begins
        self._first = self._whole
        self.as_files = QRadioButton(self.tr("Window from DICOM (VOI)"))
        self.own = QRadioButton(self.tr("One window for all images"))
        self.as_files.setChecked(True)
        self.preset = QComboBox()
        self.preset.setAccessibleName(self.tr("CT preset"))
        self.preset.setPlaceholderText(self.tr("CT presets"))
        self.preset.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.preset.setMinimumContentsLength(LEAST_PRESET_LETTERS)
        self.preset.setMaximumWidth(PRESET_WIDTH)
        for name, window in WINDOW_PRESETS.items():
            text = f"{self._preset_names.get(name, name)}   {window.centre:g} / {window.width:g}"
            self.preset.addItem(text.replace("-", "−"), window)
        self.centre = NumberSlider(self.tr("Window level (WL)"), -MOST, MOST)
        self.width_ = NumberSlider(self.tr("Window width (WW)"), LEAST_WIDTH, 2 * MOST)
        self._numbers = QWidget()
        grid = QGridLayout(self._numbers)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        for column, (name, part) in enumerate(
            ((self.tr("Level (WL)"), self.centre), (self.tr("Width (WW)"), self.width_)), start=0
        ):
            grid.addWidget(label(name), 0, 2 * column)
            grid.addWidget(part, 0, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        choice = row(self.as_files, self.own, None, self.preset, spacing=SPACE)
        choice.setStretch(3, 1)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(choice, 0, 0)
        layout.addWidget(self._numbers, 1, 0)
        self.own.toggled.connect(self._change)
        self.preset.activated.connect(self._take_preset)
        for part in (self.centre, self.width_):
            part.changed.connect(self._change)
        self._show_ranges()
        self.show_window(None)

    @property
    def _preset_names(self) -> dict[str, str]:
        return {
            "lung": self.tr("Lung"),
            "mediastinum": self.tr("Mediastinum"),
            "abdomen": self.tr("Abdomen"),
            "liver": self.tr("Liver"),
            "bone": self.tr("Bone"),
            "brain": self.tr("Brain"),
            "angiography": self.tr("Angiography"),
        }

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Its images show which values are usual."""
        deep = deep_images(dataset)
        windows = [window for image in _some(deep) if (window := file_window(image))]
        low, high = USUAL_RANGE
        if windows:
            low = min(low, *(window.low - window.width / 2 for window in windows))
            high = max(high, *(window.high + window.width / 2 for window in windows))
        elif deep and not picture_facts(deep[0]).acquisition.photometric:  # no DICOM: grey values from 0
            low, high = 0.0, 2.0 ** min(16, picture_facts(deep[0]).bits) - 1
        self._low, self._high = low, high
        self._whole = Window(centre=round((low + high) / 2), width=round(high - low))
        self._first = windows[0] if windows else self._whole
        self._show_ranges()
        if not self.own.isChecked():
            self.show_window(None)

    def show_file(self, image: Example) -> None:
        """The one that is looked at: with its window an own one begins."""
        self._first = file_window(image) or self._whole
        if not self.own.isChecked():
            self.show_window(None)

    def show_window(self, window: Window | None) -> None:
        blocked = self.own.blockSignals(True)
        (self.own if window else self.as_files).setChecked(True)
        self.own.blockSignals(blocked)
        shown = window or self._first
        self.centre.show_value(shown.centre)
        self.width_.show_value(shown.width)
        self._show_state()

    def read(self) -> Window | None:
        """Return the window; None for that which each file gives."""
        return Window(centre=self.centre.value, width=self.width_.value) if self.own.isChecked() else None

    def drag(self, right: int, down: int) -> None:
        """Change it as every viewer does: to the right for a wider window, down for a higher centre."""
        step = (self._high - self._low) / PIXELS_OF_RANGE
        is_whole = self._high - self._low > 10
        centre, width = self.centre.value + step * down, self.width_.value + step * right
        if is_whole:
            centre, width = round(centre), max(1, round(width))
        self.show_window(Window(centre=centre, width=max(LEAST_WIDTH, width)))
        self.changed.emit()

    def _take_preset(self, place: int) -> None:
        self.show_window(self.preset.itemData(place))
        self.changed.emit()

    def _change(self, *_: object) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        window = self.read()
        self._numbers.setEnabled(window is not None)
        presets = [self.preset.itemData(place) for place in range(self.preset.count())]
        self.preset.setCurrentIndex(presets.index(window) if window in presets else -1)

    def _show_ranges(self) -> None:
        self.centre.show_range(self._low, self._high)
        self.width_.show_range(LEAST_WIDTH, max(1.0, self._high - self._low))


def deep_images(dataset: Dataset | None) -> list[Example]:
    """Return those that a window changes."""
    return [image for image in dataset.readable if picture_facts(image).bits > 8] if dataset else []


def file_window(image: Example) -> Window | None:
    """Return the one that its file gives."""
    centre, _, width = picture_facts(image).acquisition.window.partition("/")
    try:
        return Window(centre=float(centre), width=float(width))
    except ValueError:
        return None


def _some(images: list[Example]) -> Iterator[Example]:
    return iter(images[:: max(1, len(images) // MOST_LOOKED_AT)])
