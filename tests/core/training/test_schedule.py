"""The learning rate of each step, and of each block."""

from __future__ import annotations

from typing import Any

import pytest

from core.backbones.layer_tree import Kind, Layer, LayerTree
from core.training.plan import Phase, Plan, usual_phases
from core.training.schedule import learning_rate_at, shares_of_blocks
from core.training.settings import Schedule

PHASE = Phase(name="head", epochs=4, learning_rate=0.1)


def rates(**settings: Any) -> list[float]:
    plan = Plan(backbone="any", phases=usual_phases(), **settings)
    return [learning_rate_at(plan, PHASE, step, steps_per_epoch=5) for step in range(20)]


def test_by_default_the_learning_rate_stays() -> None:
    assert rates() == [0.1] * 20


def test_a_warm_up_rises_evenly_and_never_begins_with_nothing() -> None:
    warming = rates(warmup_epochs=0.8)

    assert warming[:5] == pytest.approx([0.02, 0.04, 0.06, 0.08, 0.1])
    assert warming[5:] == [0.1] * 15


def test_a_cosine_falls_from_the_warm_up_to_nothing_at_the_end_of_the_phase() -> None:
    falling = rates(schedule=Schedule.COSINE, warmup_epochs=1)

    assert falling[5] == pytest.approx(0.1)
    assert falling[12] == pytest.approx(0.1 * 0.552, rel=1e-2)  # just before the middle
    assert falling[5:] == sorted(falling[5:], reverse=True)
    assert 0 < falling[-1] < 0.002


def test_a_warm_up_longer_than_the_phase_is_no_error() -> None:
    assert rates(warmup_epochs=40, schedule=Schedule.COSINE)[-1] == pytest.approx(0.1 * 20 / 201)


def layer(path: str, block: str) -> Layer:
    return Layer(
        path=path, block=block, kind=Kind.DENSE, output_shape=(1,), parameters=1, trainable_parameters=1,
        variables=(f"{path}/kernel",), trainable_variables=(f"{path}/kernel",),
    )  # fmt: skip


def test_each_block_learns_slower_than_the_next_towards_the_head() -> None:
    tree = LayerTree((layer("a/x", "a"), layer("b/x", "b"), layer("b/y", "b"), layer("c/x", "c")))

    shares = shares_of_blocks(tree, ["a/x/kernel", "b/y/kernel", "c/x/kernel"], factor=2.0)

    assert shares == {"a/x/kernel": 0.25, "b/y/kernel": 0.5, "c/x/kernel": 1.0}
