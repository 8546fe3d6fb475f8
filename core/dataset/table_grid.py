"""Grid: the rows of a table as they are written, in whatever way a spreadsheet or a program writes one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from core.dataset.column_contents import IMAGE_NAME
from core.dataset.table_json_lines import JSON_LINES_ENDINGS, rows_of_json_lines
from core.dataset.table_sheet_marks import NO_MARKS, SheetMarks
from core.dataset.table_sheets import OLD_OFFICE, ZIP, Row, Sheet, sheets_of
from core.errors import UserError
from core.messages import Message
from core.storage.text_encoding import decoded

TABLE_ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", *JSON_LINES_ENDINGS)
#: in a dialog, those that are read
OFFERED_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".jsonl")
DELIMITERS = ",;\t|"
BLANK = " "
#: a first line by which spreadsheets are told what parts the columns
SEPARATOR_LINE = "sep="
COMMENT = "#"
#: among which the one that names the columns is looked for: some tables have a title
HEADER_ROWS = 12
MOST_BYTES = 512 << 20
SNIFFED_BYTES = 1 << 18
#: before the next column, where no parser expects them
BLANKS_BEHIND_QUOTE = re.compile(r'"[ ]+(?=[,;\t|\n])')
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")

#: how some programs write what they call .xls
MARKUP = re.compile(r"\s*<(\?xml|!doctype|html|table|workbook|meta)\b", re.I)

KnowsHeader = Callable[[Sequence[str]], bool]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The row that names the columns comes first; blank rows, and what stands above it, are left out."""

    rows: list[Row]
    #: the encoding by which it was read, where that is not sure
    assumed: str = ""
    #: of a workbook with several that are filled
    sheet: str = ""
    #: of that sheet
    marks: SheetMarks = NO_MARKS
    #: of other sheets that list examples, too, and of hidden ones
    other_sheets: tuple[str, ...] = ()
    #: whether something that parts the columns may stand in a cell by mistake, and shift those behind it
    may_shift: bool = True
    #: whether the first row was known by its names
    is_known: bool = False
    #: what parts the columns of plain lines, which may be read one after the other; "" of all else
    delimiter: str = ""
    #: numbers of lines that should be JSON and are none
    broken_lines: tuple[int, ...] = ()

    @property
    def header(self) -> list[str]:
        return self.rows[0][1] if self.rows else []


def is_table(path: Path) -> bool:
    """Return whether a file is a table, by its name."""
    return path.suffix.lower() in TABLE_ENDINGS


def read_grid(table: Path, knows_header: KnowsHeader, is_whole: bool = True) -> Grid:
    """Return the rows of a table; where not `is_whole`, perhaps only the first ones.

    Of the sheets of a workbook, and of the characters that may part columns, those are taken whose header is known.
    Raise UserError where it cannot be read.
    """
    content = _content(table, is_whole)
    if content.startswith(OLD_OFFICE):
        raise UserError(Message("table-of-old-excel", table=table.name))
    if content.startswith(ZIP):
        return _of_sheets(sheets_of(content, table.name), knows_header)
    found = decoded(content, table.name)
    if table.suffix.lower() in JSON_LINES_ENDINGS:
        lines = rows_of_json_lines(found.text.lstrip("\ufeff"), table.name)
        is_known = bool(lines.rows) and knows_header(lines.rows[0][1])
        return Grid(
            rows=lines.rows, assumed=found.assumed, may_shift=False, is_known=is_known, broken_lines=lines.broken
        )
    if MARKUP.match(found.text):
        raise UserError(Message("table-is-markup", table=table.name))
    text = found.text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for tried in (text, BLANKS_BEHIND_QUOTE.sub('"', text)):
        with suppress(csv.Error):
            grid = replace(_of_text(tried, knows_header), assumed=found.assumed)
            return grid if tried is text else replace(grid, delimiter="")
    if not is_whole:  # what was read may end in the middle of a cell of several lines
        return read_grid(table, knows_header)
    raise UserError(Message("table-not-sound", table=table.name))


