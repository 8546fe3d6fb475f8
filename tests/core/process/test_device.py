"""The device: groups, and the names under which what it computes is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from core.process.arithmetic import arithmetic
from core.process.device import GROUP, PROCESSOR, Device, this_device


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (3, [3]), (4, [4]), (9, [4, 4, 1])])
def test_rows_are_computed_in_groups_of_one_size_and_the_rest(count: int, sizes: list[int]) -> None:
    groups = [np.arange(count)[group] for group in Device(group=4).groups(count)]

    assert [len(group) for group in groups] == sizes
    assert [row for group in groups for row in group] == list(range(count))


@pytest.mark.parametrize(("longest", "together"), [(None, 64), (32, 1024), (64, 1024), (256, 256), (4096, 128)])
def test_of_short_texts_more_are_read_together_so_that_groups_are_full(longest: int | None, together: int) -> None:
    assert Device(group=4).read_together(longest) == together


def test_groups_of_the_usual_size_keep_the_name_that_features_have_always_had() -> None:
    assert this_device().group == GROUP == 4
    assert this_device().arithmetic == arithmetic()


def test_groups_of_another_size_have_a_name_of_their_own() -> None:
    of_others = {replace(this_device(), group=size).arithmetic for size in (GROUP, 8, 256)}

    assert len(of_others) == 3


def test_variables_made_in_the_scope_of_the_processor_lie_there() -> None:
    with PROCESSOR.scope():
        variable = tf.Variable(1.0)

    assert "CPU:0" in variable.device
