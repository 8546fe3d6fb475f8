"""What texts say against themselves: each fault is found, worded and counted, and no text is quoted."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pytest

from core.jobs import Job
from core.modalities.declared import Declared
from core.modalities.text.said_by_texts import said_by_texts
from core.modalities.text.small_words import SMALL_WORDS
from core.wording.catalogue import text_of, words_of

ENGLISH = SMALL_WORDS["en"]
REVIEWS = Path(__file__).parents[5] / "shared" / "data" / "sentiment" / "reviews.csv"
SECRET = "Quixotean"
IN_ORDER = [f"The {SECRET} note number {number} is about what was seen on the ward." for number in range(200)]


def said(
    texts: Sequence[str], labels: Sequence[str] | None = None, vocabulary: Collection[str] | None = ENGLISH
) -> dict[str, Declared]:
    labels = labels or [("pneumonia", "normal")[number % 2] for number in range(len(texts))]
    return {one.code: one for one in said_by_texts(texts, labels, np.arange(len(texts)), vocabulary, Job())}


def whole(one: Declared) -> str:
    """All that is said, in words."""
    return " ".join([words_of(one.message).whole, *(text_of(cell) for row in one.table for cell in row)])


def test_nothing_is_said_against_texts_in_order() -> None:
    found = said(IN_ORDER)
    assert list(found) == ["mis-encoded", "without-letters", "labels-in-texts", "languages"]
    assert not any(one.against for one in found.values())


def test_broken_characters_are_a_note_where_they_are_few() -> None:
    one = said([*IN_ORDER, "It isnâ€™t here."])["mis-encoded"]
    assert (one.against, one.is_note) == ((200,), True)
    many = said([*IN_ORDER, *["It isnâ€™t here."] * 10])["mis-encoded"]
    assert (many.against, many.is_note) == (tuple(range(200, 210)), False)
    assert "“â€™” for “’”" in whole(many)


def test_texts_without_a_letter_may_be_dropped() -> None:
    found = said([*IN_ORDER, "12 / 34", "", "--"])["without-letters"]
    assert (found.against, found.may_be_dropped) == ((200, 201, 202), True)


def test_the_name_of_a_class_is_counted_in_its_texts_and_in_others() -> None:
    texts = [f"{text} Pneumonia." if number % 4 == 0 else text for number, text in enumerate(IN_ORDER)]
    found = said(texts)["labels-in-texts"]
    assert (len(found.against), found.is_note) == (50, False)
    assert [text_of(cell) for cell in found.table[1]] == [
        "pneumonia",
        "pneumonia",
        "50 % of subjects",
        "0 % of subjects",
    ]


GERMAN = ["Der Befund ist ohne Besonderheiten und die Lunge ist frei."] * 10


def test_texts_that_the_encoder_does_not_know_are_found() -> None:
    found = said([*IN_ORDER, *GERMAN])["languages"]
    assert found.against == tuple(range(200, 210))
    assert "German" in whole(found)
    assert not said([*IN_ORDER, *GERMAN], vocabulary={*ENGLISH, *SMALL_WORDS["de"]})["languages"].against


def test_all_texts_may_be_in_a_language_that_the_encoder_does_not_know() -> None:
    assert len(said(GERMAN)["languages"].against) == 10
    assert not said(GERMAN, vocabulary=None)["languages"].against


def test_two_sentences_in_another_language_are_not_worth_a_word() -> None:
    assert not said([*IN_ORDER, *GERMAN[:2]])["languages"].against


def test_no_text_is_quoted() -> None:
    texts = [f"{text} Pneumonia isnâ€™t &amp;" if number % 4 == 0 else text for number, text in enumerate(IN_ORDER)]
    found = said([*texts, *(f"{text} {SECRET}" for text in GERMAN)])
    assert all(one.against for code, one in found.items() if code != "without-letters")
    assert SECRET.lower() not in " ".join([*map(whole, found.values()), repr(list(found.values()))]).lower()


@pytest.mark.skipif(not REVIEWS.is_file(), reason="the reviews are not here")
def test_it_does_not_cry_wolf_over_real_reviews() -> None:
    with open(REVIEWS, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = said([row["text"] for row in rows], [row["label"] for row in rows])
    assert all(one.is_note or not one.against for one in found.values())
    assert len(found["mis-encoded"].against) == 6
    assert not found["labels-in-texts"].against
    assert not found["languages"].against
