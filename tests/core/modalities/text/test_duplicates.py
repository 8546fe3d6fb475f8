"""Near copies: the same text in other letters, misspelt or longer is found; another number, word or “not” is none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from core.errors import JobStopped
from core.jobs import Job
from core.modalities.text.duplicates import MOST_COPIES, find_near_copies

REPORT = "The lungs are clear on both sides, the heart is of normal size, and the pleura shows no thickening at all"
WORDS = (
    *("lungs", "clear", "both", "sides", "heart", "normal", "size", "pleura", "shows", "thickening", "chest", "upper"),
    *("lower", "field", "margin", "shadow", "border", "catheter", "line", "place", "device", "pulse", "night", "ward"),
    *("round", "pump", "alarm", "nurse", "spare", "battery", "cable", "display", "filter", "valve"),
)


def other_reports(count: int) -> list[str]:
    """Sentences that have words in common, so that these are frequent, and say different things."""
    draw = np.random.default_rng(0)
    return [" ".join(draw.choice(WORDS, 14)) for _ in range(count)]


def alike(_: Sequence[int]) -> np.ndarray:
    return np.array([[1.0, 0.0], [1.0, 0.01]])


def unlike(_: Sequence[int]) -> np.ndarray:
    return np.array([[1.0, 0.0], [0.0, 1.0]])


def asked_nothing(_: Sequence[int]) -> np.ndarray:
    pytest.fail("there is no doubt")


def found(texts: Sequence[str], features_of: object = asked_nothing, groups: Sequence[int] | None = None) -> list:
    numbers = np.arange(len(texts)) if groups is None else np.array(groups)
    return find_near_copies(texts, features_of, numbers, Job())  # type: ignore[arg-type]


def how(pairs: list) -> dict[tuple[int, int], list[str]]:
    return {(one, other): [way.code for way in m.arguments.get("alterations", (m,))] for one, other, m in pairs}


def test_other_letters_are_found_without_asking_the_encoder() -> None:
    pairs = found(["No effusion.", *other_reports(20), "NO EFFUSION!", "No effusion"])
    assert how(pairs) == {
        (0, 21): ["other-case", "other-punctuation"],
        (0, 22): ["other-punctuation"],
        (21, 22): ["other-case", "other-punctuation"],
    }


def test_a_misspelt_word_is_found_where_it_is_rare_and_the_right_one_is_not() -> None:
    right = [f"{REPORT} {end}." for end in ("seen today", "as before", "in this view", "on this film")]
    texts = [REPORT, REPORT.replace("thickening", "thikcening"), *right, *other_reports(20)]
    assert how(found(texts, unlike))[0, 1] == ["misspelt"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("no thickening", "thickening"),
        ("no thickening", "some thickening"),
        ("normal", "abnormal"),
        ("both sides", "the left side"),
        ("normal size", "double size"),
        ("are clear", "are not clear"),
        ("at all", "of 3 mm"),
        ("heart is of normal size, and the pleura", "pleura is of normal size, and the heart"),
    ],
)
def test_another_word_makes_another_text_whatever_the_encoder_says(before: str, after: str) -> None:
    assert found([REPORT, REPORT.replace(before, after), *other_reports(20)], alike) == []


def test_two_words_that_both_are_words_are_not_misspelt() -> None:
    abduction = [f"the abduction of the arm was {word} in the second session of the week" for word in WORDS[:5]]
    adduction = [text.replace("abduction", "adduction") for text in abduction]
    assert found([*abduction, *adduction], asked_nothing) == []


def test_other_numbers_in_one_template_make_other_texts() -> None:
    assert found([f"A nodule of {size} mm is seen in the upper lobe of the lung" for size in range(40)], alike) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{REPORT}. Dictated and signed.", "words-added"),
        (REPORT.replace("on both", "of the both"), "other-small-words"),
    ],
)
def test_the_encoder_decides_on_small_words_and_what_is_added(text: str, code: str) -> None:
    texts = [REPORT, *other_reports(20), text]
    asked = []

    def features_of(places: Sequence[int]) -> np.ndarray:
        asked.append(tuple(places))
        return alike(places)

    assert how(found(texts, features_of)) == {(0, 21): [code]}
    assert asked == [(0, 21)]
    assert found(texts, unlike) == []


def test_one_subject_may_say_the_same_twice() -> None:
    assert set(how(found(["No effusion.", "no effusion", "NO effusion"], groups=[0, 0, 1]))) == {(0, 2), (1, 2)}
    assert found([REPORT, f"{REPORT} {REPORT[:20]}"], asked_nothing, groups=[4, 4]) == []


def test_of_many_copies_each_is_named_but_not_every_pair() -> None:
    count = 500
    pairs = found([f"No effusion{'.' * number}" for number in range(count)])
    assert {place for pair in pairs for place in pair[:2]} == set(range(count))
    assert len(pairs) < count + MOST_COPIES**2


def test_texts_that_say_nothing_are_no_copies() -> None:
    assert found(["", " ", "...", "---", "!"]) == []
    assert found([]) == []
    assert found([REPORT]) == []


def test_it_can_be_stopped() -> None:
    job = Job()
    job.stop()
    with pytest.raises(JobStopped):
        find_near_copies(other_reports(5), alike, np.arange(5), job)
