"""Maps in colours: which shade a value has, and that zero stays in the middle where both sides count."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from gui.plots.map_colours import Palette, heat_image, indexed_image, shades

MAPS = np.array([[[0.0, 1.0], [2.0, 4.0]], [[0.0, 0.5], [1.0, 1.0]]], np.float32)


def test_each_map_has_its_own_scale_or_all_have_one() -> None:
    own, alike = shades(MAPS), shades(MAPS, alike=True)

    assert own[0].tolist() == alike[0].tolist() == [[0, 64], [128, 255]]
    assert own[1].tolist() == [[0, 128], [255, 255]]
    assert alike[1].max() == 64


def test_zero_is_in_the_middle_where_both_sides_count() -> None:
    both = shades(np.array([[[-1.0, 0.0, 3.0]]]), signed=True)

    assert both[0, 0].tolist() == [85, 128, 255]
    assert shades(np.zeros((1, 2, 2)), signed=True).ravel().tolist() == [128] * 4


def test_a_map_of_one_value_is_dark_where_that_is_zero() -> None:
    assert shades(np.zeros((1, 2, 2))).max() == 0
    assert shades(np.full((1, 2, 2), 3.0)).ravel().tolist() == [128] * 4


def test_shades_become_the_colours_of_the_palette() -> None:
    image = indexed_image(np.array([[0, 255]], np.uint8), Palette.VIRIDIS)
    assert [QColor(image.pixel(x, 0)).name() for x in (0, 1)] == ["#440154", "#fde725"]
    grey = indexed_image(np.array([[0, 51, 255]], np.uint8), Palette.GREY)
    assert [QColor(grey.pixel(x, 0)).red() for x in range(3)] == [0, 51, 255]
    zero = QColor(indexed_image(np.array([[128]], np.uint8), Palette.BOTH_SIDES).pixel(0, 0))
    assert min(zero.red(), zero.green(), zero.blue()) > 240


def test_one_sees_through_where_nothing_speaks_for_the_class() -> None:
    image = heat_image(np.array([[0.0, 2.0]]))
    assert [image.pixelColor(x, 0).alpha() for x in (0, 1)] == [0, 191]
    assert heat_image(np.zeros((1, 2))).pixelColor(1, 0).alpha() == 0
