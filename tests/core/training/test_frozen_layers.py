"""Frozen layers stay frozen: to the last bit, and loudly if they do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from core import tasks
from core.backbones.backbone import Backbone, open_backbone
from core.dataset.dataset import Split
from core.errors import UserError
from core.events import BatchEnded, Event, PhaseStarted
from core.jobs import Job
from core.project.project import Project
from core.training.plan import Phase
from core.training.run import Run
from core.training.trained_model import load_model
from tests.core.small import BLOCKS, Recorder, small_plan, weights_of
from tests.results import of_classes

LAYERS = [f"block_{block}_{layer}" for block in range(1, BLOCKS + 1) for layer in ("conv", "bn")]


def changed_layers(run: Run) -> set[str]:
    """The layers in which the run's model differs from its published backbone."""
    published = open_backbone(run.backbone_folder).variables
    trained = load_model(run).backbone.variables
    assert trained.keys() == published.keys()
    return {
        path.rpartition("/")[0]
        for path in published
        if trained[path].numpy().tobytes() != published[path].numpy().tobytes()
    }


@pytest.mark.parametrize(
    ("patterns", "unfrozen"),
    [
        ([], []),
        (["last:1"], ["block_3_conv", "block_3_bn"]),
        (["block_2_conv"], ["block_2_conv"]),
        (["block_1_bn", "block_3"], ["block_1_bn", "block_3_conv", "block_3_bn"]),
        (["all"], LAYERS),
    ],
)
def test_only_ticked_layers_change(
    patterns: list[str],
    unfrozen: list[str],
    new_project: Callable[..., Project],
    small_images: Path,
) -> None:
    job = Recorder()
    run = tasks.train(new_project(), small_plan(*patterns, epochs=1, fine_tune_epochs=1), job, small_images)

    assert changed_layers(run) == set(unfrozen)
    stored = {name.removeprefix("backbone/") for name in weights_of(run) if name.startswith("backbone/")}
    assert {path.rpartition("/")[0] for path in stored} == set(unfrozen)
    assert not any("moving" in path for path in stored)
    normalisations = [layer for layer in unfrozen if layer.endswith("bn")]
    assert {f"{layer}/{name}" for layer in normalisations for name in ("gamma", "beta")} <= stored
    assert job.of(PhaseStarted)[-1].trainable_parameters == sum(values.size for values in weights_of(run).values())


def test_a_layer_unfrozen_in_one_phase_rests_in_the_next(
    opened: list[Backbone], new_project: Callable[..., Project], small_images: Path
) -> None:
    phases = (
        Phase(name="head", epochs=1, learning_rate=1e-2),
        Phase(name="top", unfreeze=("block_3",), epochs=1, learning_rate=1e-3),
        Phase(name="below", unfreeze=("block_2_conv",), epochs=1, learning_rate=1e-3),
        Phase(name="head again", epochs=1, learning_rate=1e-2),
    )
    kernels: list[bytes] = []

    def note(job: Job, event: Event) -> None:
        if isinstance(event, PhaseStarted):
            kernels.append(opened[0].variables["block_3_conv/kernel"].numpy().tobytes())

    run = tasks.train(new_project(), small_plan(phases=phases), Recorder(note), small_images)

    assert len(opened) == 1
    before, top, below, again = kernels
    assert before == top != below == again
    assert changed_layers(run) == {"block_3_conv", "block_3_bn", "block_2_conv"}


def move(variable: tf.Variable) -> None:
    variable.assign(variable + 1e-6)


@pytest.mark.parametrize(
    ("path", "phase"), [("block_1_conv/kernel", 0), ("block_2_bn/gamma", 1), ("block_3_bn/moving_variance", 1)]
)
def test_a_frozen_variable_that_moves_fails_the_run(
    path: str, phase: int, opened: list[Backbone], new_project: Callable[..., Project], small_images: Path
) -> None:
    project = new_project()

    def move_it(job: Job, event: Event) -> None:
        if isinstance(event, BatchEnded) and (event.phase, event.epoch, event.batch) == (phase, 0, 0):
            move(opened[0].variables[path])

    with pytest.raises(UserError, match=path):
        tasks.train(project, small_plan("last:1", epochs=1, fine_tune_epochs=1), Recorder(move_it), small_images)

    assert not project.runs[0].is_finished
    assert not list(project.runs[0].files.checkpoints.glob("*"))  # nothing of it is gone on with


def test_a_layer_that_moves_in_a_phase_in_which_it_rests_fails_the_run(
    opened: list[Backbone], new_project: Callable[..., Project], small_images: Path
) -> None:
    phases = (
        Phase(name="top", unfreeze=("block_3",), epochs=1, learning_rate=1e-3),
        Phase(name="below", unfreeze=("block_2_conv",), epochs=1, learning_rate=1e-3),
    )

    def move_it(job: Job, event: Event) -> None:
        if isinstance(event, BatchEnded) and event.phase == 1:
            move(opened[0].variables["block_3_conv/kernel"])

    with pytest.raises(UserError, match="block_3_conv/kernel"):
        tasks.train(new_project(), small_plan(phases=phases), Recorder(move_it), small_images)


def test_a_pattern_that_names_no_layer_is_refused_before_the_head_is_trained(
    new_project: Callable[..., Project], small_images: Path
) -> None:
    project = new_project()
    job = Recorder()

    with pytest.raises(UserError, match="block_9"):
        tasks.train(project, small_plan("block_9"), job, small_images)

    assert not job.of(BatchEnded)
    assert project.runs == []


def test_the_published_backbone_is_never_written_to(
    new_project: Callable[..., Project], small_images: Path, small_backbone: Path
) -> None:
    before = {file: file.read_bytes() for file in small_backbone.rglob("*") if file.is_file()}

    run = tasks.train(new_project(), small_plan("all", epochs=1, fine_tune_epochs=1), Job(), small_images)

    assert {file: file.read_bytes() for file in before} == before
    copied = {file.relative_to(run.backbone_folder): file.read_bytes() for file in run.backbone_folder.rglob("*.pb")}
    assert copied == {
        file.relative_to(small_backbone): content for file, content in before.items() if file.suffix == ".pb"
    }


def test_the_model_computes_what_training_computed(new_project: Callable[..., Project], small_images: Path) -> None:
    """The history's validation accuracy is that of the saved model, opened anew."""
    run = tasks.train(new_project(), small_plan("last:2", epochs=1, fine_tune_epochs=1), Job(), small_images)

    evaluation = tasks.evaluate(run, Job(), [Split.VALIDATION])

    best = [epoch for epoch in run.history if epoch.best][-1]
    assert np.isclose(of_classes(evaluation.parts[Split.VALIDATION]).accuracy, best.validation_score)
