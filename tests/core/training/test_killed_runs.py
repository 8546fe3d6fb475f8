"""Exact resume: whenever a run is killed, going on gives the weights of one that never was, to the last bit."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.project.project import Project
from core.training.run import Run
from tests.core.small import assert_same_result, small_plan
from tests.core.training.killing import NEVER, Ended, Moment, train_in_process

PLAN = small_plan("last:1")
SEED = 20


@pytest.fixture(scope="module")
def whole(small_library: Path, small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Ended]:
    """A run in a fresh project that nobody kills, with all that it told."""
    project = Project(folder=tmp_path_factory.mktemp("whole") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_library))
        ended = train_in_process(project.folder, small_images, PLAN)
    assert not ended.is_killed
    return project, ended


def run_that_goes_on(project: Project, images: Path) -> Run:
    assert not train_in_process(project.folder, images, PLAN, NEVER).is_killed
    finished = [run for run in project.runs if run.is_finished]
    assert len(finished) == 1
    return finished[0]


@pytest.fixture
def assert_goes_on(whole: tuple[Project, Ended], small_images: Path, small_backbone: Path) -> Callable:
    """Kill a run with these arguments in this folder, and compare what going on gives."""

    def check(folder: Path, **when: Any) -> None:
        ended = train_in_process(folder, small_images, PLAN, **when)
        if not ended.is_killed:  # it was done before the signal came
            assert "killed_from_outside_at" in when
            return
        assert_same_result(run_that_goes_on(Project(folder=folder), small_images), whole[0].runs[0])

    return check


def test_a_forked_process_trains_as_this_one_does(whole: tuple[Project, Ended], uninterrupted: Run) -> None:
    assert_same_result(whole[0].runs[0], uninterrupted)


def places_of(name: str, ended: Ended) -> list[int]:
    return [place for place, event in enumerate(ended.events, start=1) if event == name]


@pytest.mark.parametrize("share", [0.2, 0.9])
def test_a_run_killed_at_a_checkpoint_goes_on_exactly(
    share: float, assert_goes_on: Callable, whole: tuple[Project, Ended], tmp_path: Path
) -> None:
    checkpoints = places_of("CheckpointWritten", whole[1])
    moment = Moment(event=checkpoints[int(len(checkpoints) * share)])
    assert_goes_on(tmp_path / "project", moment=moment)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_run_killed_at_any_checkpoint_goes_on_exactly(
    assert_goes_on: Callable, whole: tuple[Project, Ended], tmp_path: Path
) -> None:
    checkpoints = places_of("CheckpointWritten", whole[1])
    assert len(checkpoints) >= 2 * 2 * 5  # phases, epochs, batches
    for place in checkpoints:
        assert_goes_on(tmp_path / f"at-{place}", moment=Moment(event=place))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_run_killed_at_a_random_event_goes_on_exactly(
    assert_goes_on: Callable, whole: tuple[Project, Ended], tmp_path: Path
) -> None:
    events = len(whole[1].events)
    for place in random.Random(SEED).sample(range(1, events + 1), 20):
        assert_goes_on(tmp_path / f"at-{place}", killed_from_outside_at=place)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_run_killed_as_it_puts_a_file_in_its_place_goes_on_exactly(
    assert_goes_on: Callable, whole: tuple[Project, Ended], tmp_path: Path
) -> None:
    for rename in range(1, whole[1].renames + 1):
        assert_goes_on(tmp_path / f"at-{rename}", moment=Moment(rename=rename))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_run_killed_again_and_again_goes_on_exactly(
    whole: tuple[Project, Ended], small_images: Path, small_backbone: Path, tmp_path: Path
) -> None:
    draw = random.Random(SEED)
    project = Project(folder=tmp_path / "project")
    for _ in range(10):
        train_in_process(project.folder, small_images, PLAN, Moment(event=draw.randrange(5, 30)))
        if any(run.is_finished for run in project.runs):
            break
    else:
        train_in_process(project.folder, small_images, PLAN)
    assert_same_result(project.runs[-1], whole[0].runs[0])
