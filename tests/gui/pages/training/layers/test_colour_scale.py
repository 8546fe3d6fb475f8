"""Colours of figures: over whole powers of ten, the same in every light."""

from __future__ import annotations

import numpy as np

from gui.pages.training.layers.colour_scale import ColourScale


def test_it_reaches_over_whole_powers_of_ten() -> None:
    assert ColourScale.over(np.array([0.02, 0.4, np.nan])) == ColourScale(-2, 0)
    assert ColourScale.over(np.array([0.5])) == ColourScale(-1, 0)
    assert ColourScale.over(np.array([10.0, 10.0])) == ColourScale(0, 1)


def test_a_layer_that_learns_nothing_does_not_take_all_colours() -> None:
    assert ColourScale.over(np.array([1e-20, 0.0, 1e-2, 1.0])) == ColourScale(-6, 0)


def test_without_figures_there_is_a_scale_all_the_same() -> None:
    assert ColourScale.over(np.full((3, 4), np.nan)) == ColourScale()


def test_brighter_is_more_and_what_lies_beyond_has_the_colour_of_the_end() -> None:
    colours = ColourScale(-3, 0).colours(np.array([0.0, 1e-9, 1e-3, 1e-2, 1e-1, 1.0, 50.0, np.inf]), on_dark=False)

    green = colours >> np.uint32(8) & np.uint32(255)
    assert np.all(np.diff(green[2:6].astype(int)) > 0)
    assert len(set(colours[:3].tolist())) == len(set(colours[5:].tolist())) == 1


def test_what_is_unknown_is_clear() -> None:
    colours = ColourScale().colours(np.array([[np.nan, 0.1]]), on_dark=True)

    assert colours[0, 0] == 0
    assert colours[0, 1] >> np.uint32(24) == 255
