"""The right side of the Activations page: cards below each other, which scroll where the window is low."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui.widgets.theme import SPACE

WIDTH = 212


def side_area(name: str, *cards: QWidget) -> QScrollArea:
    """Return these cards in an area of this name for screen readers."""
    side = QWidget()
    side.setProperty("kind", "page")
    layout = QVBoxLayout(side)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE)
    for card in cards:
        layout.addWidget(card)
    layout.addStretch()
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setWidgetResizable(True)
    area.setFixedWidth(WIDTH)
    area.setWidget(side)
    return area
