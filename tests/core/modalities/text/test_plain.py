"""Plain: nothing is left of a text but what it says, and it is known what was taken away."""

from __future__ import annotations

import pytest

from core.messages import Message
from core.modalities.text.plain import STEPS, form_differences, plain

SAME = (
    ("No effusion.", "NO EFFUSION", "other-case"),
    ("No effusion.", "No  effusion", "other-blanks"),
    ("It’s so, and done!", "it's so and done", "other-punctuation"),
    ("caf\u00e9 au lait", "cafe\u0301 au lait", "other-form-of-letters"),
    ("ﬁrst", "first", "other-form-of-letters"),
    ("a\u00adb", "ab", "other-form-of-letters"),
    ("café au lait", "cafe au lait", "other-accents"),
    ("cafÃ© au lait", "café au lait", "other-encoding"),
    ("salt &amp; pepper", "salt & pepper", "other-encoding"),
)
OTHER = (
    ("1.5 mm", "15 mm"), ("HIV +", "HIV -"), ("test +", "test"), ("-2 degrees", "2 degrees"), ("< 5 mm", "> 5 mm"),
    ("pneumonia", "no pneumonia"), ("10 %", "10"),
)  # fmt: skip


@pytest.mark.parametrize(("one", "other", "code"), SAME)
def test_what_says_the_same_is_the_same_and_it_is_told_how_it_differs(one: str, other: str, code: str) -> None:
    assert plain(one) == plain(other)
    assert code in [message.code for message in form_differences(one, other)]


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_signs_and_numbers_that_say_something_stay(one: str, other: str) -> None:
    assert plain(one) != plain(other)


@pytest.mark.parametrize(
    "text", ["a - b -", "HIV -  ", "-2 x -3", "a--b --3", "x_y _-_ 4", " ,a , b.", "-", "--", "- -5", ""]
)
def test_its_steps_one_by_one_give_the_same(text: str) -> None:
    step_by_step = text
    for _, step in STEPS:
        step_by_step = step(step_by_step)
    assert step_by_step == plain(text)


def test_no_more_is_said_than_makes_the_difference() -> None:
    assert form_differences("No effusion.", "No effusion.") == []
    both = [Message("other-case"), Message("other-punctuation")]
    assert form_differences("One, two.", "one two") == both
    assert form_differences("Ｎｏ effusion", "No effusion") == [Message("other-form-of-letters")]
