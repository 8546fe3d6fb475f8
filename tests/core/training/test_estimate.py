"""The estimate: what training would cost, from what was measured and what is ticked."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from core.backbones.layer_tree import Kind, Layer, LayerTree
from core.training.estimate import (
    Estimate,
    EstimateBasis,
    Load,
    Stretch,
    Throughput,
    estimate,
    head_parameters,
    trained_parameters,
)


def layer(name: str, kind: Kind, shape: tuple[int | None, ...], parameters: int) -> Layer:
    names = (f"{name}/kernel",)
    return Layer(
        path=name,
        block=name,
        kind=kind,
        output_shape=shape,
        parameters=parameters,
        trainable_parameters=parameters,
        variables=names,
        trainable_variables=names if parameters else (),
    )


TREE = LayerTree(
    (
        layer("stem", Kind.CONVOLUTION, (32, 32, 8), 216),
        layer("stem_norm", Kind.NORMALISATION, (32, 32, 8), 16),
        layer("depthwise", Kind.DEPTHWISE, (16, 16, 8), 72),
        layer("statistics", Kind.NORMALISATION, (16, 16, 8), 0),
        layer("dense", Kind.DENSE, (None, 16), 128),
        layer("odd", Kind.OTHER, (), 4),
    )
)
ALL = [one.path for one in TREE.layers]
THROUGHPUT = Throughput(
    stretches=(
        Stretch(layers=4, frozen=0.02, forward=0.04, training=0.12),
        Stretch(layers=2, frozen=0.01, forward=0.02, training=0.05),
    ),
    seconds_per_batch=0.01,
    seconds_per_epoch=0.1,
    seconds_per_view=0.003,
    seconds_per_update=1e-6,
)
BASIS = EstimateBasis(feature_width=16, row_bytes=(0, 0, 2000, 1500, 800, 64), throughput=THROUGHPUT)
LOAD = Load(train=90, validation=10, batch_size=30)
AROUND = 0.1 + (3 + 1) * 0.01


def cost(*unfrozen: str, load: Load = LOAD) -> Estimate:
    return estimate(TREE, BASIS, unfrozen, load)


def fine_tuning(*unfrozen: str, load: Load = LOAD) -> float:
    seconds = cost(*unfrozen, load=load).seconds_per_fine_tuning_epoch
    assert seconds is not None
    return seconds


def test_where_only_the_head_trains_the_whole_backbone_is_computed_once_and_its_features_are_kept() -> None:
    only_head = cost()
    assert only_head.seconds_per_fine_tuning_epoch is None
    assert only_head.seconds_once == pytest.approx(100 * 0.03)
    assert only_head.seconds_per_head_epoch == pytest.approx(AROUND)
    assert only_head.cache_bytes == 100 * 16 * 4


def test_with_all_layers_unfrozen_the_time_is_what_was_measured() -> None:
    updates = 3 * trained_parameters(TREE, ALL) * 1e-6
    assert fine_tuning(*ALL) == pytest.approx(AROUND + 90 * 0.17 + 10 * 0.06 + updates)


def test_at_the_border_of_two_stretches_the_time_is_what_was_measured_but_for_what_the_first_layer_spares() -> None:
    updates = 3 * 132 * 1e-6
    measured = AROUND + 90 * 0.05 + 10 * 0.02 + updates
    spared = 90 * (0.05 - 0.02) / 2
    assert measured - spared <= fine_tuning("dense", "odd") < measured


def test_the_deeper_one_unfreezes_the_longer_an_epoch_takes() -> None:
    times = [fine_tuning(*ALL[place:]) for place in range(len(ALL))]
    assert times == sorted(times, reverse=True)


def test_layers_behind_the_frost_line_cost_less_when_they_stay_fixed_but_are_computed() -> None:
    assert fine_tuning("depthwise") < fine_tuning("depthwise", "dense") < fine_tuning(*ALL)
    forward = 90 * 0.02
    assert fine_tuning("depthwise") > AROUND + forward


def test_what_lies_before_the_frost_line_is_computed_once_more_and_kept() -> None:
    deep, head = cost("dense"), cost()
    assert deep.seconds_once == pytest.approx(head.seconds_once + 100 * 0.02)
    assert deep.cache_bytes == head.cache_bytes + 100 * 800


def test_where_nothing_is_frozen_only_the_features_for_the_head_are_kept() -> None:
    assert cost(*ALL).cache_bytes == cost().cache_bytes
    assert cost(*ALL).seconds_once == cost().seconds_once


def test_every_view_of_an_image_is_computed_and_kept() -> None:
    with_views = replace(LOAD, views=5)
    assert cost("dense", load=with_views).cache_bytes == (90 * 5 + 10) * (800 + 64)
    assert fine_tuning("dense", load=with_views) == pytest.approx(fine_tuning("dense"))


def test_views_of_images_that_are_not_kept_are_drawn_in_every_epoch() -> None:
    with_views = replace(LOAD, views=5)
    assert fine_tuning(*ALL, load=with_views) == pytest.approx(fine_tuning(*ALL) + 90 * 0.003 * 4 / 5)


def test_a_layer_without_anything_to_train_moves_no_frost_line() -> None:
    assert cost("statistics") == cost()
    assert trained_parameters(TREE, ["statistics", "dense", "elsewhere"]) == 128


def test_the_head_has_a_weight_for_each_feature_and_class_and_a_bias_for_each_class() -> None:
    assert head_parameters(16, 3) == 16 * 3 + 3


def test_a_stretch_in_which_nothing_can_be_weighed_is_no_fault() -> None:
    empty = LayerTree((layer("none", Kind.OTHER, (0,), 0), layer("dense", Kind.DENSE, (4,), 16)))
    stretches = (Stretch(layers=1, frozen=0.1, forward=0.1, training=0.1), *THROUGHPUT.stretches[1:])
    basis = replace(BASIS, row_bytes=(10, 10), throughput=replace(THROUGHPUT, stretches=stretches))
    seconds = estimate(empty, basis, ["dense"], LOAD).seconds_per_fine_tuning_epoch
    assert seconds is not None
    assert math.isfinite(seconds)


def test_what_was_measured_survives_being_written_and_read() -> None:
    assert EstimateBasis.from_json(json.loads(json.dumps(BASIS.as_json()))) == BASIS


def test_no_images_take_no_time_but_that_of_an_epoch() -> None:
    nothing = Load(train=0, validation=0, batch_size=32)
    assert cost(load=nothing).seconds_once == 0
    assert cost(load=nothing).seconds_per_head_epoch == pytest.approx(0.1)
