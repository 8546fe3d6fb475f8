"""TextRecipe: how a text becomes a row of tokens, the same in training, prediction and export."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from core.modalities.text.cut import Cut
from core.modalities.text.options import KIND, SHORTEST
from core.modalities.text.word_numbers import NOTHING

#: rows are as long as the longest text, rounded up to a multiple
ROUNDED_TO = 16
#: rows that are computed together are cut to the longest of them, rounded up to a multiple
TRIMMED_TO = 8
#: of all texts, those that are read whole where some are far longer than the others
READ_WHOLE = 0.99
#: tokens at which that saves nothing
SHORT = 64


@dataclass(frozen=True, kw_only=True)
class TextRecipe:
    """WordPiece tokens between [CLS] and [SEP], padded with 0 behind."""

    #: tokens that are read of a text at most, with [CLS] and [SEP]
    length: int
    #: hash of the pieces of words, hexadecimal
    vocabulary: str
    #: where they stand, from the backbone's folder
    vocabulary_file: str
    lower_case: bool = True
    cut: Cut = Cut.HEAD
    #: one empty place always follows: see `TokenInput`
    leaves_room: bool = False
    #: of the method; another method or another result gets another name
    name: str = "wordpiece-1"
    #: of the backbone; None where no text has to be read
    folder: Path | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.length < SHORTEST:
            raise ValueError("a row of tokens that is too short")

    @property
    def dtype(self) -> np.dtype:
        return np.dtype(np.int32)

    @property
    def row_shape(self) -> tuple[int]:
        return (self.length + self.room,)

    @property
    def room(self) -> int:
        """Return how many places behind each text stay empty."""
        return int(self.leaves_room)

    @property
    def key(self) -> str:
        """Return the hash of all that decides the result."""
        values = {name: value for name, value in self.as_json().items() if name != "vocabulary_file"}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode("utf-8")).hexdigest()

    @property
    def seen(self) -> tuple[Any, ...]:
        """Return nothing: a person, and the audit, read whole texts."""
        return ()

    def lengths(self, rows: np.ndarray) -> np.ndarray:
        """Return up to where each row has to be read, rounded up, so that there are few lengths."""
        ends = rows.shape[1] - np.argmax(rows[:, ::-1] != NOTHING, axis=1) + self.room
        return np.minimum(-(-ends // TRIMMED_TO) * TRIMMED_TO, rows.shape[1])

    def as_json(self) -> dict[str, Any]:
        """Return plain values, which `from_json` reads."""
        values = {name: value for name, value in asdict(self).items() if name != "folder"}
        if not self.leaves_room:  # so it is written, and counted, as before there was a choice
            del values["leaves_room"]
        return {"kind": KIND} | values

    @classmethod
    def from_json(cls, values: dict[str, Any], folder: Path | None) -> TextRecipe:
        """Raise ValueError where this version cannot read texts just so: other tokens are worse than none."""
        own = {"leaves_room": False} | {name: value for name, value in values.items() if name != "kind"}
        words = ("vocabulary", "vocabulary_file", "cut", "name")
        types = {"length": int, "lower_case": bool, "leaves_room": bool} | dict.fromkeys(words, str)
        if set(own) != {one.name for one in fields(cls)} - {"folder"}:
            raise ValueError("a recipe of texts that this version does not know")
        if any(type(own[name]) is not kind for name, kind in types.items()) or own["name"] != cls.name:
            raise ValueError("a recipe of texts with other values than are written")
        return cls(**{**own, "cut": Cut(own["cut"])}, folder=folder)


def text_recipe(recipe: object) -> TextRecipe:
    """Return it as that of texts. Raise TypeError where it is of another kind."""
    if not isinstance(recipe, TextRecipe):
        raise TypeError("not a recipe of texts")
    return recipe


def length_for(lengths: np.ndarray, most: int) -> int:
    """Return the length of rows for texts of so many tokens [n], where the encoder takes `most`.

    A few that are far longer than the others would make all of them slow: these are cut, and that is reported.
    """
    longest = int(lengths.max(initial=0))
    if longest > SHORT:
        longest = max(SHORT, int(np.quantile(lengths, READ_WHOLE, method="higher")))
    return min(max(-(-longest // ROUNDED_TO) * ROUNDED_TO, ROUNDED_TO), most)
