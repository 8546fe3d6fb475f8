"""FramesForm: what is taken of files that hold several pictures, and what one image may cost."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QSpinBox, QVBoxLayout, QWidget

from core.modalities.images.decoding import ImageLimits
from core.modalities.images.options import ImageOptions
from gui.widgets.fold_button import FoldButton
from gui.widgets.number_text import write_around
from gui.widgets.parts import column, flush, indent_text, label
from gui.widgets.theme import GAP, SPACE

MOST_FRAMES = 10_000
MOST_SECONDS = 3600
MOST_MEGABYTES = 1 << 20
MOST_MILLION_PIXELS = 10_000
NUMBER_WIDTH = 130
NAME_WIDTH = 180
MILLION = 1_000_000


class FramesForm(QWidget):
    """`show_options`, `read` back what has become of them."""

    #: by the user
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._limits = ImageLimits()
        self.every = _spin(self.tr("Use every Nth frame or slice"), 1, MOST_FRAMES)
        self.every.setSpecialValueText(self.tr("all"))
        write_around(self.every, self.tr("1 in {number}"))

        self.axis = QComboBox()
        self.axis.setAccessibleName(self.tr("Slices of volumes"))
        self.axis.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.axis.setFixedWidth(NUMBER_WIDTH)
        for text, axis in ((self.tr("axial"), 2), (self.tr("coronal"), 1), (self.tr("sagittal"), 0)):
            self.axis.addItem(text, axis)
        self.seconds = _spin(self.tr("Seconds for one image"), 1, MOST_SECONDS)
        write_around(self.seconds, self.tr("{number} s"))
        self.megabytes = _spin(self.tr("Memory for one image"), 64, MOST_MEGABYTES)
        write_around(self.megabytes, self.tr("{number} MB"))
        self.pixels = _spin(self.tr("Million pixels of one image"), 1, MOST_MILLION_PIXELS)
        write_around(self.pixels, self.tr("{number} million"))
        frames = _table(
            (self.tr("Use every Nth frame or slice"), self.every), (self.tr("Cut volumes into slices"), self.axis)
        )
        limits = _table(
            (self.tr("Time"), self.seconds), (self.tr("Memory"), self.megabytes), (self.tr("Pixels"), self.pixels)
        )
        self.limits_button = FoldButton(self.tr("Limits"))
        part = QWidget()
        meaning = label(self.tr("What takes more than this is listed under Problems."), "muted", wrap=True)
        part.setLayout(column(meaning, limits))
        self.limits_button.folds(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(frames)
        layout.addWidget(
            label(self.tr("All frames of a file stay in one part of the split."), "muted", wrap=True),
        )
        layout.addSpacing(GAP)
        layout.addLayout(flush(self.limits_button))
        layout.addWidget(part)
        layout.addStretch(1)
        for box in self._boxes:
            box.valueChanged.connect(lambda _: self.changed.emit())
        self.axis.currentIndexChanged.connect(lambda _: self.changed.emit())

    def show_options(self, options: ImageOptions) -> None:
        self._limits = options.limits
        controls = (*self._boxes, self.axis)
        for control in controls:
            control.blockSignals(True)
        self.every.setValue(options.every)
        self.axis.setCurrentIndex(self.axis.findData(options.axis))
        self.seconds.setValue(round(options.limits.seconds))
        self.megabytes.setValue(options.limits.megabytes)
        self.pixels.setValue(round(options.limits.pixels / MILLION))
        for control in controls:
            control.blockSignals(False)

    def read(self, options: ImageOptions) -> ImageOptions:
        return replace(options, every=self.every.value(), axis=self.axis.currentData(), limits=self._read_limits())

    @property
    def _boxes(self) -> tuple[QSpinBox, ...]:
        return self.every, self.seconds, self.megabytes, self.pixels

    def _read_limits(self) -> ImageLimits:
        """A number that was not touched stays as exact as it was."""
        limits = replace(self._limits, megabytes=self.megabytes.value())
        if self.seconds.value() != round(limits.seconds):
            limits = replace(limits, seconds=float(self.seconds.value()))
        if self.pixels.value() != round(limits.pixels / MILLION):
            limits = replace(limits, pixels=self.pixels.value() * MILLION)
        return limits


def _spin(name: str, low: int, high: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(low, high)
    made.setAccessibleName(name)
    made.setFixedWidth(NUMBER_WIDTH)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    indent_text(made)
    return made


def _table(*rows: tuple[str, QWidget]) -> QWidget:
    made = QWidget()
    table = QGridLayout(made)
    table.setContentsMargins(0, 0, 0, 0)
    table.setHorizontalSpacing(SPACE)
    table.setVerticalSpacing(GAP)
    for place, (text, control) in enumerate(rows):
        table.addWidget(label(text), place, 0)
        table.addWidget(control, place, 1)
    table.setColumnMinimumWidth(0, NAME_WIDTH)
    table.setColumnStretch(2, 1)
    return made
