"""Whether one model is better than another by more than chance."""

from __future__ import annotations

import numpy as np
import pytest

from core.statistics.improvement import improvement

ALONE = [""] * 200


def test_what_all_images_gain_is_real() -> None:
    before = np.random.default_rng(0).uniform(0, 2, 200)

    found = improvement(before, before - 0.1, ALONE)

    assert found.mean == pytest.approx(0.1)
    assert found.noise == pytest.approx(0, abs=1e-9)
    assert found.is_real


def test_no_change_and_a_loss_are_not_real() -> None:
    before = np.random.default_rng(0).uniform(0, 2, 200)

    assert not improvement(before, before, ALONE).is_real
    assert not improvement(before, before + 0.1, ALONE).is_real


def test_the_noise_is_the_standard_error_of_the_mean() -> None:
    draw = np.random.default_rng(1)
    before, after = draw.normal(0, 1, (2, 200))

    found = improvement(before, after, ALONE)

    assert found.noise == pytest.approx(np.std(before - after, ddof=1) / np.sqrt(200))


def test_images_of_one_subject_speak_with_one_voice() -> None:
    of_subjects = np.random.default_rng(2).normal(0, 1, 20)
    gains = np.repeat(of_subjects, 10)

    found = improvement(gains, np.zeros(200), [f"s{number // 10}" for number in range(200)])

    assert found.noise == pytest.approx(np.std(of_subjects, ddof=1) / np.sqrt(20))
    assert found.noise > 2.5 * improvement(gains, np.zeros(200), ALONE).noise


def test_a_single_subject_proves_nothing() -> None:
    assert not improvement(np.ones(5), np.zeros(5), ["s"] * 5).is_real


def test_where_both_are_as_good_one_in_six_seems_better() -> None:
    """One standard error is passed by chance as often as a normal deviate passes 1."""
    draw = np.random.default_rng(3)
    seems = [improvement(draw.normal(size=100), draw.normal(size=100), [""] * 100).is_real for _ in range(1000)]

    assert 0.12 < np.mean(seems) < 0.20
