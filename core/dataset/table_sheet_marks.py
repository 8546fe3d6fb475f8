"""Sheet marks: what a sheet of a workbook holds beside values: hidden rows and columns, formulas not computed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_NUMBER = re.compile(rb"""\b(r|min|max)=["'](\d{1,7})["']""")
#: a formula behind which its cell ends, without a value
_FORMULA_ALONE = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MOST_COLUMNS = 20_000


@dataclass(frozen=True, kw_only=True)
class SheetMarks:
    #: as a spreadsheet counts them, from 1
    hidden_rows: frozenset[int] = frozenset()
    #: counted from 0
    hidden_columns: frozenset[int] = frozenset()
    #: how many cells hold a formula and no value of it
    formulas: int = 0


NO_MARKS = SheetMarks()


def sheet_marks(xml: bytes) -> SheetMarks:
    """Return what the part of a workbook says that holds one sheet."""
    columns: set[int] = set()
    for numbers in _hidden(_COLUMN.findall(xml)):
        first, last = numbers.get(b"min", 1), numbers.get(b"max", 0)
        columns.update(range(first - 1, min(last, _MOST_COLUMNS)))
    rows = frozenset(numbers[b"r"] for numbers in _hidden(_ROW.findall(xml)) if b"r" in numbers)
    formulas = sum(1 for _ in _FORMULA_ALONE.finditer(xml))
    return SheetMarks(hidden_rows=rows, hidden_columns=frozenset(columns), formulas=formulas)


def _hidden(attributes: Iterable[bytes]) -> Iterable[dict[bytes, int]]:
    return ({name: int(number) for name, number in _NUMBER.findall(one)} for one in attributes if _HIDDEN.search(one))
