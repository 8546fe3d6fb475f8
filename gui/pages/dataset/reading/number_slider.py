"""NumberSlider: a number that is dragged within a usual range, or typed, also beyond it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from gui.widgets.parts import indent_text
from gui.widgets.theme import GAP
from gui.widgets.words import plain_number

STEPS = 1000
DECIMALS = 3
BOX_WIDTH = 96


class NumberBox(QDoubleSpinBox):
    """Shows no more decimals than the number has."""

    def __init__(self, name: str, low: float, high: float):
        super().__init__()
        self.setDecimals(DECIMALS)
        self.setRange(low, high)
        self.setAccessibleName(name)
        self.setFixedWidth(BOX_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        indent_text(self)

    def textFromValue(self, value: float) -> str:
        return plain_number(round(value, DECIMALS)).replace("-", "−")

    def valueFromText(self, text: str) -> float:
        return float(_typed(text) or 0)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        state, _, place = super().validate(_typed(text).replace(".", self.locale().decimalPoint()), place)
        return state, text, place


class NumberSlider(QWidget):
    #: by the user
    changed = Signal()

    def __init__(self, name: str, least: float, most: float):
        super().__init__()
        self._low, self._high = least, most
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setAccessibleName(name)
        self.slider.setPageStep(STEPS // 20)
        self.slider.setMinimumWidth(48)
        self.box = NumberBox(name, least, most)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.slider, stretch=1)
        layout.addWidget(self.box)
        self.slider.valueChanged.connect(self._take_from_slider)
        self.box.valueChanged.connect(self._take_from_box)

    @property
    def value(self) -> float:
        return self.box.value()

    def show_value(self, value: float) -> None:
        blocked = self.box.blockSignals(True)
        self.box.setValue(value)
        self.box.blockSignals(blocked)
        self._place_slider()

    def show_range(self, low: float, high: float) -> None:
        """Show the range of the slider."""
        self._low, self._high = low, high
        self.box.setSingleStep(max(1.0, round((high - low) / 500)) if high - low > 10 else (high - low) / 100)
        self._place_slider()

    def _place_slider(self) -> None:
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(round(STEPS * (self.value - self._low) / (self._high - self._low)))
        self.slider.blockSignals(blocked)

    def _take_from_slider(self, place: int) -> None:
        span = self._high - self._low
        value = self._low + span * place / STEPS
        blocked = self.box.blockSignals(True)
        self.box.setValue(round(value) if span > 10 else value)
        self.box.blockSignals(blocked)
        self.changed.emit()

    def _take_from_box(self) -> None:
        self._place_slider()
        self.changed.emit()


def _typed(text: str) -> str:
    return text.replace("−", "-").replace(",", ".").strip()
