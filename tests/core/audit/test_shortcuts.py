"""Whether facts of the files tell the classes: where they do it is found, and where they do not it is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from core.audit.shortcuts import FOLDS, MOST_IMAGES, _Deal, _folds, _rows, find_shortcut
from core.modalities.images.shortcut_facts import UNITS
from core.wording.catalogue import text_of

Facts = dict[str, np.ndarray]


def chance_facts(subjects: int, draw: np.random.Generator) -> Facts:
    return {
        "width": draw.choice([512, 1024, 2048], subjects),
        "text": np.where(draw.random(subjects) < 0.6, 0, draw.random(subjects)),
        "device": draw.choice(["SIEMENS", "GE", "PHILIPS"], subjects),
        "bits": draw.choice([8, 16], subjects, p=[0.9, 0.1]),
    }


def test_a_device_that_belongs_to_a_class_is_found_and_told() -> None:
    draw = np.random.default_rng(0)
    labels = np.repeat([0, 1], 60)
    facts = chance_facts(120, draw)
    facts["device"] = np.where(draw.random(120) < 0.8, np.where(labels, "GE", "SIEMENS"), "PHILIPS")

    shortcut = find_shortcut(facts, labels, np.arange(120), UNITS)

    assert shortcut
    assert shortcut.is_above_chance
    assert shortcut.p_value < 0.01
    assert 0.75 < shortcut.low < shortcut.auc < shortcut.high <= 1
    assert shortcut.classes == (0, 1)
    device = shortcut.differences[0]
    assert device.name == "device"
    assert text_of(device.summary[0]).startswith("SIEMENS ")
    assert text_of(device.summary[1]).startswith("GE ")


def test_a_size_that_differs_is_told_by_its_median() -> None:
    draw = np.random.default_rng(1)
    labels = np.repeat([0, 1, 2], 40)
    facts = {"width": 1000 + 300 * labels + draw.integers(0, 200, 120), "bits": np.full(120, 8)}

    shortcut = find_shortcut(facts, labels, np.arange(120), UNITS)

    assert shortcut
    assert shortcut.is_above_chance
    (width,) = shortcut.differences
    assert width.auc > 0.95
    assert all(text.endswith(" px (median)") for text in map(text_of, width.summary))
    assert [text[:2] for text in map(text_of, width.summary)] == ["1,", "1,", "1,"]


def test_a_difference_in_either_direction_and_in_the_middle_counts() -> None:
    draw = np.random.default_rng(2)
    labels = np.repeat([0, 1], 100)
    facts = {"spacing": np.where(labels, draw.normal(0, 0.2, 200), draw.normal(0, 2, 200))}

    shortcut = find_shortcut(facts, labels, np.arange(200), UNITS)

    assert shortcut
    assert shortcut.is_above_chance
    assert shortcut.auc > 0.75


def test_two_subjects_with_many_images_do_not_convict_the_rest() -> None:
    """Facts are constant within a subject: what sets one subject apart is no shortcut to its class."""
    above_chance = 0
    for seed in range(40):
        draw = np.random.default_rng(seed)
        labels_of_subjects = draw.permutation(np.arange(20) % 2)
        subjects = np.repeat(np.arange(20), 10)
        facts = {name: values[subjects] for name, values in chance_facts(20, draw).items()}
        shortcut = find_shortcut(facts, labels_of_subjects[subjects], subjects, UNITS, seed)
        assert shortcut
        above_chance += shortcut.is_above_chance
        assert shortcut.is_above_chance or not shortcut.differences

    assert above_chance <= 2


def test_the_same_seed_gives_the_same_answer() -> None:
    draw = np.random.default_rng(3)
    facts, labels = chance_facts(60, draw), draw.integers(0, 2, 60)

    assert find_shortcut(facts, labels, np.arange(60), UNITS, 5) == find_shortcut(
        facts, labels, np.arange(60), UNITS, 5
    )


@pytest.mark.parametrize(
    ("facts", "labels", "groups"),
    [
        ({}, np.repeat([0, 1], 20), np.arange(40)),
        ({"bits": np.full(40, 8)}, np.repeat([0, 1], 20), np.arange(40)),
        ({"width": np.arange(40)}, np.zeros(40, int), np.arange(40)),
        ({"width": np.arange(40)}, np.repeat([0, 1], [36, 4]), np.arange(40)),
        ({"width": np.arange(40)}, np.repeat([0, 1], 20), np.arange(40) // 10),
        ({"width": np.arange(0)}, np.zeros(0, int), np.zeros(0, int)),
    ],
)
def test_where_nothing_can_be_told_there_is_no_answer(facts: Facts, labels: np.ndarray, groups: np.ndarray) -> None:
    assert find_shortcut(facts, labels, groups, UNITS) is None


def test_a_class_of_few_subjects_is_left_out() -> None:
    labels = np.repeat([0, 1, 2], [30, 3, 30])

    shortcut = find_shortcut({"width": np.arange(63)}, labels, np.arange(63), UNITS)

    assert shortcut
    assert shortcut.classes == (0, 2)
    assert len(shortcut.differences[0].summary) == 2


def test_what_a_file_does_not_say_is_a_value_as_others() -> None:
    labels = np.repeat([0, 1], 40)
    facts = {
        "site": np.where(labels, "", "north"),
        "kvp": np.where(labels, np.nan, 80.0 + np.arange(80)),
        "window": np.array([None, "40/400"] * 40, object),
    }

    shortcut = find_shortcut(facts, labels, np.arange(80), UNITS)

    assert shortcut
    told = {difference.name: tuple(map(text_of, difference.summary)) for difference in shortcut.differences}
    assert told["site"] == ("north 100 %", "unknown 100 %")
    assert set(told) == {"site", "kvp"}


def test_a_fact_that_sets_one_subject_apart_convicts_nobody() -> None:
    facts = {"bits": np.where(np.arange(40) == 7, 16, 8)}

    shortcut = find_shortcut(facts, np.repeat([0, 1], 20), np.arange(40), UNITS)

    assert shortcut
    assert not shortcut.is_above_chance


def test_of_many_images_each_subject_is_looked_at() -> None:
    subjects = np.concatenate([np.zeros(2 * MOST_IMAGES, int), np.arange(1, 100)])

    rows = _rows(np.arange(len(subjects)) % 2, subjects, np.random.default_rng(0))

    assert len(rows) == MOST_IMAGES
    assert set(subjects[rows]) == set(range(100))


def test_no_fold_divides_a_subject() -> None:
    subjects = np.random.default_rng(0).integers(0, 30, 200)

    folds = _folds(subjects, np.random.default_rng(0))

    assert all(len(np.unique(folds[subjects == subject])) == 1 for subject in range(30))
    assert len(np.unique(folds)) == FOLDS


def test_a_deal_gives_each_subject_the_class_of_one() -> None:
    subjects = np.repeat(np.arange(12), np.arange(1, 13))
    targets = (np.arange(12) % 3)[subjects]

    dealt = _Deal(targets, subjects).dealt(np.random.default_rng(0))

    of_subjects = [np.unique(dealt[subjects == subject]) for subject in range(12)]
    assert all(len(classes) == 1 for classes in of_subjects)
    assert np.bincount(np.concatenate(of_subjects)).tolist() == [4, 4, 4]
    assert not np.array_equal(dealt, targets)
