"""The plan: what it holds by default, how it is kept as JSON, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import UserError
from core.features.augmentation import Augmentation, Flips
from core.training.plan import Phase, Plan, usual_phases
from core.training.settings import Keep


def plan(**settings: Any) -> Plan:
    return Plan(**{"backbone": "any", "phases": usual_phases()} | settings)


def test_without_ticked_layers_only_the_head_trains() -> None:
    (head,) = usual_phases()

    assert head.unfreeze == ()
    assert (head.epochs, head.learning_rate) == (20, 1e-3)


def test_ticked_layers_are_fine_tuned_after_the_head_at_a_hundredth_of_its_learning_rate() -> None:
    head, fine_tuning = usual_phases(["last:2", "block_7*"])

    assert (head.unfreeze, head.epochs, head.learning_rate) == ((), 20, 1e-3)
    assert (fine_tuning.unfreeze, fine_tuning.epochs) == (("last:2", "block_7*"), 10)
    assert fine_tuning.learning_rate == 1e-5


def test_epochs_and_learning_rates_of_the_usual_phases_can_be_chosen() -> None:
    head, fine_tuning = usual_phases(
        ["all"], epochs=3, fine_tune_epochs=4, learning_rate=0.1, fine_tune_learning_rate=0.2
    )

    assert (head.epochs, head.learning_rate) == (3, 0.1)
    assert (fine_tuning.epochs, fine_tuning.learning_rate) == (4, 0.2)


def test_a_plan_comes_back_from_json_as_it_was() -> None:
    phases = (
        *usual_phases(["last:1", "block_3"]),
        Phase(name="deeper", unfreeze=("all",), epochs=1, learning_rate=1e-6, patience=2),
    )
    asked = plan(
        phases=phases,
        batch_size=5,
        dropout=0.5,
        encoder_dropout=0.1,
        class_weights=False,
        augmentation=Augmentation.STRONG,
        flips=Flips.BOTH,
        seed=9,
    )

    again = Plan.from_json(json.loads(json.dumps(asked.as_json())))

    assert again == asked
    assert type(again.augmentation) is Augmentation
    assert type(again.phases[1].unfreeze) is tuple


@pytest.mark.parametrize(
    "settings",
    [
        {"epochs": 0},
        {"learning_rate": 0.0},
        {"learning_rate": -1e-3},
        {"learning_rate": 1.5},
        {"learning_rate": float("nan")},
        {"patience": 0},
    ],
)
def test_a_phase_that_cannot_work_is_refused(settings: dict) -> None:
    with pytest.raises(UserError):
        Phase(name="head", **settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"phases": ()},
        {"batch_size": 0},
        {"dropout": 1.0},
        {"dropout": -0.1},
        {"encoder_dropout": 1.0},
        {"seed": -1},
        {"seed": 2**32},
    ],
)
def test_a_plan_that_cannot_work_is_refused(settings: dict) -> None:
    with pytest.raises(UserError):
        plan(**settings)


def test_a_plan_of_old_keeps_the_epoch_with_the_lowest_validation_loss() -> None:
    values = plan().as_json()
    for name in ("schedule", "select_by", "keep"):
        del values[name]

    assert Plan.from_json(json.loads(json.dumps(values))) == plan()
    assert (plan().select_by, plan().keep) == ("loss", Keep.BEST)


@pytest.mark.parametrize(
    ("unfreeze", "first", "of_head"),
    [([()], None, [True]), ([(), ("a",)], 1, [True, False]), ([("a",), ()], None, [False, False])],
)
def test_a_plan_knows_where_fine_tuning_begins(unfreeze: list, first: int | None, of_head: list[bool]) -> None:
    made = plan(phases=tuple(Phase(name=str(number), unfreeze=one) for number, one in enumerate(unfreeze)))

    assert made.first_unfreezing == first
    assert [made.is_of_head(number) for number in range(len(unfreeze))] == of_head
