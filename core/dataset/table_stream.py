"""The texts of a table, one row after the other, however many they are."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.dataset.columns import Columns, ColumnsUnknown, Role
from core.dataset.listed import SHIFTED
from core.dataset.opened_table import OpenedTable, open_table
from core.dataset.table_cells import is_without_value
from core.dataset.table_grid import is_table, rows_in
from core.dataset.table_json_lines import JSON_LINES_ENDINGS, lines_in
from core.dataset.table_sheets import Row
from core.errors import UserError
from core.messages import Message
from core.storage.json_cells import cell_of
from core.storage.text_encoding import decoded

ENCODING = "utf-8-sig"
#: how a file ends that holds one text
ONE_TEXT = ".txt"


@dataclass(frozen=True)
class RowOfText:
    """A text in a table; its number counts from 0, where a spreadsheet counts from 1."""

    number: int
    text: str
    #: why it may be no text; None where it is one
    problem: Message | None = None

    def __repr__(self) -> str:
        """Return it without the text, which must not get into a log."""
        return f"RowOfText(number={self.number})"


@dataclass(frozen=True)
class TextTable:
    """A table whose column of texts is known. Lines in UTF-8 are read one after the other, all else at once."""

    path: Path
    columns: Columns
    count: int
    is_streamed: bool

    def rows(self) -> Iterator[RowOfText]:
        """Yield all that are not blank. Raise UserError where the table has changed meanwhile."""
        try:
            yield from _rows(self.path, self.columns, self.is_streamed)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise UserError(Message("table-not-sound", table=self.path.name)) from error


def is_table_of_texts(path: Path) -> bool:
    """Return whether texts stand in its cells: a .txt is one text, though it may hold a table."""
    return is_table(path) and path.suffix.lower() != ONE_TEXT


def open_text_table(path: Path, columns: Columns) -> TextTable:
    """Return the table, of which all rows have been counted. Raise UserError where it has no column of texts."""
    with suppress(OSError, UnicodeDecodeError, csv.Error):  # another encoding further down, say
        count = sum(1 for _ in _rows(path, columns, is_streamed=True))
        return TextTable(path, columns, count, is_streamed=True)
    return TextTable(path, columns, sum(1 for _ in _rows(path, columns, is_streamed=False)), is_streamed=False)


def _rows(path: Path, columns: Columns, is_streamed: bool) -> Iterator[RowOfText]:
    opened = _opened(path, columns, is_whole=not is_streamed)
    are_json = path.suffix.lower() in JSON_LINES_ENDINGS
    if not is_streamed and are_json:
        yield from _of_objects(opened, decoded(path.read_bytes(), path.name).text.lstrip("\ufeff").split("\n"))
        return
    if not is_streamed or not (opened.grid.delimiter or are_json):
        opened = opened if not is_streamed else _opened(path, columns, is_whole=True)
        yield from _taken(opened, iter(opened.grid.rows))
        return
    with open(path, encoding=ENCODING) as file:
        if are_json:
            yield from _of_objects(opened, file)
        else:
            yield from _taken(opened, rows_in(file, opened.grid.delimiter))


def _opened(path: Path, columns: Columns, is_whole: bool) -> OpenedTable:
    try:
        opened = open_table(path, with_class=False, columns=columns, is_whole=is_whole)
    except ColumnsUnknown as error:
        if columns.text:
            raise
        raise UserError(Message("no-column-of-texts", table=path.name)) from error
    if not opened.are_texts:
        raise UserError(Message("no-column-of-texts", table=path.name))
    return opened


def _of_objects(opened: OpenedTable, lines: Iterable[str]) -> Iterator[RowOfText]:
    """Yield the text of each object; of a line that is none, why."""
    name = opened.grid.header[opened.taken.places[Role.TEXT]]
    for number, values in lines_in(lines, opened.path.name):
        if isinstance(values, Message):
            yield RowOfText(number - 1, "", problem=values)
            continue
        text = cell_of(values.get(name))
        yield RowOfText(number - 1, "" if is_without_value(text) else text)


def _taken(opened: OpenedTable, rows: Iterator[Row]) -> Iterator[RowOfText]:
    """Yield what stands below the header. A text may begin as a line for people: each row counts."""
    taken, first = opened.taken, opened.grid.rows[0][0]
    for number, cells in rows:
        if number >= first + taken.has_header:
            problem = SHIFTED if opened.grid.may_shift and taken.is_longer(cells) else None
            yield RowOfText(number - 1, taken.cell(Role.TEXT, cells), problem)
