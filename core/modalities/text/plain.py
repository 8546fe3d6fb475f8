"""Plain: a text without all that does not change what it says: encoding, form of letters, blanks, case, punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import combinations

from core.messages import Message
from core.modalities.text.accents import without_accents
from core.modalities.text.mis_encoded import repaired

#: marks that are seen by nobody: soft hyphens, joiners, directions, the mark at the beginning of a file
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
#: signs that say something in a report stay: “HIV +”, “< 5 mm”, “-2”; a minus is one before a number or at the end
_PUNCTUATION = re.compile(r"[^\w\s+<>=%±-]+|_|-(?!\d|\s*$)|(?<=\w)-(?=\d)")
_WITH_BLANKS = re.compile(rf"\s*(?:{_PUNCTUATION.pattern})(?:\s|{_PUNCTUATION.pattern})*")


def _in_one_form(text: str) -> str:
    return text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def _in_single_blanks(text: str) -> str:
    return " ".join(text.split())


def _without_punctuation(text: str) -> str:
    return _WITH_BLANKS.sub(" ", text).strip()


#: in this order, each with what is said of two texts that differ in it
STEPS: tuple[tuple[Message, Callable[[str], str]], ...] = (
    (Message("other-encoding"), repaired),
    (Message("other-form-of-letters"), _in_one_form),
    (Message("other-blanks"), _in_single_blanks),
    (Message("other-case"), str.casefold),
    (Message("other-accents"), without_accents),
    (Message("other-punctuation"), _without_punctuation),
)


def plain(text: str) -> str:
    """Return what is left of a text when nothing but its words, numbers and signs count."""
    for _, step in STEPS[:-1]:
        text = step(text)
    return _in_single_blanks(_PUNCTUATION.sub(" ", text))  # as the last step leaves it, ten times as fast


def form_differences(first: str, second: str) -> list[Message]:
    """Return the fewest steps that make two texts the same which are the same when plain; none where they are so."""
    for count in range(len(STEPS)):
        for steps in combinations(STEPS, count):
            if _after(steps, first) == _after(steps, second):
                return [name for name, _ in steps]
    return [name for name, _ in STEPS]


def _after(steps: Iterable[tuple[Message, Callable[[str], str]]], text: str) -> str:
    for _, step in steps:
        text = step(text)
    return text
