"""Features at a frost line are computed from those at an earlier one, and from the images only where there are none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from core import tasks
from core.backbones.backbone import open_backbone, pooled
from core.backbones.frost_line import as_constant_function
from core.events import EpochEnded
from core.features.feature_cache import LINE_FILE
from core.features.inputs import FeatureInputs
from core.jobs import Job
from core.project.project import Project
from core.storage.files import write_json
from core.training.plan import Phase, Plan, incremental_phases
from resources import BUNDLED_BACKBONES
from tests.core.small import assert_same_result, is_stopped, small_plan, stopping_at

PHASES = incremental_phases(
    Phase(name="head", epochs=1, learning_rate=1e-2), Phase(name="fine-tuning", epochs=1, learning_rate=1e-3), 3
)


@pytest.fixture
def from_images(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stores that were filled from the images, in order."""
    filled: list[str] = []
    compute = FeatureInputs._from_examples

    def noted(inputs: FeatureInputs, view: int) -> Callable:
        filled.append(inputs._rows.key)
        return compute(inputs, view)

    monkeypatch.setattr(FeatureInputs, "_from_examples", noted)
    return filled


def plan(*phases: Phase) -> Plan:
    return small_plan(phases=phases)


def test_the_images_pass_the_frozen_layers_once_for_all_phases(
    new_project: Callable[..., Project], small_images: Path, from_images: list[str]
) -> None:
    tasks.train(new_project(), plan(*PHASES[:3]), Job(), small_images)

    assert len(set(from_images)) == 1


def test_a_later_run_with_other_layers_starts_from_what_an_earlier_one_has_left(
    new_project: Callable[..., Project], small_images: Path, from_images: list[str]
) -> None:
    project = new_project()
    tasks.train(project, plan(PHASES[0], PHASES[2]), Job(), small_images)
    from_images.clear()

    tasks.train(project, plan(PHASES[0], PHASES[1]), Job(), small_images)

    assert from_images == []


def test_where_an_earlier_phase_has_changed_layers_their_values_are_computed_anew(
    new_project: Callable[..., Project], small_images: Path, from_images: list[str]
) -> None:
    """Deep first, then only the last block: what lies between has been trained, so its values are of this run alone."""
    phases = plan(PHASES[0], PHASES[2], PHASES[1])

    run = tasks.train(new_project(), phases, Job(), small_images)
    again = tasks.train(new_project(), phases, Job(), small_images)

    assert len(set(from_images)) == 1
    assert_same_result(again, run)


def test_a_line_is_written_down_once(
    new_project: Callable[..., Project], small_images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def noted(file: Path, values: object) -> None:
        written.append(file)
        write_json(file, values)

    monkeypatch.setattr("core.features.feature_cache.write_json", noted)
    project = new_project()

    tasks.train(project, plan(*PHASES[:3]), Job(), small_images)
    tasks.train(project, plan(*PHASES[:3]), Job(), small_images)

    assert written
    assert len(written) == len(set(written))


@pytest.mark.slow
def test_a_line_that_cannot_be_read_costs_only_time(
    new_project: Callable[..., Project], small_images: Path, from_images: list[str]
) -> None:
    whole = tasks.train(new_project(), plan(*PHASES[:2]), Job(), small_images)
    project = new_project()
    tasks.train(project, plan(PHASES[0], PHASES[2]), Job(), small_images)
    for file in project.files.feature_cache.glob(f"*/{LINE_FILE}"):
        file.write_text("{")

    assert_same_result(tasks.train(project, plan(*PHASES[:2]), Job(), small_images), whole)


def test_features_that_are_lost_while_a_run_is_interrupted_are_made_again_with_the_same_result(
    new_project: Callable[..., Project], small_images: Path
) -> None:
    whole = tasks.train(new_project(), plan(*PHASES[:3]), Job(), small_images)
    project = new_project()
    in_second = stopping_at(lambda event: isinstance(event, EpochEnded) and event.phase == 1)
    assert is_stopped(project, small_images, plan(*PHASES[:3]), in_second)
    shutil.rmtree(project.files.feature_cache)

    assert_same_result(tasks.resume(project, Job()), whole)


@pytest.mark.parametrize("name", ["mobilenet_v2_100_224", pytest.param("efficientnet_lite0", marks=pytest.mark.slow)])
def test_from_line_to_line_the_bundled_backbones_give_the_features_that_they_give_from_images(name: str) -> None:
    """To the last bit: so it does not matter what was on disk."""
    backbone = open_backbone(BUNDLED_BACKBONES / name)
    images = tf.constant(backbone.card.input.random_rows(4))
    lines = [backbone.frost_line(backbone.layers.matching([f"last:{count}"])) for count in (4, 2, 1)]
    signature = [tf.TensorSpec([None, *images.shape[1:]], images.dtype)]

    def whole(values: tf.Tensor) -> list[tf.Tensor]:
        return [pooled(backbone.frost_line([]).prefix()(*backbone.feeds(values))[0])]

    (expected,) = as_constant_function(whole, signature)(images)
    prefix = lines[0].prefix()
    values = as_constant_function(lambda pixels: prefix(*backbone.feeds(pixels)), signature)(images)
    for line, later in zip(lines, [*lines[1:], backbone.frost_line([])], strict=True):
        assert line.leads_to(later)
        specs = [tf.TensorSpec([None, *spec.shape[1:]], spec.dtype) for spec in line.specs]
        values = as_constant_function(line.until(later), specs)(*values)

    np.testing.assert_array_equal(pooled(values[0]).numpy(), expected.numpy())


def test_a_later_line_does_not_lead_to_an_earlier_one() -> None:
    backbone = open_backbone(BUNDLED_BACKBONES / "mobilenet_v2_100_224")
    early, late = (backbone.frost_line(backbone.layers.matching([f"last:{count}"])) for count in (4, 1))

    assert not late.leads_to(early)
    assert backbone.frost_line_of(early.as_json()).frontier == early.frontier
