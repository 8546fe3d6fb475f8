"""What a tokenizer makes of each character: left out, replaced, in lower case, apart, or as it is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np

from core.modalities.text.categories import (
    BLANKS,
    CODE_POINTS,
    IDEOGRAPHS,
    LEFT_OUT,
    MARKS,
    PUNCTUATION,
)

#: beyond it no character has another case or can be decomposed
_LAST_CHANGED = 0x2FFFF
_SURROGATES = range(0xD800, 0xE000)
#: rows of `CodePointTable` are of so many code points
ROW = 256


class Kind(IntEnum):
    """How a character stands to its neighbours."""

    IN_WORD = 0
    BLANK = 1
    #: a word by itself
    APART = 2


@dataclass(frozen=True)
class CodePointTable:
    """One number for each code point. Rows that are alike are kept once, which is nearly all of them."""

    #: the row in which the numbers of 256 code points stand: int32 [0x110000 / 256]
    row_of: np.ndarray
    #: [rows, 256]
    rows: np.ndarray

    @classmethod
    def of(cls, numbers: np.ndarray) -> CodePointTable:
        """Return the table of these numbers [0x110000]."""
        places: dict[bytes, int] = {}
        rows = numbers.reshape(-1, ROW)
        row_of = [places.setdefault(row.tobytes(), len(places)) for row in rows]
        _, first = np.unique(row_of, return_index=True)
        return cls(np.array(row_of, np.int32), rows[first])


@dataclass(frozen=True)
class Characters:
    """What becomes of each code point. All tables are of int32."""

    #: how many characters stand in its place
    count: CodePointTable
    #: where that is one, what is added to it; where they are several, their first place in `several`
    shift: CodePointTable
    several: np.ndarray
    #: the `Kind` of a character that stands in the place of another
    kind: CodePointTable


@cache
def characters(*, lower_case: bool) -> Characters:
    """Return what BERT's basic tokenisation does: with `lower_case`, accents are taken away as well.

    Control characters are left out, blanks are all alike, ideographs and punctuation stand apart.
    """
    count, shift = np.ones(CODE_POINTS, np.int32), np.zeros(CODE_POINTS, np.int32)
    several: list[int] = []
    for code, becomes in _changed() if lower_case else ():
        count[code] = len(becomes)
        shift[code] = len(several) if len(becomes) > 1 else becomes[0] - code if becomes else 0
        several += becomes if len(becomes) > 1 else []
    count[LEFT_OUT] = 0
    count[BLANKS] = 1
    shift[BLANKS] = (ord(" ") - np.arange(CODE_POINTS))[BLANKS]
    kind = np.full(CODE_POINTS, Kind.IN_WORD, np.int32)
    kind[PUNCTUATION | IDEOGRAPHS] = Kind.APART
    kind[ord(" ")] = Kind.BLANK
    return Characters(
        count=CodePointTable.of(count),
        shift=CodePointTable.of(shift),
        several=np.array(several, np.int32),
        kind=CodePointTable.of(kind),
    )


def _changed() -> list[tuple[int, list[int]]]:
    """Return each code point that is not as it was in lower case without accents, and what becomes of it."""
    found = []
    for code in range(_LAST_CHANGED + 1):
        character = chr(code)
        if code in _SURROGATES:
            continue
        apart = unicodedata.normalize("NFD", character)
        if apart != character or MARKS[code] or character != character.lower():
            bare = (part for part in apart if not MARKS[ord(part)])
            found.append((code, [ord(small) for part in bare for small in part.lower()]))
    found += [(int(code), []) for code in np.flatnonzero(MARKS) if code > _LAST_CHANGED]
    return found
