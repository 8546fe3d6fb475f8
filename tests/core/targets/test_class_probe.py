"""The probe: cross-validated over subjects, and as unsure as these are few."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import JobStopped
from core.jobs import Job
from core.targets.class_probe import FOLDS, probe, score_of

CLASSES, WIDTH = 2, 20


def drawn(subjects: int, per_subject: int = 1, strength: float = 2.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features that tell the class by `strength`, and the subject very well."""
    draw = np.random.default_rng(3)
    groups = np.repeat(np.arange(subjects), per_subject)
    labels = groups % CLASSES
    own = draw.normal(size=(subjects, WIDTH))
    means = strength * draw.normal(size=(CLASSES, WIDTH)) / np.sqrt(WIDTH)
    return own[groups] + means[labels] + 0.05 * draw.normal(size=(len(groups), WIDTH)), labels, groups


def test_classes_that_features_tell_are_found_and_the_interval_holds_the_score() -> None:
    found = probe(*drawn(120, strength=6.0), Job())
    assert found is not None
    assert found.score.value > 0.95
    assert found.score.low < found.score.value <= found.score.high
    assert found.auc is not None
    assert found.auc > 0.98
    assert found.folds == FOLDS


def test_subjects_are_never_learnt_by_heart() -> None:
    """Ten images of each subject: whoever divides subjects scores near 1 here, on classes that mean nothing."""
    found = probe(*drawn(40, per_subject=10, strength=0.0), Job())
    assert found is not None
    assert found.score.value < 0.7


def test_more_subjects_are_learnt_from_along_the_curve() -> None:
    found = probe(*drawn(100, per_subject=2), Job())
    assert found is not None
    assert [point.subjects for point in found.curve] == [20, 40, 80]
    assert found.curve[-1].score == found.score


def test_a_class_of_few_subjects_is_divided_into_fewer_folds_and_one_subject_is_too_few() -> None:
    features, labels, groups = drawn(40)
    few = (labels == 0) | (groups < 6)
    found = probe(features[few], labels[few], groups[few], Job())
    assert found is not None
    assert found.folds == 3
    one = (labels == 0) | (groups == 1)
    assert probe(features[one], labels[one], groups[one], Job()) is None


def test_several_classes_are_told_from_one_another() -> None:
    draw = np.random.default_rng(0)
    labels = np.arange(90) % 3
    found = probe(draw.normal(size=(90, 8)) + 4 * np.eye(3, 8)[labels], labels, np.arange(90), Job())
    assert found is not None
    assert found.score.value > 0.9
    assert found.auc is not None
    assert found.auc > 0.95


def test_it_can_be_stopped() -> None:
    job = Job()
    job.stop()
    with pytest.raises(JobStopped):
        probe(*drawn(40), job)


def test_the_error_is_that_of_subjects_and_not_of_images() -> None:
    labels = np.repeat([0, 1], 100)
    predicted = np.where(np.arange(200) % 10 == 0, 1 - labels, labels)
    of_images = score_of(labels, predicted, np.arange(200))
    assert of_images.value == pytest.approx(0.9)
    assert of_images.standard_error == pytest.approx(np.sqrt(0.9 * 0.1 / 200), rel=0.02)
    wrong_together = np.where(np.arange(200) % 100 < 10, 1 - labels, labels)
    of_subjects = score_of(labels, wrong_together, np.arange(200) // 10)
    assert of_subjects.value == pytest.approx(0.9)
    assert of_subjects.standard_error > 2.5 * of_images.standard_error
    assert of_subjects.high - of_subjects.low > 2 * (of_images.high - of_images.low)


def test_a_perfect_score_is_not_sure_to_be_perfect() -> None:
    labels = np.arange(20) % 2
    score = score_of(labels, labels, np.arange(20))
    assert (score.value, score.standard_error, score.high) == (1.0, 0.0, pytest.approx(1.0))
    assert score.low < 0.9
