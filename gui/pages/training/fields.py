"""Fields of forms: spin boxes, lines and choices that look the same everywhere, and have names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QDoubleSpinBox, QFormLayout, QLineEdit, QSpinBox

from gui.widgets.parts import indent_text
from gui.widgets.theme import GAP, SPACE

NUMBER_WIDTH = 96
#: of what is shown of a fraction: what is read back is what was shown
DECIMALS = 4

Field = QSpinBox | QDoubleSpinBox | QCheckBox | QComboBox | QLineEdit


def spin(name: str, low: int, high: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(low, high)
    _dress(made, name)
    return made


def fraction(name: str, low: float, high: float, *, step: float, decimals: int) -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setDecimals(decimals)
    made.setRange(low, high)
    made.setSingleStep(step)
    _dress(made, name)
    return made


def _dress(spin: QAbstractSpinBox, name: str) -> None:
    spin.setAccessibleName(name)
    spin.setMinimumWidth(NUMBER_WIDTH)
    indent_text(spin)
    spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def line(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setFixedWidth(NUMBER_WIDTH)
    return made


def combo(name: str, choices: Sequence[tuple[str, object]]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for text, value in choices:
        made.addItem(text, value)
    return made


def show_value(field: Field, value: object) -> None:
    """Show a setting in its field; only what differs is touched, so that what is being typed stays."""
    match field, value:
        case QSpinBox(), int():
            field.setValue(value)
        case QDoubleSpinBox(), float():
            field.setValue(value)
        case QCheckBox(), bool():
            field.setChecked(value)
        case QComboBox(), _:
            field.setCurrentIndex(field.findData(value))
        case QLineEdit(), _ if field.text().strip() != str(value):
            field.setText(str(value))


def value_of(field: Field) -> Any:
    """Return what is entered; a choice as Qt keeps it, and -1 for a line that holds no whole number."""
    match field:
        case QSpinBox():
            return field.value()
        case QDoubleSpinBox():
            return round(field.value(), DECIMALS)
        case QCheckBox():
            return field.isChecked()
        case QComboBox():
            return field.currentData()
        case QLineEdit():
            return _whole_number(field.text())


def changed(field: Field) -> SignalInstance:
    """Return the signal by which a field reports that the user has changed it."""
    match field:
        case QSpinBox() | QDoubleSpinBox():
            return field.valueChanged
        case QCheckBox():
            return field.toggled
        case QComboBox():
            return field.currentIndexChanged
        case QLineEdit():
            return field.textEdited


def _whole_number(text: str) -> int:
    """Return -1 for what is no number: it is below what a setting may be, and is refused as such."""
    try:
        return int(text.strip())
    except ValueError:
        return -1


def form_layout() -> QFormLayout:
    made = QFormLayout()
    made.setHorizontalSpacing(SPACE)
    made.setVerticalSpacing(GAP)
    return made


def number_or_none(text: str) -> float | None:
    """Read a number, also as 1e-3, and with a comma."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
