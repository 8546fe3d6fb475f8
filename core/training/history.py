"""The history of a run: one row an epoch, as `history.csv`."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.messages import Message
from core.storage.disk import refusal_by_disk
from core.storage.files import written_beside
from core.storage.kept_csv import read_table
from core.storage.kept_json import LaterFormat
from core.storage.migrations import FIRST, format_of, migrated
from core.storage.migrations.scores import FORMER_COLUMNS
from core.training.epoch_record import EpochRecord

COLUMNS = tuple(field.name for field in fields(EpochRecord))
KIND = "history.csv"
#: by the format of the file; those of old do not have the others
NEEDED = {
    FIRST: tuple(FORMER_COLUMNS.get(name, name) for name in COLUMNS if name not in ("figure", "score_name")),
    format_of(KIND): COLUMNS,
}
#: the same number in each row; a file without it is of the first format
FORMAT_COLUMN = "format"


def write_history(path: Path, epochs: Sequence[EpochRecord]) -> None:
    """Raise LaterFormat, and write nothing, where the file there is of a later version."""
    _known_format(path)
    with written_beside(path) as beside, open(beside, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, (*COLUMNS, FORMAT_COLUMN))
        writer.writeheader()
        writer.writerows({**asdict(epoch), FORMAT_COLUMN: format_of(KIND)} for epoch in epochs)


def read_history(path: Path) -> list[EpochRecord]:
    """Return it; empty where no epoch has ended yet. Raise UserError where it is damaged or of a later version."""
    if not path.exists():
        return []
    found = _known_format(path)
    try:
        with read_table(path, NEEDED[found]) as table:
            return [_epoch(migrated(KIND, row, found)) for row in table.rows]
    except (OSError, ValueError, csv.Error) as error:
        reason = f" ({error})" if type(error) is ValueError else ""
        raise refusal_by_disk(error) or UserError(Message("history-unreadable", detail=reason)) from error


def _known_format(path: Path) -> int:
    """Return the format, from the first row alone: what a later version calls its columns need not be known.

    A damaged file passes as one of the first format. Raise LaterFormat where it is of a later version.
    """
    first: dict[str, str] = {}
    with suppress(OSError, ValueError, csv.Error), read_table(path, ()) as table:
        first = next(table.rows, {})
    number = first.get(FORMAT_COLUMN, "")
    found = int(number[:9]) if number.isascii() and number.isdecimal() else FIRST
    if found > format_of(KIND):
        raise LaterFormat(Message("history-of-later-version", file=path.name))
    return max(found, FIRST)


def _epoch(row: dict[str, str]) -> EpochRecord:
    kinds = {field.name: str(field.type) for field in fields(EpochRecord)}
    return EpochRecord(**{name: _value(kinds[name], row[name], name) for name in COLUMNS if name in row})


def _value(kind: str, text: str, column: str) -> Any:
    """A spreadsheet program writes a decimal comma, and TRUE in capitals."""
    try:
        if kind == "int":
            return int(text)
        if kind == "str":
            return text
        if kind == "bool":
            return {"true": True, "false": False}[text.lower()]
        return None if kind == "float | None" and not text else float(text.replace(",", "."))
    except (ValueError, KeyError):
        raise ValueError(f"“{text[:20]}” in the column “{column}”") from None
