"""TextFacts: what is known of a text beside its tokens, and the text itself where the project keeps a copy."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from core.storage.cells import whole_number

COLUMNS = ("characters", "words", "text")
#: without the last, which is empty where texts are read from where they lie
NEEDED = COLUMNS[:2]


@dataclass(frozen=True, kw_only=True)
class TextFacts:
    """Facts of a text; nothing is known of it while it was not read."""

    characters: int = 0
    words: int = 0
    #: "" where it is not at hand. These are a patient's words: they go nowhere but to the project's list
    text: str = field(default="", compare=False)
    #: whether the project keeps a copy, and does not read it where it lies
    is_kept: bool = field(default=False, compare=False)

    def __repr__(self) -> str:
        """Return it without the text, which must not get into a log."""
        return f"TextFacts(characters={self.characters}, words={self.words})"

    def as_cells(self) -> list[str | int | float]:
        """Return a cell for each of the columns."""
        return [self.characters, self.words, self.text if self.is_kept else ""]

    def key(self, sha256: str, frame: int | None) -> str:
        """Return the hash of the text, in whichever row it stands."""
        return sha256

    @property
    def is_alone(self) -> bool:
        """Return True: the rows of a table are of many patients."""
        return True

    def as_values(self) -> list[Any]:
        """Return what a hash needs of it; the text has a hash of its own."""
        return [self.characters, self.words]

    @classmethod
    def of(cls, text: str) -> Self:
        """Return what is known of this text."""
        return cls(characters=len(text), words=len(text.split()), text=text)

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> Self:
        """Return what `as_cells` has written. Raise ValueError for anything else."""
        numbers = {name: whole_number(row[name], name) for name in NEEDED}
        text = row.get("text", "")
        return cls(**numbers, text=text, is_kept=bool(text))


NOTHING_KNOWN = TextFacts()


class HasFacts(Protocol):
    """An example of a dataset."""

    @property
    def facts(self) -> object: ...


def text_facts(example: HasFacts) -> TextFacts:
    """Return what is known of it as a text."""
    return example.facts if isinstance(example.facts, TextFacts) else NOTHING_KNOWN


def hash_of_text(text: str) -> str:
    """Return the hash by which a text is known, hexadecimal; blanks at both ends do not count."""
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()
