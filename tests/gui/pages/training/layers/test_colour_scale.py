"""Colours of values: more is brighter, the same in every light."""

from __future__ import annotations

import numpy as np

from core.figures.layer_map import Decades
from gui.pages.training.layers.colour_scale import colours


def test_brighter_is_more_and_what_lies_beyond_has_the_colour_of_the_end() -> None:
    values = np.array([0.0, 1e-9, 1e-3, 1e-2, 1e-1, 1.0, 50.0, np.inf])
    shades = colours(values, Decades(-3, 0), on_dark=False)

    green = shades >> np.uint32(8) & np.uint32(255)
    assert np.all(np.diff(green[2:6].astype(int)) > 0)
    assert len(set(shades[:3].tolist())) == len(set(shades[5:].tolist())) == 1


def test_what_is_unknown_is_clear() -> None:
    shades = colours(np.array([[np.nan, 0.1]]), Decades(), on_dark=True)

    assert shades[0, 0] == 0
    assert shades[0, 1] >> np.uint32(24) == 255
