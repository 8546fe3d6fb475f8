"""Augmentation: views are functions of seed, image and view, and show what the plan allows."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from core.features.augmentation import Augmentation, Flips
from core.features.views import Views
from core.modalities.images.modality import Images
from core.modalities.images.strength import STRENGTHS, Strength

SEED = 3


def names(count: int) -> list[str]:
    return [f"{number:064x}" for number in range(count)]


def pictures(count: int = 4, dtype: Any = np.uint8, side: int = 24) -> np.ndarray:
    draw = np.random.default_rng(0)
    if dtype == np.uint8:
        return draw.integers(0, 256, (count, side, side, 3), np.uint8)
    return draw.uniform(size=(count, side, side, 3)).astype(dtype)


def views(strength: Augmentation = Augmentation.STRONG, flips: Flips = Flips.HORIZONTAL, seed: int = SEED) -> Views:
    return Views(Images().augmenter(strength, flips, None), seed)


@pytest.mark.parametrize("strength", list(Augmentation))
def test_the_first_view_is_the_image_itself(strength: Augmentation) -> None:
    assert np.array_equal(views(strength).apply(pictures(), names(4), 0), pictures())


@pytest.mark.parametrize("dtype", [np.uint8, np.float16])
def test_a_view_keeps_type_shape_and_range(dtype: Any) -> None:
    for view in range(1, 10):
        seen = views().apply(pictures(dtype=dtype), names(4), view)
        assert (seen.dtype, seen.shape) == (dtype, (4, 24, 24, 3))
        assert np.isfinite(seen.astype(np.float32)).all()
        if dtype == np.float16:
            assert seen.min() >= 0
            assert seen.max() <= 1
        assert not np.array_equal(seen, pictures(dtype=dtype))


def test_a_view_is_the_same_picture_in_whatever_company_it_is_drawn() -> None:
    together = views().apply(pictures(), names(4), 2)
    alone = [views().apply(pictures()[[n]], [names(4)[n]], 2)[0] for n in range(4)]

    assert np.array_equal(together, np.stack(alone))


def test_seed_image_and_view_each_give_another_picture() -> None:
    one = pictures(1)
    seen = [
        views(seed=seed).apply(one, [name], view).tobytes()
        for seed, name, view in itertools.product([1, 2], names(2), [1, 2])
    ]
    assert len(set(seen)) == 8


def half_bright(side: int = 32) -> np.ndarray:
    """A picture that is bright on its left and at its top, so that mirror images show."""
    picture = np.full((1, side, side, 3), 40, np.uint8)
    picture[:, : side // 2] += 40
    picture[:, :, : side // 2] += 80
    return picture


def sides_of(flips: Flips) -> set[tuple[bool, bool]]:
    """On which side a view is the brighter: (left, top), over many views."""
    found = set()
    for view in range(1, 60):
        seen = views(Augmentation.LIGHT, flips).apply(half_bright(), names(1), view)[0].astype(int)
        found.add((bool(seen[:, :16].sum() > seen[:, 16:].sum()), bool(seen[:16].sum() > seen[16:].sum())))
    return found


def test_no_image_is_mirrored_where_flips_are_not_allowed() -> None:
    assert sides_of(Flips.NONE) == {(True, True)}


def test_images_are_mirrored_sideways_where_that_is_allowed() -> None:
    assert sides_of(Flips.HORIZONTAL) == {(True, True), (False, True)}


def test_images_are_mirrored_both_ways_where_that_is_allowed() -> None:
    assert sides_of(Flips.BOTH) == {(True, True), (False, True), (True, False), (False, False)}


def test_a_view_that_may_differ_in_nothing_is_the_image(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STRENGTHS, Augmentation.LIGHT, Strength(views=2))

    assert np.array_equal(views(Augmentation.LIGHT, Flips.NONE).apply(pictures(), names(4), 1), pictures())


def test_features_of_a_view_are_kept_under_all_that_decides_it() -> None:
    base = views()
    keys = {
        base.keys(names(1), 0)[0],
        base.keys(names(1), 1)[0],
        base.keys(names(1), 2)[0],
        views(seed=SEED + 1).keys(names(1), 1)[0],
        views(flips=Flips.NONE).keys(names(1), 1)[0],
        views(Augmentation.LIGHT).keys(names(1), 1)[0],
    }
    assert len(keys) == 6
    assert base.keys(names(2), 0) == names(2)
    assert views().keys(names(2), 1) == base.keys(names(2), 1)
