"""The draft: what becomes of it when training starts, and what drafts of old are read as."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from core.errors import UserError
from core.training.draft import Draft
from core.training.plan import Phase
from core.training.settings import MOST_WEIGHT, Schedule

INCREMENTAL = Draft(
    backbone="small",
    unfrozen=("block_3_conv",),
    head=Phase(name="head", epochs=3),
    fine_tuning=Phase(name="fine-tuning", epochs=4, learning_rate=1e-4, patience=2),
    incremental=True,
    blocks=3,
    schedule=Schedule.COSINE,
    warmup_epochs=0.5,
    depth_factor=2.6,
    l2_sp=0.1,
)


def test_incremental_unfreezing_goes_block_by_block_whatever_is_ticked() -> None:
    plan = INCREMENTAL.plan

    assert [phase.unfreeze for phase in plan.phases] == [(), ("last:1",), ("last:2",), ("last:3",)]
    assert {(phase.epochs, phase.learning_rate, phase.patience) for phase in plan.phases[1:]} == {(4, 1e-4, 2)}
    assert plan.only_while_better
    assert (plan.schedule, plan.warmup_epochs, plan.depth_factor, plan.l2_sp) == (Schedule.COSINE, 0.5, 2.6, 0.1)


def test_the_ticked_layers_are_unfrozen_at_once_and_without_conditions() -> None:
    draft = Draft(unfrozen=("block_3_conv",))

    assert [phase.unfreeze for phase in draft.plan.phases] == [(), ("block_3_conv",)]
    assert not draft.plan.only_while_better


def test_a_plan_is_shown_as_the_draft_that_it_came_from() -> None:
    assert Draft.of(INCREMENTAL.plan) == INCREMENTAL.with_unfrozen(())
    assert Draft.of(Draft().plan) == Draft()


def test_settings_stand_in_both_files_beside_the_rest() -> None:
    for values in (INCREMENTAL.as_json(), INCREMENTAL.plan.as_json()):
        shared = {name: values[name] for name in INCREMENTAL.settings}
        assert shared == INCREMENTAL.settings == INCREMENTAL.plan.settings


def test_a_draft_of_old_bounds_the_weights_of_classes() -> None:
    values = {name: value for name, value in Draft().as_json().items() if name != "weight_bound"}

    assert Draft.from_json(values).plan.weight_bound == MOST_WEIGHT


def test_it_comes_back_from_json_as_it_was() -> None:
    again = Draft.from_json(json.loads(json.dumps(INCREMENTAL.as_json())))

    assert again == INCREMENTAL
    assert type(again.schedule) is Schedule


def test_a_draft_of_old_is_read_as_one_of_ticked_layers() -> None:
    values = Draft(unfrozen=("a",)).as_json()
    later = ("incremental", "blocks", "schedule", "warmup_epochs", "depth_factor", "l2_sp", "select_by", "keep")
    for name in (*later, "encoder_dropout"):
        del values[name]

    assert Draft.from_json(json.loads(json.dumps(values))) == Draft(unfrozen=("a",))


def test_a_learning_rate_is_set_for_the_head_or_for_all_that_is_unfrozen() -> None:
    assert INCREMENTAL.with_rate(0, 0.01).plan.phases[0].learning_rate == 0.01
    assert {phase.learning_rate for phase in INCREMENTAL.with_rate(2, 1e-6).plan.phases[1:]} == {1e-6}


def test_no_block_at_all_is_refused() -> None:
    with pytest.raises(UserError, match="at least one block"):
        Draft(incremental=True, blocks=0).plan  # noqa: B018


CARDS = [("photographs", "images"), ("words", "text"), ("reports", "text")]


def test_data_of_another_kind_want_what_is_usual_for_these() -> None:
    cards = [named(*card) for card in CARDS]
    of_texts = replace(Draft.usual("text"), backbone="words")

    assert Draft(backbone="photographs", unfrozen=("a",)).for_kind("text", cards) == of_texts
    assert of_texts.with_unfrozen(["a"]).for_kind("images", cards) == Draft(backbone="photographs")
    for kept in (Draft(backbone="reports"), Draft(backbone="not there any more")):
        assert kept.for_kind("text", cards) is kept
    lonely = Draft(backbone="photographs")
    assert lonely.for_kind("text", cards[:1]) is lonely


def test_what_the_user_has_set_stays_for_data_of_another_kind() -> None:
    cards = [named(*card) for card in CARDS]
    own = Draft(backbone="photographs", seed=3, batch_size=8, head=Phase(name="head", epochs=3))

    draft = own.for_kind("text", cards)

    assert (draft.seed, draft.batch_size, draft.head) == (3, 8, own.head)
    assert (draft.encoder_dropout, draft.fine_tuning) == (0.1, Draft.usual("text").fine_tuning)


def test_images_have_the_usual_settings_of_before() -> None:
    assert Draft.usual("images") == Draft()
    assert Draft().encoder_dropout == 0


def named(name: str, kind: str) -> Any:
    return SimpleNamespace(name=name, input=SimpleNamespace(kind=kind))
