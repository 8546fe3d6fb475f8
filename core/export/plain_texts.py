"""Texts in plain files: tables, JSON lines, files of one text each, and lines.

Its source travels with every exported model of texts, so it needs nothing but the standard library.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.storage.json_cells import cell_of

TABLE_ENDINGS, JSON_ENDINGS, TEXT_ENDING = (".csv", ".tsv", ".tab"), (".jsonl", ".ndjson"), ".txt"
#: what columns of texts are mostly called, the likeliest first
TEXT_COLUMNS = ("text", "sentence", "review", "comment", "message", "report", "note", "content", "description")
#: the line of a file that stands for standard input, and what a table calls it
STANDARD_INPUT, SHOWN_AS = Path("-"), Path("(standard input)")
DELIMITERS = ",;\t|"

#: a file, the number of the text in it from 0 where it holds several, and the text; None where it is only begun
Read = tuple[Path, int | None, str | None]


class NoTexts(ValueError):
    """Says that a file holds no texts, and what to do."""


def is_text_file(path: Path) -> bool:
    """Return whether a file in a folder is taken for a text."""
    return path.suffix.lower() == TEXT_ENDING


def texts_in(path: Path, column: str | None) -> Iterator[Read]:
    """Yield all texts, few of which are in memory at a time. Raise OSError, and NoTexts where there are none."""
    ending = path.suffix.lower()
    if path == STANDARD_INPUT:
        lines = (line.decode("utf-8-sig", "replace").strip() for line in sys.stdin.buffer)
        yield from ((SHOWN_AS, number, line) for number, line in enumerate(lines))
    elif ending in TABLE_ENDINGS:
        yield from ((path, number, text) for number, text in _in_table(path, column))
    elif ending in JSON_ENDINGS:
        yield from ((path, number, text) for number, text in _in_json_lines(path, column))
    elif ending == TEXT_ENDING:
        yield path, None, path.read_text(encoding="utf-8-sig").strip()
    else:
        raise NoTexts(f"“{path}” is read as no text: only .csv, .tsv, .jsonl and .txt files are.")


def _in_table(path: Path, column: str | None) -> Iterator[tuple[int, str | None]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        delimiter = max(DELIMITERS, key=first.count)
        rows = csv.reader(file, delimiter=delimiter, skipinitialspace=True)
        place: int | None = None
        width = 0
        for number, cells in enumerate(rows):
            if not any(cell.strip() for cell in cells):
                continue
            if place is None:
                place, width = _place([cell.strip() for cell in cells], path, column), len(cells)
            else:  # a text with the delimiter in it and no quotation marks is only begun in its cell
                is_only_begun = any(cell.strip() for cell in cells[width:])
                yield number, None if is_only_begun else cells[place].strip() if place < len(cells) else ""


def _in_json_lines(path: Path, column: str | None) -> Iterator[tuple[int, str]]:
    name: str | None = None
    with open(path, encoding="utf-8-sig") as file:
        for number, line in enumerate(file):
            if line.strip():
                values = _object(line, path, number)
                name = name or list(values)[_place(list(values), path, column)]
                yield number, cell_of(values.get(name))


def _object(line: str, path: Path, number: int) -> dict[str, object]:
    try:
        values = json.loads(line)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise NoTexts(f"Line {number + 1} of “{path}” is no JSON object.")
    return values


def _place(names: Iterable[str], path: Path, column: str | None) -> int:
    """Return which column holds the texts."""
    known = list(names)
    folded = [name.casefold() for name in known]
    wanted = TEXT_COLUMNS if column is None else (column,)
    place = next((folded.index(name.casefold()) for name in wanted if name.casefold() in folded), None)
    if place is None and len(known) == 1 and column is None:
        return 0
    if place is None:
        raise NoTexts(f"“{path}” has the columns {', '.join(known)}: say which holds the texts, with --column.")
    return place
