"""The attention of a long text can be read: names stay in sight, and cells are large enough."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from gui.pages.activations.texts.text_panel import TextPanel
from gui.pages.activations.texts.token_map import NARROWEST

LONG = 230


@pytest.fixture
def panel(qtbot: QtBot) -> TextPanel:
    made = TextPanel()
    made.resize(560, 560)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.mouseClick(made.attention_button, Qt.MouseButton.LeftButton)
    made.show_layer([f"word{number}" for number in range(LONG)], seen())
    qtbot.mouseClick(made.attention_button, Qt.MouseButton.LeftButton)
    return made


def seen() -> Any:
    weights = np.eye(LONG, dtype=np.float32)[None]
    return SimpleNamespace(
        facts=SimpleNamespace(path="layer_0/output", channels=8),
        values=np.zeros((LONG, 8), np.float32),
        has_tokens=True,
        attention=weights,
        gradient=None,
    )


def test_each_token_of_a_long_text_has_room_for_its_name(panel: TextPanel) -> None:
    assert panel.map.width() >= LONG * NARROWEST
    assert panel.map.height() >= LONG * NARROWEST


def test_names_stay_at_the_edges_and_are_no_cells(panel: TextPanel, qtbot: QtBot) -> None:
    across, down = panel.area.horizontalScrollBar(), panel.area.verticalScrollBar()
    across.setValue(100 * NARROWEST)
    down.setValue(50 * NARROWEST)
    names, corner = panel.map.names_size, QPoint(across.value(), down.value())

    assert panel.map.cell_at(corner + QPoint(5, names.height() + 40)) is None
    assert panel.map.cell_at(corner + QPoint(names.width() + 40, 5)) is None
    cell = panel.map.cell_at(corner + QPoint(names.width() + 7, names.height() + 7))
    assert cell == (50, 100)


def test_what_keys_lead_to_is_scrolled_into_sight(panel: TextPanel, qtbot: QtBot) -> None:
    panel.map.setFocus()
    for _ in range(60):
        qtbot.keyClick(panel.map, Qt.Key.Key_Right)
    assert panel.map.accessibleDescription() == "word0 attends to word60: 0"
    assert panel.area.horizontalScrollBar().value() > 20 * NARROWEST
    assert panel.area.verticalScrollBar().value() == 0
