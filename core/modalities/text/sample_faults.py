"""The sample's faults: what is wrong with some of its texts, for the user to find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from core.modalities.text.sample_grammar import CLASSES


class Problem(StrEnum):
    """What is wrong with a text that is hidden in the sample."""

    OTHER_LETTERS = "other-letters"
    MISSPELT = "misspelt"
    COPIED = "copied"
    TWO_LABELS = "two-labels"
    EMPTY = "empty"
    NO_LETTERS = "no-letters"


SENTENCE = {
    Problem.OTHER_LETTERS: "Row {row}, of {subject}, is row {other} of {other_subject} in other capitals and blanks.",
    Problem.MISSPELT: "Row {row}, of {subject}, is row {other} of {other_subject} with a misspelt word.",
    Problem.COPIED: "Row {row} is an exact copy of row {other}.",
    Problem.TWO_LABELS: "Row {row} is an exact copy of row {other}, but listed as “{label}”.",
    Problem.EMPTY: "Row {row} is empty.",
    Problem.NO_LETTERS: "Row {row} holds no letters.",
}


@dataclass(frozen=True)
class RowPlace:
    """Whose note it is, and which of hers or his; both are counted from 1."""

    subject: int
    number: int

    @property
    def name(self) -> str:
        """Return by what the subject is known."""
        return f"FROST-{self.subject:04d}"


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """A text that is added behind the others of its subject."""

    problem: Problem
    subject: int
    #: the text that it is made of; of an empty one the one whose class it is given
    other: RowPlace

    def label(self, own: str) -> str:
        """Return the class that the table gives, where the other text is of this one."""
        return next(label for label in CLASSES if label != own) if self.problem == Problem.TWO_LABELS else own

    def text(self, other: str) -> str:
        """Return what is made of the other text."""
        return _MADE[self.problem](other)


def misspelt(text: str) -> str:
    """Return the text with two letters of its longest word exchanged."""
    longest = max(text.split(), key=lambda word: (word.isalpha(), len(word)))
    return text.replace(longest, f"{longest[:3]}{longest[4]}{longest[3]}{longest[5:]}", 1)


def mis_encoded(text: str) -> str:
    """Return the text as a program shows it that takes UTF-8 for Windows-1252."""
    return text.encode("utf-8").decode("cp1252")


_MADE: dict[Problem, Callable[[str], str]] = {
    Problem.OTHER_LETTERS: lambda text: "  ".join(text.upper().split(" ", 4)),
    Problem.MISSPELT: misspelt,
    Problem.COPIED: lambda text: text,
    Problem.TWO_LABELS: lambda text: text,
    Problem.EMPTY: lambda text: "",
    Problem.NO_LETTERS: lambda text: "--- 00 ---",
}

HIDDEN = (
    Hidden(problem=Problem.OTHER_LETTERS, subject=45, other=RowPlace(76, 2)),
    Hidden(problem=Problem.OTHER_LETTERS, subject=43, other=RowPlace(64, 3)),
    Hidden(problem=Problem.MISSPELT, subject=14, other=RowPlace(50, 1)),
    Hidden(problem=Problem.MISSPELT, subject=24, other=RowPlace(65, 4)),
    Hidden(problem=Problem.TWO_LABELS, subject=33, other=RowPlace(33, 2)),
    Hidden(problem=Problem.COPIED, subject=28, other=RowPlace(28, 1)),
    Hidden(problem=Problem.EMPTY, subject=51, other=RowPlace(51, 1)),
    Hidden(problem=Problem.NO_LETTERS, subject=9, other=RowPlace(9, 5)),
)
#: notes of these, counted from 1, were read in the wrong encoding wherever that shows
MIS_ENCODED_SUBJECTS = (3, 21, 44, 57, 72)
