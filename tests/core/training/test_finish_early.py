"""Finishing an interrupted run before its time: the model is the best that it has learnt so far."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core import tasks
from core.dataset.dataset import Split
from core.errors import UserError
from core.events import BatchEnded, Event
from core.jobs import Job
from core.project.project import Project
from core.training.outcome import Ending
from core.training.plan import Plan
from core.training.run import Run
from tests.core.small import history_of, is_stopped, small_plan, stopping_at, weights_of


def interrupted(project: Project, images: Path, plan: Plan, place: tuple[int, int, int]) -> Run:
    """Stopped after this batch: phase, epoch and number."""

    def is_there(event: Event) -> bool:
        return isinstance(event, BatchEnded) and event.part == "train" and place_of(event) == place

    assert is_stopped(project, images, plan, stopping_at(is_there))
    return project.runs[-1]


def place_of(event: BatchEnded) -> tuple[int, int, int]:
    return event.phase, event.epoch, event.batch


def assert_same_weights(run: Run, expected: Run) -> None:
    weights, wanted = weights_of(run), weights_of(expected)
    assert weights.keys() == wanted.keys()
    for name, values in wanted.items():
        np.testing.assert_array_equal(weights[name], values, err_msg=name)


@pytest.mark.parametrize(
    ("place", "shorter"),
    [
        pytest.param((0, 1, 2), small_plan(epochs=1), id="in the head's second epoch"),
        pytest.param((1, 1, 2), small_plan("last:1", fine_tune_epochs=1), id="in fine-tuning's second epoch"),
    ],
)
def test_the_model_is_that_of_a_run_which_was_to_end_there(
    place: tuple[int, int, int], shorter: Plan, new_project: Callable[..., Project], small_images: Path
) -> None:
    project, other = new_project(features=True), new_project(features=True)
    run = interrupted(project, small_images, small_plan("last:1"), place)

    finished = tasks.finish_early(project, run, Job())

    assert finished.is_finished
    expected = tasks.train(other, shorter, Job(), small_images)
    assert_same_weights(finished, expected)
    assert history_of(finished) == history_of(expected)


def test_a_run_stopped_before_fine_tuning_has_ended_an_epoch_keeps_what_the_head_has_learnt(
    new_project: Callable[..., Project], small_images: Path
) -> None:
    project, other = new_project(features=True), new_project(features=True)
    run = interrupted(project, small_images, small_plan("last:1"), (1, 0, 3))

    finished = weights_of(tasks.finish_early(project, run, Job()))

    assert run.outcome.ending is Ending.USER
    assert run.outcome.kept.is_of_head
    assert run.outcome.no_better == ()  # fine-tuning has not been tried
    head_alone = weights_of(tasks.train(other, small_plan(), Job(), small_images))
    assert all(np.array_equal(finished[name], values) for name, values in head_alone.items())


def test_a_run_finished_early_can_be_evaluated_and_is_not_resumed(
    new_project: Callable[..., Project], small_images: Path
) -> None:
    project = new_project(features=True)
    run = interrupted(project, small_images, small_plan("last:1"), (1, 1, 2))
    tasks.finish_early(project, run, Job())

    assert tasks.evaluate(run, Job(), (Split.VALIDATION,))
    with pytest.raises(UserError, match="no interrupted run"):
        tasks.resume(project, Job())


def test_nothing_is_made_of_a_run_that_has_ended_no_epoch(
    new_project: Callable[..., Project], small_images: Path
) -> None:
    project = new_project(features=True)
    run = interrupted(project, small_images, small_plan(), (0, 0, 2))

    with pytest.raises(UserError, match="has not ended an epoch"):
        tasks.finish_early(project, run, Job())
    assert not run.is_finished


def test_a_finished_run_stays_as_it_is(uninterrupted: Run, prepared_project: Project) -> None:
    with pytest.raises(UserError, match="finished already"):
        tasks.finish_early(prepared_project, uninterrupted, Job())


def test_any_interrupted_run_can_be_resumed(new_project: Callable[..., Project], small_images: Path) -> None:
    project = new_project(features=True)
    first = interrupted(project, small_images, small_plan(), (0, 1, 2))
    (first.folder / "plan.json").rename(first.folder / "hidden")  # else it would be resumed
    second = interrupted(project, small_images, small_plan(), (0, 1, 1))
    (first.folder / "hidden").rename(first.folder / "plan.json")

    tasks.resume(project, Job(), run=first)

    assert first.is_finished
    assert not second.is_finished
