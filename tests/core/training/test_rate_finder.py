"""The learning-rate finder: a rate is suggested where the loss falls most steeply."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import tasks
from core.errors import JobStopped
from core.events import Progress
from core.jobs import Job
from core.messages import Message
from core.project.project import Project
from core.training.rate_finder import HIGHEST, LOWEST, curve_of, rates_to_try, smoothed
from tests.core.small import Recorder, small_plan, stopping_at


def test_the_suggestion_lies_on_the_steepest_part_of_the_way_down() -> None:
    rates = rates_to_try()
    losses = 1 - 1 / (1 + np.exp(-5 * (np.log10(rates) + 3))) + np.where(rates > 0.1, 20 * rates, 0)

    curve = curve_of(0, list(rates), list(losses))

    assert curve.suggestion is not None
    assert 5e-4 < curve.suggestion < 1e-2  # the smoothed curve comes a little later


@pytest.mark.parametrize("seed", range(20))
def test_a_fall_by_chance_at_rates_that_change_nothing_is_not_taken_for_the_descent(seed: int) -> None:
    rates = rates_to_try()
    noise = np.random.default_rng(seed).normal(0, 0.15, len(rates))
    losses = 0.7 - 0.4 / (1 + np.exp(-5 * (np.log10(rates) + 2))) + np.where(rates > 0.3, 20 * rates, 0) + noise

    suggestion = curve_of(0, list(rates), list(losses)).suggestion

    assert suggestion is not None
    assert 1e-3 < suggestion < 0.3


def test_where_the_loss_never_falls_nothing_is_suggested() -> None:
    assert curve_of(0, list(rates_to_try()), list(np.linspace(1, 5, 100))).suggestion is None
    assert curve_of(0, list(rates_to_try()[:1]), [1.0]).suggestion is None


def test_smoothing_starts_at_the_first_loss() -> None:
    assert smoothed([2.0, 2.0, 2.0]) == pytest.approx([2.0, 2.0, 2.0])


@pytest.mark.parametrize("phase", [0, 1])
def test_rates_are_tried_on_the_images_and_nothing_is_kept(
    phase: int, small_images: Path, small_backbone: Path, tmp_path: Path
) -> None:
    project = Project(folder=tmp_path / "project")

    curve = tasks.find_learning_rate(project, small_plan("last:1"), phase, Job(), small_images)

    assert curve.phase == phase
    assert curve.rates[0] == LOWEST
    assert curve.rates[-1] <= HIGHEST * 1.001
    assert len(curve.rates) == len(curve.losses) > 20
    assert curve.suggestion is None or LOWEST < curve.suggestion < HIGHEST
    assert project.runs == []
    assert not (project.folder / "cache" / "trial").exists()


def test_it_can_be_stopped_and_leaves_nothing(small_images: Path, small_backbone: Path, tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "project")
    job = stopping_at(lambda event: isinstance(event, Progress) and event.step == Message("trying-learning-rates"))

    with pytest.raises(JobStopped):
        tasks.find_learning_rate(project, small_plan(), 0, job, small_images)

    assert not (project.folder / "cache" / "trial").exists()
    assert isinstance(job, Recorder)
