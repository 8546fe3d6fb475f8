"""The metric by which epochs are chosen: what it is, how sure it is, and when it cannot be had."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from core.errors import UserError
from core.statistics.improvement import improvement
from core.targets.selecting import Standing
from core.targets.single_label import SingleLabel

DRAW = np.random.default_rng(4)


def answers(classes: int, count: int = 60, good: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Labels of which later classes are rarer, and logits that know them more or less well."""
    labels = DRAW.choice(classes, count, p=np.arange(classes, 0, -1) / np.arange(1, classes + 1).sum())
    labels[:classes] = np.arange(classes)
    logits = DRAW.normal(0, 1, (count, classes)) + good * np.eye(classes)[labels]
    return labels, logits.astype(np.float32)


def found(select_by: str, labels: np.ndarray, logits: np.ndarray) -> Standing:
    losses = metrics_losses(labels, logits)
    target = SingleLabel(tuple(map(str, range(logits.shape[1]))))
    return target.standing(select_by, float(losses.mean()), losses, labels, logits)


def metrics_losses(labels: np.ndarray, logits: np.ndarray) -> np.ndarray:
    return np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels]


@pytest.mark.parametrize("select_by", SingleLabel(()).choices)
@pytest.mark.parametrize("classes", [2, 4])
def test_the_mean_of_what_images_add_is_the_score(select_by: str, classes: int) -> None:
    one = found(select_by, *answers(classes))

    assert one.merits.mean() == pytest.approx(one.score, abs=1e-6)
    assert one.score == (-one.value if select_by == "loss" else one.value)


@pytest.mark.parametrize("classes", [2, 4])
def test_the_figures_are_those_that_evaluation_gives(classes: int) -> None:
    labels, logits = answers(classes)
    powers = np.exp(logits.astype(float))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    scores = {"y_score": probabilities[:, 1]} if classes == 2 else {"y_score": probabilities, "multi_class": "ovr"}

    balanced = metrics.balanced_accuracy_score(labels, logits.argmax(axis=1))
    assert found("balanced-accuracy", labels, logits).value == pytest.approx(balanced)
    assert found("auc", labels, logits).value == pytest.approx(metrics.roc_auc_score(labels, **scores))


def test_classes_without_validation_images_do_not_count() -> None:
    labels, logits = answers(3)
    logits = np.concatenate([logits, DRAW.normal(0, 1, (len(labels), 2)).astype(np.float32)], axis=1)

    assert 0 < found("auc", labels, logits).value < 1
    expected = np.mean([(logits.argmax(axis=1) == label)[labels == label].mean() for label in range(3)])
    assert found("balanced-accuracy", labels, logits).value == pytest.approx(expected)


@pytest.mark.parametrize("select_by", SingleLabel(()).choices)
def test_much_better_answers_are_better_by_more_than_their_noise(select_by: str) -> None:
    labels, poor = answers(3, count=300, good=0.5)
    good = poor + 3 * np.eye(3, dtype=np.float32)[labels]
    before, after = found(select_by, labels, poor), found(select_by, labels, good)

    gain = improvement(-before.merits, -after.merits, [""] * len(labels))

    assert gain.mean == pytest.approx(after.score - before.score, abs=1e-6)
    assert gain.is_real
    assert not improvement(-before.merits, -before.merits, [""] * len(labels)).is_real


def test_an_auc_of_one_class_is_refused_before_anything_is_trained() -> None:
    target = SingleLabel(("a", "b"))
    with pytest.raises(UserError, match="of one class"):
        target.check_can_select("auc", ["a", "a"])
    target.check_can_select("auc", ["a", "b"])
    target.check_can_select("balanced-accuracy", ["a", "a"])
