"""Give-aways: a class's name in its texts is told, and chance, rare words and names in common are not."""

from __future__ import annotations

import numpy as np

from core.modalities.text.give_aways import find_give_aways

COUNT = 60


def texts_with(word: str, here: float, elsewhere: float) -> tuple[list[str], list[str]]:
    """Texts of two classes, of which these shares have a word."""
    texts = [f"seen on film {number} {word if number < here * COUNT else ''}" for number in range(COUNT)]
    texts += [f"seen on film {number} {word if number < elsewhere * COUNT else ''}" for number in range(COUNT)]
    return texts, ["pneumonia"] * COUNT + ["normal"] * COUNT


def test_the_name_of_a_class_in_its_texts_is_told() -> None:
    texts, labels = texts_with("Pneumonia.", here=0.5, elsewhere=0.05)
    [found] = find_give_aways(texts, labels, np.arange(2 * COUNT))
    assert (found.label, found.word, found.here, found.elsewhere) == ("pneumonia", "pneumonia", 0.5, 0.05)
    assert found.places == tuple(range(30))


def test_another_ending_is_the_same_word_and_a_longer_word_is_not() -> None:
    texts, labels = texts_with("pneumonic", here=0.5, elsewhere=0)
    assert [found.word for found in find_give_aways(texts, labels, np.arange(2 * COUNT))] == ["pneumonia"]
    texts, labels = texts_with("pneumoniacopathies", here=0.5, elsewhere=0)
    assert find_give_aways(texts, labels, np.arange(2 * COUNT)) == []


def test_a_word_that_is_as_frequent_elsewhere_is_not_told() -> None:
    texts, labels = texts_with("pneumonia", here=0.5, elsewhere=0.4)
    assert find_give_aways(texts, labels, np.arange(2 * COUNT)) == []


def test_a_word_that_other_classes_have_is_told_of_none() -> None:
    texts, labels = texts_with("pneumonia", here=0, elsewhere=0.5)
    assert find_give_aways(texts, labels, np.arange(2 * COUNT)) == []


def test_few_texts_may_have_it_by_chance() -> None:
    texts, labels = texts_with("pneumonia", here=0.1, elsewhere=0)
    assert find_give_aways(texts, labels, np.arange(2 * COUNT)) == []


def test_a_subject_who_writes_it_often_counts_once() -> None:
    texts, labels = texts_with("pneumonia", here=0.5, elsewhere=0)
    groups = np.array([0] * 30 + list(range(1, 2 * COUNT - 29)))
    assert find_give_aways(texts, labels, groups) == []


def test_names_at_random_are_hardly_ever_told() -> None:
    draw = np.random.default_rng(0)
    words = ["alpha", "bravo", "charlie", "delta"]
    told = 0
    for _ in range(50):
        texts = [" ".join(draw.choice(words, 2)) for _ in range(200)]
        labels = draw.choice(words, 200).tolist()
        told += len(find_give_aways(texts, labels, np.arange(200)))
    assert told == 0


def test_a_word_in_all_names_or_too_short_is_not_looked_for() -> None:
    texts = [f"grade {number % 2 + 1} pneumonia" for number in range(200)]
    labels = [f"pneumonia grade {number % 2 + 1}" for number in range(200)]
    assert find_give_aways(texts, labels, np.arange(200)) == []


def test_classes_that_share_a_word_are_taken_together() -> None:
    texts, labels = texts_with("cell", here=0.9, elsewhere=0)
    names = [
        ("small_cell" if n % 2 else "large_cell") if label == "pneumonia" else label for n, label in enumerate(labels)
    ]
    found = find_give_aways(texts, names, np.arange(2 * COUNT))
    assert {(one.label, one.word, one.here) for one in found} == {
        ("large_cell", "cell", 0.9),
        ("small_cell", "cell", 0.9),
    }
