"""Vocabulary: the pieces of words that an encoder knows, each with its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from core.errors import UserError
from core.messages import Message
from core.modalities.text.word_numbers import NOTHING
from core.storage.disk import refusal_by_disk
from core.storage.files import sha256_of

#: stands before a piece that is not the beginning of its word
INSIDE = "##"
PADDING, UNKNOWN, BEGINNING, END = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
NEEDED = (PADDING, UNKNOWN, BEGINNING, END)


@dataclass(frozen=True)
class Vocabulary:
    """Pieces in the order of their numbers. What is not the beginning of a word begins with ##."""

    pieces: tuple[str, ...]

    @classmethod
    def read(cls, file: Path) -> Vocabulary:
        """Read a `vocab.txt`, a piece a line in UTF-8. Raise UserError where it is none."""
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            raise refusal_by_disk(error) or UserError(Message("no-readable-vocabulary", file=file.name)) from error
        vocabulary = _parsed(text)
        if missing := [piece for piece in NEEDED if piece not in vocabulary.numbers]:
            raise UserError(Message("vocabulary-lacks", file=file.name, missing=missing))
        if vocabulary.number_of(PADDING) != NOTHING:
            raise UserError(Message("vocabulary-pads-otherwise", file=file.name))
        return vocabulary

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Return the number of each piece; where a piece stands there twice, that of the last."""
        return {piece: number for number, piece in enumerate(self.pieces)}

    @cached_property
    def longest_piece(self) -> int:
        """Return of how many characters the longest piece is, ## not counted."""
        return max(len(piece.removeprefix(INSIDE)) for piece in self.pieces)

    @cached_property
    def key(self) -> str:
        """Return a hash of all pieces in their order."""
        return sha256_of(list(self.pieces))

    def number_of(self, piece: str) -> int:
        return self.numbers[piece]

    def spelt(self, numbers: Sequence[int]) -> list[str]:
        """Return the pieces that have these numbers, padding left out."""
        return [self.pieces[number] for number in numbers if number != NOTHING]


@lru_cache(maxsize=2)
def _parsed(text: str) -> Vocabulary:
    """Return the pieces that stand in the lines of a file."""
    return Vocabulary(tuple(line.strip() for line in text.rstrip("\r\n").split("\n")))
