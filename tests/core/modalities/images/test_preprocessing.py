"""Preprocessing: every array of pixels comes to the size and type that a backbone is given."""

from __future__ import annotations

import numpy as np
import pytest

from core.modalities.images.preprocessing import Preprocessing, Window, prepare


def test_images_are_stretched_to_the_size() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (17, 31, 3), np.uint8)
    prepared = prepare(pixels, Preprocessing(height=8, width=16))
    assert prepared.shape == (8, 16, 3)
    assert prepared.dtype == np.uint8


def test_shrinking_averages_and_does_not_pick_pixels() -> None:
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = 255
    inner = prepare(stripes, Preprocessing(height=8, width=8))[:, 1:-1]
    assert abs(inner.astype(int) - 128).max() <= 2


@pytest.mark.parametrize("deep", [False, True])
def test_both_depths_agree(deep: bool) -> None:
    pixels: np.ndarray = np.random.default_rng(0).random((20, 30, 3), np.float32)
    if not deep:
        pixels = np.rint(pixels * 255).astype(np.uint8)
    eight = prepare(pixels, Preprocessing(height=7, width=9))
    sixteen = prepare(pixels, Preprocessing(height=7, width=9, depth=16))
    assert eight.dtype == np.uint8
    assert sixteen.dtype == np.float16
    np.testing.assert_allclose(sixteen, eight / 255, atol=0.004)


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("deep", [False, True])
def test_a_grey_plane_and_three_equal_planes_are_prepared_alike(deep: bool, depth: int) -> None:
    grey: np.ndarray = np.random.default_rng(0).random((20, 30), np.float32)
    if not deep:
        grey = np.rint(grey * 255).astype(np.uint8)
    preprocessing = Preprocessing(height=7, width=9, depth=depth)
    shown_as_three = np.broadcast_to(grey[..., np.newaxis], (20, 30, 3))
    np.testing.assert_array_equal(
        prepare(shown_as_three, preprocessing), prepare(np.array(shown_as_three), preprocessing)
    )


def test_the_key_changes_with_every_setting() -> None:
    settings = [
        Preprocessing(height=224, width=224),
        Preprocessing(height=225, width=224),
        Preprocessing(height=224, width=225),
        Preprocessing(height=224, width=224, depth=16),
        Preprocessing(height=224, width=224, window=Window(centre=40, width=400)),
        Preprocessing(height=224, width=224, axis=0),
        Preprocessing(height=224, width=224, name="other"),
    ]
    assert len({preprocessing.key for preprocessing in settings}) == len(settings)
    assert all(Preprocessing.from_json(preprocessing.as_json()) == preprocessing for preprocessing in settings)
