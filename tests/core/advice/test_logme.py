"""LogME: the exact maximum of the evidence, and what it ranks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from core.advice.logme import logme
from core.targets.single_label import SingleLabel


def of_classes(features: np.ndarray, labels: np.ndarray) -> float:
    return logme(features, SingleLabel(("a", "b", "c")).regressed(labels))


def drawn(images: int, width: int, strength: float = 1.0, classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(5)
    labels = np.arange(images) % classes
    return draw.normal(size=(images, width)) + strength * draw.normal(size=(classes, width))[labels], labels


def evidence(features: np.ndarray, target: np.ndarray, weights: float, noise: float) -> float:
    """Straight from its meaning: the labels are normal, of a covariance to which weights and noise add."""
    covariance = features @ features.T / weights + np.eye(len(target)) / noise
    return float(stats.multivariate_normal.logpdf(target, np.zeros(len(target)), covariance, allow_singular=False))


def slowly(features: np.ndarray, labels: np.ndarray) -> float:
    def of_class(label: int) -> float:
        target = (labels == label).astype(float)
        found = [
            optimize.minimize(
                lambda logs: -evidence(features, target, *np.exp(np.clip(logs, -30, 30))),
                start,
                method="Nelder-Mead",
                tol=1e-8,
            ).fun
            for start in ([0, 0], [4, 0], [0, 4])
        ]
        return -min(found) / len(labels)

    return float(np.mean([of_class(label) for label in np.unique(labels)]))


@pytest.mark.parametrize(("images", "width"), [(40, 6), (24, 60), (30, 30)])
def test_it_is_the_maximum_of_the_evidence(images: int, width: int) -> None:
    features, labels = drawn(images, width, strength=0.5)
    assert of_classes(features, labels) == pytest.approx(slowly(features, labels), abs=1e-4)


def test_features_that_tell_the_classes_rank_above_those_that_do_not() -> None:
    telling, labels = drawn(120, 40, strength=2.0)
    weaker, _ = drawn(120, 40, strength=0.3)
    noise, _ = drawn(120, 40, strength=0.0)
    assert of_classes(telling, labels) > of_classes(weaker, labels) > of_classes(noise, labels)


def test_columns_that_say_nothing_new_change_nothing() -> None:
    features, labels = drawn(60, 10)
    with_zeros = np.hstack([features, np.zeros((60, 5))])
    assert of_classes(with_zeros, labels) == pytest.approx(of_classes(features, labels), abs=1e-6)


def test_features_that_are_all_the_same_are_no_error() -> None:
    assert np.isfinite(of_classes(np.ones((20, 4)), np.arange(20) % 2))
