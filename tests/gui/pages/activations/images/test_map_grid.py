"""The grid of maps: where each lies, what it says of itself, and how one is enlarged."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gui.pages.activations.images.map_grid import MapGrid
from gui.plots.map_colours import Palette


@pytest.fixture
def grid(qtbot: QtBot) -> MapGrid:
    """With ten maps of 2×2; the first pixel of each tells its number."""
    made = MapGrid()
    made.resize(500, 300)
    qtbot.addWidget(made)
    maps = np.zeros((10, 2, 2), np.float32)
    maps[:, 0, 0] = np.arange(10)
    made.show_maps(maps, Palette.GREY, lambda place: f"map {place}", alike=True)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_all_maps_are_painted_side_by_side_as_large_as_they_can_be(grid: MapGrid) -> None:
    tiles = [grid.tile(place) for place in range(10)]

    assert all(grid.rect().contains(tile) for tile in tiles)
    assert not any(one.intersects(other) for one in tiles for other in tiles if one is not other)
    assert {(tile.width(), tile.height()) for tile in tiles} == {(97, 97)}  # four in a row
    picture = grid.grab().toImage()
    found = [QColor(picture.pixel(tile.topLeft() + QPoint(4, 4))).red() for tile in tiles]
    assert found == pytest.approx([255 * number / 9 for number in range(10)], abs=1)


def test_pixels_stay_crisp_however_large(grid: MapGrid) -> None:
    picture, tile = grid.grab().toImage(), grid.tile(9)
    row = {QColor(picture.pixel(x, tile.top() + 4)).red() for x in range(tile.left(), tile.right())}
    assert row == {0, 255}


def test_a_click_enlarges_a_map_and_another_shows_all_again(grid: MapGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.enlarged_changed) as told:
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.tile(7).center())
    assert told.args == [7]
    assert grid.tile(7).height() == grid.height()

    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.tile(7).center())
    assert grid.enlarged is None


def test_the_keyboard_does_the_same(grid: MapGrid, qtbot: QtBot) -> None:
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.current == 5
    assert grid.accessibleDescription() == "map 5"
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert grid.enlarged == 5
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert grid.enlarged == 4
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert grid.enlarged is None


def test_what_was_enlarged_stays_so_unless_it_is_gone(grid: MapGrid, qtbot: QtBot) -> None:
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.tile(7).center())
    grid.show_maps(np.ones((8, 3, 3)), Palette.VIRIDIS, str)
    assert grid.enlarged == 7
    grid.show_maps(np.ones((2, 3, 3)), Palette.VIRIDIS, str)
    assert grid.enlarged is None
    assert grid.current == 1


def test_no_maps_are_no_fault(grid: MapGrid, qtbot: QtBot) -> None:
    grid.show_maps(np.empty((0, 1, 1)), Palette.GREY, str)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert grid.count == 0
    assert not grid.grab().isNull()
