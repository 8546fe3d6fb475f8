"""A head that is solved is the best there is, and its penalty is chosen on subjects that were not learnt from."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

from core.errors import JobStopped
from core.jobs import Job
from core.targets.class_linear import ClassLinear
from core.training.head_problem import INVERSE_PENALTIES, USUAL, HeadProblem, path_to

WIDTH = 20


def problem_of(labels: np.ndarray, pull: float, groups: np.ndarray | None = None, classes: int = 3) -> HeadProblem:
    """Features of very different scales, of which one says something about the class."""
    draw = np.random.default_rng(0)
    features = draw.normal(size=(len(labels), WIDTH))
    features[:, 0] += pull * labels
    return HeadProblem(
        model=ClassLinear(),
        units=classes,
        features=features * np.logspace(-1, 1, WIDTH) + 5,
        labels=labels,
        weights=draw.uniform(0.5, 1.5, len(labels)),
        groups=np.arange(len(labels)) if groups is None else groups,
    )


def test_no_slope_is_left_where_it_has_converged() -> None:
    labels = np.arange(90) % 3
    problem = problem_of(labels, 1.0)

    found = problem.solved(0.1, None)

    spread = problem.features.std(axis=0)
    scaled = (problem.features - problem.features.mean(axis=0)) / spread
    missed = problem.weights[:, None] * (softmax(found.outputs(problem.features), axis=1) - np.eye(3)[labels])
    slope = scaled.T @ missed + found.kernel * spread[:, None] / 0.1
    assert np.abs(slope).max() / 90 < 1e-4
    assert np.abs(missed.sum(axis=0)).max() / 90 < 1e-4


@pytest.mark.parametrize("classes", [2, 3])
def test_where_the_search_begins_does_not_matter(classes: int) -> None:
    problem = problem_of(np.arange(60) % classes, 1.0, classes=classes)

    cold = problem.solved(0.1, None)
    warm = problem.solved(0.1, problem.solved(10.0, None))

    assert cold.outputs(problem.features) == pytest.approx(warm.outputs(problem.features), abs=2e-3)


def test_labels_that_mean_nothing_get_the_strongest_penalty_and_clear_ones_a_weak_one() -> None:
    nothing = problem_of(np.random.default_rng(1).integers(0, 2, 80), 0.0, classes=2)
    clear = problem_of(np.arange(80) % 2, 8.0, classes=2)

    assert nothing.inverse_penalty(0, Job()) == INVERSE_PENALTIES[0]
    assert clear.inverse_penalty(0, Job()) >= 0.1


def test_images_of_one_subject_are_not_learnt_from_to_judge_one_another() -> None:
    """Features that tell subjects, and nothing else, look like they told the class as soon as a subject is split."""
    subjects = np.repeat(np.arange(16), 8)
    labels = np.random.default_rng(3).permutation(np.arange(16) % 2)[subjects]
    features = np.random.default_rng(4).normal(size=(16, WIDTH))[subjects]
    known = HeadProblem(
        model=ClassLinear(), units=2, features=features, labels=labels, weights=np.ones(128), groups=subjects
    )
    unknown = HeadProblem(
        model=ClassLinear(), units=2, features=features, labels=labels, weights=np.ones(128), groups=np.arange(128)
    )

    assert known.inverse_penalty(0, Job()) < unknown.inverse_penalty(0, Job())


def test_too_few_subjects_get_the_usual_penalty() -> None:
    assert problem_of(np.array([0, 1, 1, 1]), 1.0, classes=2).inverse_penalty(0, Job()) == USUAL


def test_a_class_that_a_fold_does_not_know_is_no_error() -> None:
    groups = np.array([0] * 10 + [1] * 10 + list(range(2, 42)))
    labels = np.array([2] * 20 + [0, 1] * 20)

    assert problem_of(labels, 1.0, groups).inverse_penalty(0, Job()) in INVERSE_PENALTIES


def test_a_feature_that_hardly_varies_is_not_blown_up() -> None:
    problem = problem_of(np.arange(40) % 2, 1.0, classes=2)
    problem.features[:, 3] = 7.0
    problem.features[0, 3] += 1e-9

    found = problem.solved(1.0, None)

    assert abs(found.kernel[3]).max() < 1e-3


def test_more_examples_than_it_takes_are_left_out_of_the_choice_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.training.head_problem.MOST_TO_CHOOSE_BY", 50)
    problem = problem_of(np.arange(400) % 2, 2.0, classes=2)

    assert problem.inverse_penalty(0, Job()) in INVERSE_PENALTIES
    assert problem.inverse_penalty(0, Job()) == problem.inverse_penalty(0, Job())


def test_the_choice_can_be_stopped() -> None:
    job = Job()
    job.stop()

    with pytest.raises(JobStopped):
        problem_of(np.arange(40) % 2, 1.0, classes=2).inverse_penalty(0, job)


def test_a_path_goes_from_a_strong_penalty_to_the_chosen_one() -> None:
    assert path_to(0.1, 3) == pytest.approx([1e-3, 1e-2, 0.1])
    assert path_to(0.1, 1) == [0.1]
