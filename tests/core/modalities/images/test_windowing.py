"""Windowing: which values are black, and which white."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.modalities.images.preprocessing import Window
from core.modalities.images.windowing import between, own_range, windowed


@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.int32, np.uint32, np.int64, np.float32, np.float64])
def test_every_type_of_number_is_seen_through_a_window_alike(dtype: Any) -> None:
    values = np.array([[0, 100, 150], [200, 250, 300]], dtype)
    shades = windowed(values, Window(centre=200, width=100))
    assert shades.dtype == np.float32
    np.testing.assert_allclose(shades, [[0.0, 0.0, 0.0], [0.5, 1.0, 1.0]], atol=1e-7)


def test_without_a_window_the_range_of_what_counts_is_seen() -> None:
    values = np.array([[-9999, 0, 50, 100]], np.int16)
    np.testing.assert_allclose(windowed(values, None, values > -9999), [[0, 0, 0.5, 1]])


def test_large_whole_numbers_keep_their_differences() -> None:
    values = np.array([[4_000_000_000, 4_000_000_001, 4_000_000_002]], np.uint32)
    np.testing.assert_allclose(windowed(values, None), [[0, 0.5, 1]])


def test_the_range_leaves_out_what_is_no_number() -> None:
    assert own_range(np.array([np.nan, 1, np.inf, 3, -np.inf], np.float32)) == (1, 3)
    assert own_range(np.array([np.nan])) == (0, 0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_whole_range_of_a_type_does_not_overflow(dtype: Any) -> None:
    largest = np.finfo(dtype).max
    np.testing.assert_allclose(windowed(np.array([[-largest, 0, largest]], dtype), None), [[0, 0.5, 1]])


def test_numbers_that_are_none_are_dark() -> None:
    np.testing.assert_array_equal(between(np.array([np.nan, np.inf, -np.inf, 2.0]), 0, 2), [0, 1, 0, 1])


@pytest.mark.parametrize(("centre", "width"), [(0, 0), (0, -1), (np.nan, 1), (0, np.inf)])
def test_a_window_without_a_width_is_none(centre: float, width: float) -> None:
    with pytest.raises(ValueError, match="width above 0"):
        Window(centre=centre, width=width)
