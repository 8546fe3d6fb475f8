"""A run whose head is solved: it converges, can be interrupted anywhere, and fine-tuning goes on from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import tasks
from core.dataset.dataset import Split
from core.errors import UserError
from core.events import AlarmKind, BatchEnded, EpochEnded, Event, LayersMeasured, Progress
from core.features.augmentation import Augmentation
from core.jobs import Job
from core.project.approaches import head_only
from core.project.project import Project
from core.training import solve
from core.training.outcome import Ending
from core.training.plan import Phase, Solver
from core.wording.catalogue import text_of
from tests.core.small import Recorder, assert_same_result, is_stopped, small_plan, stopping_at, train_again, weights_of

HEAD = Phase(name="head", epochs=4, solver=Solver.LBFGS)
FINE_TUNING = Phase(name="fine-tuning", unfreeze=("last:1",), epochs=1, learning_rate=1e-3)


def plan(*phases: Phase, **settings: Any) -> Any:
    return small_plan(phases=phases or (HEAD,), **settings)


def test_each_epoch_is_better_on_what_it_learns_from_and_the_last_is_kept(
    new_project: Callable[..., Project], small_images: Path
) -> None:
    job = Recorder()

    run = tasks.train(new_project(features=True), plan(), job, small_images)

    losses = [epoch.loss for epoch in run.history]
    assert len(losses) == 4
    assert losses == sorted(losses, reverse=True)
    assert [epoch.best for epoch in run.history] == [True] * 4
    assert [epoch.learning_rate for epoch in run.history] == [0.0] * 4
    assert run.outcome is not None
    assert run.outcome.ending is Ending.CONVERGED
    assert run.outcome.kept.epoch == 3
    assert any("penalty" in text_of(event.step) for event in job.of(Progress))
    assert [event.batches for event in job.of(BatchEnded) if event.part == "train"] == [1] * 4
    assert not job.of(LayersMeasured)


def test_the_kept_head_scores_what_its_epoch_said(new_project: Callable[..., Project], small_images: Path) -> None:
    run = tasks.train(new_project(features=True), plan(), Job(), small_images)

    found = tasks.evaluate(run, Job(), (Split.VALIDATION,)).parts[Split.VALIDATION]

    assert found.metric("accuracy").value == pytest.approx(run.history[-1].validation_score)


def is_epoch(event: Event, epoch: int) -> bool:
    return isinstance(event, EpochEnded) and event.epoch == epoch


def is_validation(event: Event, epoch: int) -> bool:
    return isinstance(event, BatchEnded) and (event.part, event.epoch) == ("validation", epoch)


def is_choosing(event: Event) -> bool:
    return isinstance(event, Progress) and "penalty" in text_of(event.step)


@pytest.mark.parametrize(
    "place",
    [
        is_choosing,
        lambda event: isinstance(event, BatchEnded) and (event.part, event.epoch) == ("train", 0),
        lambda event: is_validation(event, 2),
        lambda event: is_epoch(event, 1),
        lambda event: isinstance(event, BatchEnded) and event.phase == 1 and event.batch == 1,
    ],
)
def test_it_goes_on_to_the_same_bits_from_wherever_it_was_stopped(
    place: Callable[[Event], bool], new_project: Callable[..., Project], small_images: Path
) -> None:
    both = plan(HEAD, FINE_TUNING)
    whole = tasks.train(new_project(features=True), both, Job(), small_images)
    project = new_project(features=True)

    assert is_stopped(project, small_images, both, stopping_at(place))
    run = train_again(project, small_images, both)

    assert_same_result(run, whole)


def test_fine_tuning_begins_with_the_solved_head(new_project: Callable[..., Project], small_images: Path) -> None:
    run = tasks.train(
        new_project(features=True), plan(HEAD, FINE_TUNING, keep="best-of-fine-tuning"), Job(), small_images
    )

    assert [epoch.phase for epoch in run.history] == [0] * 4 + [1]
    assert run.history[-1].learning_rate == pytest.approx(1e-3)


def test_all_views_of_an_image_are_learnt_from(new_project: Callable[..., Project], small_images: Path) -> None:
    project = new_project(features=True)

    plain = tasks.train(project, plan(), Job(), small_images)
    varied = tasks.train(project, plan(augmentation=Augmentation.LIGHT), Job(), small_images)

    assert not np.array_equal(weights_of(plain)["head/kernel"], weights_of(varied)["head/kernel"])


def test_an_alarm_is_raised_of_the_last_epoch_alone(
    new_project: Callable[..., Project], small_images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.targets.single_label.SingleLabel.alarms", lambda *_: (AlarmKind.ONE_CLASS,))

    run = tasks.train(new_project(features=True), plan(), Job(), small_images)

    assert [(alarm.kind, alarm.epoch) for alarm in run.monitoring.alarms] == [(AlarmKind.ONE_CLASS, 3)]


def test_too_many_images_to_solve_at_once_are_refused_with_what_to_do(
    new_project: Callable[..., Project], small_images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solve, "MOST_NUMBERS", 10)

    with pytest.raises(UserError) as refused:
        tasks.train(new_project(features=True), plan(), Job(), small_images)

    assert "--solver adam" in str(refused.value)


def test_unfrozen_layers_cannot_be_solved() -> None:
    with pytest.raises(UserError):
        Phase(name="fine-tuning", unfreeze=("last:1",), solver=Solver.LBFGS)


def test_no_rate_is_looked_for_where_there_is_none(new_project: Callable[..., Project], small_images: Path) -> None:
    with pytest.raises(UserError) as refused:
        tasks.find_learning_rate(new_project(features=True), plan(), 0, Job(), small_images)

    assert "--solver adam" in str(refused.value)


def test_the_head_alone_that_fine_tuning_is_compared_with_is_solved_as_its_own() -> None:
    assert [phase.solver for phase in head_only(plan(HEAD, FINE_TUNING)).phases] == [Solver.LBFGS]
