"""Sketches: what has most letters in common is a candidate, however many texts there are."""

from __future__ import annotations

import numpy as np

from core.jobs import Job
from core.modalities.text.sketches import BANDS, NEIGHBOURS, candidates


def drawn(count: int, letters: int, seed: int = 0) -> list[str]:
    draw = np.random.default_rng(seed)
    return ["".join(row) for row in draw.choice(list("abcdefghij klmno"), (count, letters))]


def test_nearly_all_texts_with_one_other_letter_are_candidates() -> None:
    texts = drawn(3000, 80)
    copies = [f"{text[:40]}#{text[41:]}" for text in texts]
    pairs = {tuple(pair) for pair in candidates([*texts, *copies], np.arange(6000), Job()).tolist()}
    reached = sum((place, place + 3000) in pairs for place in range(3000))
    assert reached >= 0.99 * 3000
    assert len(pairs) < 1.01 * 3000


def test_short_texts_are_candidates_too() -> None:
    texts = drawn(1000, 30)
    copies = [f"{text}!" for text in texts]
    pairs = {tuple(pair) for pair in candidates([*texts, *copies], np.arange(2000), Job()).tolist()}
    assert sum((place, place + 1000) in pairs for place in range(1000)) >= 990


def test_thousands_that_are_alike_do_not_make_millions_of_pairs() -> None:
    [template] = drawn(1, 200)
    texts = [f"{template[:100]}{number:05d}{template[105:]}" for number in range(5000)]
    assert 5000 / 2 < len(candidates(texts, np.arange(5000), Job())) <= 5000 * NEIGHBOURS * BANDS


def test_pairs_within_a_subject_are_left_out() -> None:
    assert candidates(["the same words", "the same words"], np.array([7, 7]), Job()).tolist() == []
    assert candidates(["the same words", "the same words"], np.array([7, 8]), Job()).tolist() == [[0, 1]]


def test_a_text_shorter_than_a_run_is_one_run() -> None:
    assert candidates(["ab", "cd", "ab", "", ""], np.arange(5), Job()).tolist() == [[0, 2], [3, 4]]
