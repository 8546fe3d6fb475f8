"""Set the words before and behind the number of a box."""

from __future__ import annotations

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox


def write_around(box: QSpinBox | QDoubleSpinBox, text: str) -> None:
    """Show a text such as “up to {number} blocks”, with the number of the box in its place."""
    before, _, behind = text.partition("{number}")
    box.setPrefix(before)
    box.setSuffix(behind)
