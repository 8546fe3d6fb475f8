"""Sheets: the rows of an Excel workbook (.xlsx), values only, with bounds on what it may unpack to."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from core.dataset.table_sheet_marks import SheetMarks, sheet_marks
from core.errors import UserError
from core.messages import Message

ZIP = b"PK\x03\x04"
#: of .xls files, and of workbooks with a password
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: stands at the start of files of LibreOffice
OPEN_DOCUMENT = b"vnd.oasis.opendocument"
MOST_FILES = 10_000
MOST_UNPACKED_BYTES = 256 << 20
MOST_CELLS = 20_000_000
#: what a cell shows whose formula fails
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")

#: number of a row, as a spreadsheet counts, and its cells
Row = tuple[int, list[str]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    name: str
    #: those that are not blank
    rows: list[Row]
    marks: SheetMarks
    is_hidden: bool = False


def sheets_of(content: bytes, name: str) -> list[Sheet]:
    """Return all sheets with cells. Raise UserError where the workbook cannot be read."""
    if OPEN_DOCUMENT in content[:200]:
        raise UserError(Message("table-of-libreoffice", table=name))
    try:
        _check_size(content, name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(_sheets(content, name))
    except UserError:
        raise
    except Exception as error:  # its reader raises anything for a damaged file
        raise UserError(Message("table-no-workbook", table=name)) from error


def _check_size(content: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES:
            raise _too_large(name)


def _sheets(content: bytes, name: str) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    cells = 0
    try:
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()  # a file may claim a million columns
            rows: list[Row] = []
            for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                cells += len(values)
                if cells > MOST_CELLS:
                    raise _too_large(name)
                texts = [_text(value) for value in values]
                while texts and not texts[-1]:
                    texts.pop()
                if texts:
                    rows.append((number, texts))
            yield Sheet(
                name=str(sheet.title), rows=rows, marks=_marks(content, sheet), is_hidden=sheet.sheet_state != "visible"
            )
    finally:
        workbook.close()


def _marks(content: bytes, sheet: Any) -> SheetMarks:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sheet_marks(archive.read(sheet._worksheet_path))


def _text(value: Any) -> str:
    """Return it as a person would write it into a CSV file: a number without decimals stays one."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
    text = str(value).strip()
    return "" if text in ERRORS else text


def _too_large(name: str) -> UserError:
    return UserError(Message("workbook-too-large", table=name))