def _content(table: Path, is_whole: bool) -> bytes:
    try:
        if table.stat().st_size > MOST_BYTES:
            raise UserError(Message("table-too-large", table=table.name))
        with open(table, "rb") as file:
            head = file.read(SNIFFED_BYTES)
            if is_whole or head.startswith(ZIP):
                return head + file.read()
    except OSError as error:
        reason = f" ({error.strerror.lower()})" if error.strerror else ""
        raise UserError(Message("table-not-opened", table=table.name, detail=reason)) from error
    if len(head) < SNIFFED_BYTES or head.startswith(WIDE_MARKS):
        return head[: len(head) // 4 * 4] if len(head) == SNIFFED_BYTES else head
    end = head.rfind(b"\n") + 1
    while end > SNIFFED_BYTES // 2 and head.count(b'"', 0, end) % 2:  # that line ends within a cell of several
        end = head.rfind(b"\n", 0, end - 1) + 1
    return head[:end] or head


# ---- text


def _of_text(text: str, knows_header: KnowsHeader) -> Grid:
    given, text = _separator(text)
    heads = {delimiter: _head(text, delimiter) for delimiter in given or DELIMITERS}
    for delimiter, head in heads.items():
        if _header_place(head, knows_header) is not None:
            grid = _from_header(_rows(text, delimiter), knows_header)
            return grid if given else replace(grid, delimiter=delimiter)
    if not given and (lines := _unquoted_lines(text)) is not None:
        return replace(_of_text(lines, knows_header), delimiter="")
    if not given and _lists_by_blanks(text):
        return _from_header(_rows(text, BLANK), knows_header)
    likeliest = max(heads, key=lambda delimiter: _columns_in_all(heads[delimiter]))
    grid = _from_header(_rows(text, likeliest), knows_header)
    return grid if given else replace(grid, delimiter=likeliest)


def _unquoted_lines(text: str) -> str | None:
    """Return the lines without the quotes that some program has put around each; None where there are none."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    is_quoted = bool(lines) and all(len(line) > 1 and line[0] == line[-1] == '"' for line in lines)
    if not is_quoted or any('"' in line[1:-1].replace('""', "") for line in lines) or "," not in text:
        return None
    return "\n".join(line[1:-1].replace('""', '"') for line in lines)


def _lists_by_blanks(text: str) -> bool:
    """Return whether each line is the name of an example, a blank, and its class."""
    head = _head(text, BLANK)
    return bool(head) and all(len(cells) == 2 and IMAGE_NAME.fullmatch(cells[0]) for _, cells in head)


def _separator(text: str) -> tuple[str, str]:
    """Return what a first line `sep=;` gives, and the text below it."""
    first, _, rest = text.partition("\n")
    first = first.strip().strip('"')
    if first.lower().startswith(SEPARATOR_LINE) and len(first) == len(SEPARATOR_LINE) + 1:
        return first[-1], rest
    return ("\t", rest) if first.lower() == SEPARATOR_LINE else ("", text)


def _head(text: str, delimiter: str) -> list[Row]:
    """Return the first rows, as far as they are sound."""
    head: list[Row] = []
    try:
        for row in islice(_rows(text, delimiter), HEADER_ROWS):
            head.append(row)  # noqa: PERF402  (what was read before an error is kept)
    except csv.Error:
        pass
    return head


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Yield those that are not blank. Raises csv.Error."""
    return rows_in(io.StringIO(text, newline=""), delimiter)


def rows_in(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    """Yield the rows of lines that are not blank, each with its number from 1. Raises csv.Error."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    for number, cells in enumerate(reader, start=1):
        if any(cell.strip() for cell in cells):
            yield number, [cell.strip() for cell in cells]


def _columns_in_all(head: Sequence[Row]) -> int:
    return min((len(cells) for _, cells in head if not _is_comment(cells)), default=0)


# ---- sheets


def _of_sheets(sheets: Iterable[Sheet], knows_header: KnowsHeader) -> Grid:
    """Return the sheet with the columns; where none has them, the first that is filled.

    Those that are seen go first.
    """
    filled = sorted((sheet for sheet in sheets if sheet.rows), key=lambda sheet: sheet.is_hidden)
    if not filled:
        return Grid(rows=[])
    grids = {sheet.name: _from_header(sheet.rows, knows_header) for sheet in filled}
    taken = next((sheet for sheet in filled if grids[sheet.name].is_known), filled[0])
    return replace(
        grids[taken.name],
        sheet=taken.name if len(filled) > 1 else "",
        marks=taken.marks,
        other_sheets=tuple(one.name for one in filled if one is not taken and grids[one.name].is_known),
        may_shift=False,
    )


# ---- both


def _from_header(rows: Iterable[Row], knows_header: KnowsHeader) -> Grid:
    every = list(rows)
    place = _header_place(every[:HEADER_ROWS], knows_header)
    if place is not None:
        return Grid(rows=every[place:], is_known=True)
    first = next((place for place, (_, cells) in enumerate(every) if not _is_comment(cells)), 0)
    return Grid(rows=every[first:])


def _header_place(head: Sequence[Row], knows_header: KnowsHeader) -> int | None:
    return next((place for place, (_, cells) in enumerate(head) if knows_header(cells)), None)


def _is_comment(cells: Sequence[str]) -> bool:
    return bool(cells) and cells[0].startswith(COMMENT)
