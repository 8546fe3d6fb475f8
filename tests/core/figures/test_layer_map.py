"""The map of layers: rows of blocks and layers, on a scale of whole powers of ten."""

from __future__ import annotations

import numpy as np

from core.events import LayersMeasured
from core.figures.layer_history import LayerHistory, Quantity
from core.figures.layer_map import Decades, layer_map


def test_it_reaches_over_whole_powers_of_ten() -> None:
    assert Decades.over(np.array([0.02, 0.4, np.nan])) == Decades(-2, 0)
    assert Decades.over(np.array([0.5])) == Decades(-1, 0)
    assert Decades.over(np.array([10.0, 10.0])) == Decades(0, 1)


def test_a_layer_that_learns_nothing_does_not_take_all_colours() -> None:
    assert Decades.over(np.array([1e-20, 0.0, 1e-2, 1.0])) == Decades(-6, 0)


def test_without_figures_there_is_a_scale_all_the_same() -> None:
    assert Decades.over(np.full((3, 4), np.nan)) == Decades()


def test_a_block_has_the_highest_figure_of_its_layers() -> None:
    history = LayerHistory()
    layers = ("block_1/conv", "block_1/norm", "block_2/conv")
    history.add(
        LayersMeasured(
            phase=0,
            epoch=0,
            layers=layers,
            gradient_norms=(1.0, 3.0, 2.0),
            update_ratios=(0.1, None, 0.3),
            distances=(None, None, None),
        )
    )

    figure = layer_map(history)

    assert [(block.name, len(block.places)) for block in figure.blocks] == [("block_1", 2), ("block_2", 1)]
    assert figure.layers == layers
    assert figure.values[Quantity.GRADIENT_NORM, :, 0].tolist() == [3, 2, 1, 3, 2]
    assert figure.row_of_layer(0) == 2
    assert np.isnan(figure.values[Quantity.DISTANCE]).all()


def test_before_anything_is_measured_there_are_no_rows() -> None:
    assert layer_map(LayerHistory()).values.shape == (len(Quantity), 0, 0)
