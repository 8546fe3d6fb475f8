"""Texts pass a network no longer than they are, and what is computed of one hangs on no other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from core import tasks
from core.backbones.backbone import Backbone, open_backbone
from core.features.groups import InGroups, groups_of
from core.features.lengths import Lengths
from core.features.pooled import pooled_prefix
from core.jobs import Job
from core.modalities.text.recipe import TextRecipe
from core.modalities.text.token_rows import TokenRows
from core.project.project import Project
from tests.core.small import assert_same_result, is_stopped, stopping_at
from tests.core.small_texts import small_text_plan

LENGTH = 16
RECIPE = TextRecipe(length=LENGTH, vocabulary="", vocabulary_file="")


@pytest.fixture
def backbone(small_encoder: Path) -> Backbone:
    return open_backbone(small_encoder, (LENGTH,))


@pytest.fixture
def rows(backbone: Backbone) -> np.ndarray:
    return backbone.card.input.random_rows(50)


class _Prepared(TokenRows):
    """Rows by their place, with those that were read."""

    def __init__(self, rows: np.ndarray):
        self.preprocessing, self._all, self.asked = RECIPE, rows, list[str]()

    def read(self, keys: Sequence[str]) -> np.ndarray:
        self.asked += keys
        return self._all[[int(key) for key in keys]]


def test_groups_are_of_texts_of_one_length(rows: np.ndarray) -> None:
    lengths = RECIPE.lengths(rows)

    groups = groups_of(lengths, len(rows))

    assert sorted(place for group in groups for place in group.places) == list(range(len(rows)))
    for group in groups:
        assert set(lengths[group.places]) == {group.length}
        filled = group.filled(group.trimmed(rows[group.places]))
        assert filled.shape == (group.size, group.length)
        assert np.count_nonzero(filled[: len(group.places)]) == np.count_nonzero(rows[group.places])


def test_how_long_rows_are_is_looked_at_once(rows: np.ndarray) -> None:
    prepared = _Prepared(rows)
    lengths = Lengths(prepared)
    keys = [str(place) for place in range(len(rows))]

    first, again = lengths.of(keys[:30]), lengths.of(keys[::-1])

    np.testing.assert_array_equal(first, RECIPE.lengths(rows[:30]))
    np.testing.assert_array_equal(again, RECIPE.lengths(rows[::-1]))
    assert sorted(prepared.asked) == sorted(keys)


def test_images_pass_in_groups_as_they_come() -> None:
    assert [list(group.places) for group in groups_of(None, 6)] == [[0, 1, 2, 3], [4, 5]]


def test_what_is_computed_of_a_text_is_the_same_beside_any_others(backbone: Backbone, rows: np.ndarray) -> None:
    assert backbone.takes_any_length
    features = InGroups(pooled_prefix(backbone), RECIPE, any_length=True)

    together = features.of(rows)

    order = np.random.default_rng(0).permutation(len(rows))
    np.testing.assert_array_equal(features.of(rows[order]), together[order])
    np.testing.assert_array_equal(features.of(rows[7:8]), together[7:8])


def test_it_is_what_is_computed_of_whole_rows(backbone: Backbone, rows: np.ndarray) -> None:
    trimmed, whole = (InGroups(pooled_prefix(backbone), RECIPE, any_length=way).of(rows) for way in (True, False))

    np.testing.assert_allclose(trimmed, whole, rtol=0, atol=1e-5 * np.abs(whole).max())


@pytest.mark.parametrize("block", ["transformer/layer_1", "last:2"])
def test_both_sides_of_a_line_take_rows_of_any_length(backbone: Backbone, rows: np.ndarray, block: str) -> None:
    line = backbone.frost_line(backbone.layers.matching([block]))
    short = rows[:, : LENGTH // 2]
    short[:, 0] = 5

    parts = (line.prefix(), line.tail(), pooled_prefix(backbone))
    prefix, tail, both = (tf.function(part, autograph=False) for part in parts)
    crossing = prefix(*backbone.feeds(tf.constant(short)))

    assert line.is_of_any_length
    row = line.row_dtype_at(LENGTH // 2)
    for place in line.kept:
        assert tuple(crossing[place].shape[1:]) == row[str(place)].shape
    np.testing.assert_allclose(tail(*crossing)[0], both(tf.constant(short))[0], atol=1e-5)


def test_a_run_on_texts_that_was_interrupted_ends_with_the_same_weights(
    small_encoder: Path, small_texts: Path, tmp_path: Path
) -> None:
    plan = small_text_plan("last:2")
    whole = tasks.train(Project(folder=tmp_path / "whole"), plan, Job(), small_texts)
    project = Project(folder=tmp_path / "stopped")
    in_fine_tuning = stopping_at(lambda event: getattr(event, "phase", 0) == 1 and getattr(event, "batch", 0) == 3)

    assert is_stopped(project, small_texts, plan, in_fine_tuning)
    assert_same_result(tasks.resume(project, Job()), whole)
