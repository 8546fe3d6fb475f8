"""Wording: the sentence that stands for a code, with places for its arguments; and how it is made.

In the braces of a sentence stands the name of an argument, and behind a colon how it is written: as a format of Python,
by a name in `COUNTED`, as “1 image” or “2,000 images”, or by one in `WAYS`.

Its source travels with every exported model, so it needs nothing but the standard library.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.messages import Message

#: with these a name in a foreign file could move the cursor of a terminal, or turn the letters behind it around
NOT_TO_BE_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
#: between a number and its unit, where no line may end
SPACE = "\u00a0"
#: how texts are put together: what stands first, and what follows
AND, OR, COMMA, SEMICOLON, NEXT_SENTENCE = "{0} and {1}", "{0} or {1}", "{0}, {1}", "{0}; {1}", "{0} {1}"
#: how a name is set apart
QUOTED = "“{0}”"
#: in place of how many there are
NOT_COUNTED = -1


@dataclass(frozen=True)
class Wording:
    """The words that stand for a code."""

    text: str
    #: what to do about it
    hint: str = ""
    #: the text where the argument `by` is one
    one: str = ""
    by: str = ""


@dataclass(frozen=True)
class Words:
    """A message in words: what happened, and what to do about it, or ""."""

    text: str
    hint: str

    @property
    def whole(self) -> str:
        return f"{self.text} {self.hint}".strip()


Wordings = Mapping[str, Wording]
#: gives a sentence in another language, and in the form for so many where that is not −1; one unknown as it is
Translate = Callable[[str, int], str]
_languages: list[Translate] = []
#: gives a sentence as it is said of the examples that are learnt from
Say = Callable[[str], str]
_nouns: list[Say] = []


def translate_with(translate: Translate) -> None:
    """Let this translate all that is worded from now on."""
    _languages[:] = [translate]


def say_with(say: Say) -> None:
    """Let this change the nouns of all that is worded from now on."""
    _nouns[:] = [say]


def translated(text: str, one: str = "", number: Any = NOT_COUNTED) -> str:
    """Return a sentence in the language of its reader, in the form for this number where it is counted by one."""
    if _nouns:
        text, one = _nouns[0](text), _nouns[0](one)
    in_english = one if one and number == 1 else text
    found = _languages[0](text, number if one else NOT_COUNTED) if _languages and text else text
    return in_english if found == text else found


def worded(message: Message, wordings: Wordings) -> Words:
    """Return a message in words; as its code and arguments where there are none for it, as from a damaged file."""
    form = _Form(wordings)
    try:
        wording = wordings[message.code]
        number = message.arguments[wording.by] if wording.one else NOT_COUNTED
        text = form.vformat(translated(wording.text, wording.one, number), (), message.arguments)
        return Words(
            text=shown(text.strip()), hint=shown(form.vformat(translated(wording.hint), (), message.arguments))
        )
    except (KeyError, ValueError, TypeError):
        return Words(text=shown(repr(message)), hint="")


def shown(text: str) -> str:
    """Return the text as it may stand in a terminal or a window, whatever names are in it."""
    return NOT_TO_BE_SHOWN.sub("\N{REPLACEMENT CHARACTER}", text)


class _Form(string.Formatter):
    """Writes arguments into a sentence."""

    def __init__(self, wordings: Wordings):
        self._wordings = wordings

    def format_field(self, value: Any, format_spec: str) -> Any:
        if isinstance(value, Message):
            return getattr(worded(value, self._wordings), format_spec or "text")
        if isinstance(value, tuple):
            return WAYS_OF_LISTS[format_spec or "listed"]([self.format_field(one, "") for one in value])
        if format_spec in COUNTED:
            one, several = COUNTED[format_spec]
            return translated(several, one, value).format(value)
        way = WAYS.get(format_spec)
        return way(value) if way else format(value, format_spec)


def quoted(names: Iterable[str]) -> str:
    """Return "“a”", "“a”, “b” and “c”"."""
    return joined(_in_quotes(names))


def after_commas(names: Iterable[str]) -> str:
    """Return "“a”, “b”, “c”"."""
    return listed(_in_quotes(names))


def alternatives(names: Iterable[str]) -> str:
    """Return "“a”, “b” or “c”"."""
    return _with_last(_in_quotes(names), OR)


def joined(texts: Iterable[str]) -> str:
    """Return "a", "a, b and c"."""
    return _with_last(texts, AND)


def listed(texts: Iterable[str]) -> str:
    """Return "a, b, c"."""
    return _linked(texts, COMMA)


def sentences(texts: Iterable[str]) -> str:
    """Return sentences as one text."""
    return _linked(texts, NEXT_SENTENCE)


def after_semicolons(texts: Iterable[str]) -> str:
    """Return "a; b; c"."""
    return _linked(texts, SEMICOLON)


def with_and(texts: Iterable[str]) -> str:
    """Return "a and b"."""
    return _linked(texts, AND)


def _linked(texts: Iterable[str], link: str) -> str:
    """Return the texts behind each other; what is "" is left out."""
    there = [text for text in texts if text]
    template = translated(link)
    return functools.reduce(template.format, there) if there else ""


def _with_last(texts: Iterable[str], link: str) -> str:
    *first, last = texts
    return translated(link).format(listed(first), last) if first else last


def _in_quotes(names: Iterable[str]) -> list[str]:
    quotes = translated(QUOTED)
    return [quotes.format(name) for name in names]


def minus(value: float) -> str:
    """Return a number with three places and a sign as people write it."""
    return f"{value:.3f}".replace("-", "\u2212")


def short(value: float) -> str:
    """Return a number with two digits that count and without an exponent: "0.0021"."""
    return format(Decimal(f"{value:.2g}"), "f")


def duration(seconds: float) -> str:
    """Return a time no more precise than an estimate is: "0.4 s", "25 s", "3 min", "2 h"."""
    if seconds < 9.95:
        return f"{max(seconds, 0.1):.1f}{SPACE}s"
    if seconds < 99.5:
        return f"{seconds:.0f}{SPACE}s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f}{SPACE}min"
    return f"{seconds / 3600:.1f}{SPACE}h"


def size(number: float) -> str:
    """Return bytes as "5.1 MB", "180 MB", "1.3 GB"."""
    if number >= 1e9:
        return f"{number / 1e9:.1f}{SPACE}GB"
    return f"{number / 1e6:.0f}{SPACE}MB" if number >= 10e6 else f"{number / 1e6:.1f}{SPACE}MB"


#: how things are counted: one of them, and several
COUNTED = {
    noun: (f"1 {noun}", f"{{:,}} {several}")
    for noun, several in {
        "image": "images",
        "different image": "different images",
        "picture": "pictures",
        "text": "texts",
        "file": "files",
        "other file": "other files",
        "subject": "subjects",
        "test subject": "test subjects",
        "class": "classes",
        "pair": "pairs",
        "group": "groups",
        "block": "blocks",
        "channel": "channels",
        "epoch": "epochs",
        "DICOM file": "DICOM files",
        "PatientID": "PatientIDs",
    }.items()
}
WAYS_OF_LISTS = {
    "listed": listed,
    "sentences": sentences,
    "lines": "\n".join,
    "after semicolons": after_semicolons,
    "and": with_and,
    "joined": joined,
    "quoted": quoted,
    "after commas": after_commas,
    "or": alternatives,
}
WAYS = {
    "minus": minus,
    "duration": duration,
    "size": size,
    "percent": lambda value: f"{value * 100:.0f} %",
    "points": lambda value: f"{value * 100:.1f}",
    "short": short,
    "rate": lambda value: f"{value:.0e}".replace("e-0", "e-"),
}
