"""Kept CSV: a table of a project as it was written, or as another program has saved it since.

Columns are found by their names, in any order. A mark at the start, other ends of lines, semicolons or tabs between the
cells and UTF-16 are what spreadsheet programs make of a table. Columns that nobody knows are passed over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from core.storage.encodings import encoding_of

DELIMITERS = ",;\t"
#: with which a spreadsheet program is told what stands between the cells
_SEP = "sep="


@dataclass(frozen=True, kw_only=True)
class KeptTable:
    columns: tuple[str, ...]
    #: a cell each column; rows that hold nothing are passed over
    rows: Iterator[dict[str, str]]


@contextmanager
def read_table(path: Path, needed: tuple[str, ...]) -> Iterator[KeptTable]:
    """Yield the table. Raise OSError where it cannot be read.

    Raise ValueError with the reason where one of the `needed` columns is missing or stands there twice, and, while
    rows are read, csv.Error or ValueError for one that is cut off.
    """
    with open(path, encoding=_encoding(path), errors="surrogateescape", newline="") as file:
        header, delimiter = _header(file)
        missing = [name for name in needed if name not in header]
        if missing:
            named = ", ".join(f"“{name}”" for name in missing)
            raise ValueError(f"the column{'s' if len(missing) > 1 else ''} {named} {_are(missing)} missing")
        if twice := sorted({name for name in header if name and header.count(name) > 1}):
            raise ValueError(f"the column “{twice[0]}” stands there twice")
        yield KeptTable(columns=tuple(header), rows=_rows(csv.reader(file, strict=True, delimiter=delimiter), header))


def _rows(reader: Iterator[list[str]], header: list[str]) -> Iterator[dict[str, str]]:
    for number, cells in enumerate(reader, start=2):
        if not any(cells):
            continue
        if len(cells) < len(header) or any(cells[len(header) :]):
            raise ValueError(f"row {number} has {len(cells)} cells for {len(header)} columns")
        yield dict(zip(header, cells, strict=False))


def _header(file: TextIO) -> tuple[list[str], str]:
    line = file.readline()
    if line.lower().startswith(_SEP):
        line = file.readline()
    delimiter = max(DELIMITERS, key=line.count)
    names = next(csv.reader(io.StringIO(line), strict=True, delimiter=delimiter), [])
    return [name.strip() for name in names], delimiter


def _encoding(path: Path) -> str:
    with open(path, "rb") as file:
        return encoding_of(file.read(4))


def _are(names: list[str]) -> str:
    return "are" if len(names) > 1 else "is"
