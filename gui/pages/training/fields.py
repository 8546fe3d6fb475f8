"""Fields of forms: spin boxes, lines and choices that look the same everywhere, and have names."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QFormLayout, QLineEdit, QSpinBox

from gui.widgets.parts import indent_text
from gui.widgets.theme import GAP, SPACE

NUMBER_WIDTH = 96


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


def form_layout() -> QFormLayout:
    made = QFormLayout()
    made.setHorizontalSpacing(SPACE)
    made.setVerticalSpacing(GAP)
    return made


def number_or_none(text: str) -> float | None:
    """Also as 1e-3, and with a comma."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
