"""Alarms: raised when the metrics of an epoch say that training goes wrong, and only then."""

from __future__ import annotations

from typing import Any

import pytest

from core.events import AlarmKind, LayersMeasured
from core.statistics.improvement import Improvement
from core.training.alarms import HEAD_LAYER, EpochFacts, alarms_after
from core.training.epoch_record import EpochRecord
from core.wording.catalogue import text_of


def epochs(losses: list[float], validation: list[float], phase: int = 1) -> list[EpochRecord]:
    return [
        EpochRecord(
            phase=phase, epoch=epoch, loss=loss, score=0.5, validation_loss=validation_loss, best=True,
            validation_score=0.5, learning_rate=1e-3, seconds=1.0,
        )
        for epoch, (loss, validation_loss) in enumerate(zip(losses, validation, strict=True))
    ]  # fmt: skip


def layers(gradients: list[float], updates: list[float], distances: list[float], epoch: int = 0) -> LayersMeasured:
    return LayersMeasured(
        phase=1, epoch=epoch, layers=("block_1/conv", "block_2/conv", HEAD_LAYER),
        gradient_norms=(*gradients, 1.0), update_ratios=(*updates, 0.5), distances=(*distances, None),
    )  # fmt: skip


def facts(**changes: Any) -> EpochFacts:
    calm: dict[str, Any] = {
        "epochs": epochs([1.0, 0.8], [1.0, 0.9]),
        "layers": [layers([1.0, 1.0], [1e-3, 1e-3], [0.1, 0.1])],
        "of_answers": (),
        "over_head": Improvement(0.1, 0.05),
    }
    return EpochFacts(**calm | changes)


def kinds(**changes: Any) -> list[AlarmKind]:
    return [alarm.kind for alarm in alarms_after(facts(**changes))]


def test_a_calm_epoch_raises_none() -> None:
    assert kinds() == []


def test_everything_taken_for_one_class_is_told() -> None:
    assert kinds(of_answers=(AlarmKind.ONE_CLASS,)) == [AlarmKind.ONE_CLASS]


def test_a_new_head_may_take_everything_for_one_class_in_its_first_epoch() -> None:
    head = {"epochs": epochs([1.0], [1.0], phase=0), "over_head": None}
    assert kinds(of_answers=(AlarmKind.ONE_CLASS,), **head) == []


def test_a_gap_that_grows_for_two_epochs_is_told() -> None:
    assert kinds(epochs=epochs([0.5, 0.4, 0.3], [0.5, 0.6, 0.7])) == [AlarmKind.GAP]


@pytest.mark.parametrize(
    ("losses", "validation"),
    [([0.5, 0.4], [0.5, 0.6]), ([0.5, 0.4, 0.3], [0.5, 0.4, 0.6]), ([0.5, 0.6, 0.7], [0.5, 0.6, 0.7])],
)
def test_one_bad_epoch_or_a_loss_that_rises_everywhere_is_no_gap(losses: list[float], validation: list[float]) -> None:
    assert AlarmKind.GAP not in kinds(epochs=epochs(losses, validation))


def test_worse_than_the_head_by_more_than_noise_is_told() -> None:
    assert kinds(over_head=Improvement(-0.1, 0.05)) == [AlarmKind.WORSE_THAN_HEAD]
    assert kinds(over_head=Improvement(-0.04, 0.05)) == []


def test_a_layer_without_gradient_is_dead_and_named() -> None:
    (alarm,) = alarms_after(facts(layers=[layers([0.0, 1.0], [0.0, 1e-3], [0.1, 0.1])]))

    assert (alarm.kind, alarm.layers) == (AlarmKind.DEAD, ("block_1/conv",))
    assert "block_1/conv" in text_of(alarm.message)


def test_a_layer_whose_steps_or_gradients_grow_wild_explodes() -> None:
    calm = layers([1.0, 1.0], [1e-3, 1e-3], [0.1, 0.1])

    assert kinds(layers=[layers([1.0, 1.0], [0.2, 1e-3], [0.1, 0.1])]) == [AlarmKind.EXPLODING]
    assert kinds(layers=[calm, layers([1.0, 200.0], [1e-3, 1e-3], [0.1, 0.1], epoch=1)]) == [AlarmKind.EXPLODING]
    assert kinds(layers=[calm, layers([1.0, float("nan")], [1e-3, 1e-3], [0.1, 0.1], epoch=1)]) == [AlarmKind.EXPLODING]


def test_a_layer_far_from_its_pretrained_weights_has_run_away() -> None:
    (alarm,) = alarms_after(facts(layers=[layers([1.0, 1.0], [1e-3, 1e-3], [0.6, 0.7])]))

    assert (alarm.kind, alarm.layers) == (AlarmKind.RUN_AWAY, ("block_1/conv", "block_2/conv"))


def test_the_new_head_is_never_meant() -> None:
    assert kinds(layers=[layers([1.0, 1.0], [1e-3, 1e-3], [0.1, 0.1])]) == []  # its steps are half its size
