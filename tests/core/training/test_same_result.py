"""Same seed, same weights: whatever was cached, damaged or interrupted before."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import tasks
from core.events import BatchEnded, Event, Progress
from core.features.augmentation import Augmentation
from core.jobs import Job
from core.project.project import Project
from core.training.run import Run
from core.wording.catalogue import text_of
from tests.core.small import (
    Recorder,
    assert_same_result,
    history_of,
    is_stopped,
    small_plan,
    stopping_at,
    weights_of,
)

PLAN = small_plan("last:1")


def features_computed(job: Recorder) -> int:
    return sum(text_of(event.step).startswith("Computing features") for event in job.of(Progress))


def test_two_fresh_projects_give_the_same_weights(
    small_images: Path, uninterrupted: Run, small_backbone: Path, tmp_path: Any
) -> None:
    run = tasks.train(Project(folder=tmp_path / "project"), PLAN, Job(), small_images)

    assert_same_result(run, uninterrupted)


def test_another_seed_gives_other_weights(
    new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    run = tasks.train(new_project(), small_plan("last:1", seed=1), Job(), small_images)

    assert history_of(run) != history_of(uninterrupted)
    for name, values in weights_of(run).items():
        assert not np.array_equal(values, weights_of(uninterrupted)[name]), name


def test_a_second_run_on_the_same_images_computes_no_features_and_gives_the_same(
    new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project(features=True)
    job = Recorder()

    run = tasks.train(project, PLAN, job, small_images)

    assert features_computed(job) == 0
    assert_same_result(run, uninterrupted)


def test_a_second_head_does_not_open_the_backbone(
    new_project: Callable[..., Project], small_images: Path, opened: list
) -> None:
    project = new_project(features=True)

    run = tasks.train(project, small_plan(batch_size=5), Job(), small_images)

    assert opened == []
    assert weights_of(run).keys() == {"head/kernel", "head/bias"}


def test_a_cache_that_was_deleted_is_made_again_with_the_same_result(
    new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project()
    shutil.rmtree(project.folder / "cache")

    assert_same_result(tasks.train(project, PLAN, Job(), small_images), uninterrupted)


def test_a_cache_that_is_deleted_while_a_run_is_interrupted_is_made_again(
    new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project(features=True)
    assert is_stopped(project, small_images, PLAN, stopping_at(is_in_fine_tuning))
    shutil.rmtree(project.folder / "cache")

    assert_same_result(tasks.resume(project, Job()), uninterrupted)


def is_in_fine_tuning(event: Event) -> bool:
    return isinstance(event, BatchEnded) and (event.phase, event.batch) == (1, 3)


@pytest.mark.parametrize("cache", ["prepared", "features"])
def test_damaged_rows_are_made_again_with_the_same_result(
    cache: str, new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project(features=True)
    for file in (project.folder / "cache" / cache).rglob("rows.bin"):
        content = bytearray(file.read_bytes())
        for share in (0.1, 0.5, 0.51, 0.99) if content else ():
            content[int(len(content) * share)] ^= 0xFF
        file.write_bytes(content)
    if cache == "prepared":
        shutil.rmtree(project.files.feature_cache)
    job = Recorder()

    run = tasks.train(project, PLAN, job, small_images)

    steps = {text_of(event.step) for event in job.of(Progress)}
    assert ("Preparing the images" if cache == "prepared" else "Computing features") in steps
    assert_same_result(run, uninterrupted)


@pytest.mark.parametrize(
    "damage",
    ["cut off", *(pytest.param(other, marks=pytest.mark.slow) for other in ("a flipped bit", "empty", "gone"))],
)
def test_with_a_damaged_last_checkpoint_a_run_goes_on_from_the_one_before(
    damage: str, new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project(features=True)
    assert is_stopped(project, small_images, PLAN, stopping_at(is_in_fine_tuning))
    before, last = sorted(project.runs[0].files.checkpoints.glob("*.npz"))
    content = last.read_bytes()
    middle = len(content) // 2
    spoilt = {
        "cut off": content[:middle],
        "a flipped bit": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "empty": b"",
    }
    if damage == "gone":
        last.unlink()
    else:
        last.write_bytes(spoilt[damage])
    assert before.exists()

    assert_same_result(tasks.resume(project, Job()), uninterrupted)


def test_with_all_checkpoints_damaged_a_run_starts_again(
    new_project: Callable[..., Project], small_images: Path, uninterrupted: Run
) -> None:
    project = new_project(features=True)
    assert is_stopped(project, small_images, PLAN, stopping_at(is_in_fine_tuning))
    for file in project.runs[0].files.checkpoints.glob("*.npz"):
        file.write_bytes(b"no checkpoint")

    assert_same_result(tasks.resume(project, Job()), uninterrupted)


@pytest.mark.parametrize("unfreeze", ["last:1", "all"])
def test_with_augmentation_an_interrupted_run_goes_on_exactly(
    unfreeze: str, new_project: Callable[..., Project], small_images: Path
) -> None:
    plan = small_plan(unfreeze, augmentation=Augmentation.LIGHT)
    whole = tasks.train(new_project(), plan, Job(), small_images)

    project = new_project()
    for place in [(0, 1, 2), (1, 1, 3)]:
        assert is_stopped(project, small_images, plan, stopping_at(lambda event, place=place: is_at(event, place)))  # type: ignore[misc]

    assert_same_result(tasks.resume(project, Job()), whole)


def is_at(event: Event, place: tuple[int, int, int]) -> bool:
    return isinstance(event, BatchEnded) and (event.phase, event.epoch, event.batch) == place
