"""The history of a run: one row an epoch, as `history.csv`."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.events import EpochEnded
from core.files import written_beside
from core.storage.kept_csv import read_table

COLUMNS = tuple(field.name for field in fields(EpochEnded))
NEEDED = tuple(name for name in COLUMNS if name != "figure")  # which files of old do not have


def write_history(path: Path, epochs: Sequence[EpochEnded]) -> None:
    with written_beside(path) as beside, open(beside, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(asdict(epoch) for epoch in epochs)


def read_history(path: Path) -> list[EpochEnded]:
    """Empty where no epoch has ended yet. Raises UserError where it is damaged."""
    if not path.is_file():
        return []
    try:
        with read_table(path, NEEDED) as table:
            return [_epoch(row) for row in table.rows]
    except (OSError, ValueError, csv.Error) as error:
        reason = f" ({error})" if type(error) is ValueError else ""
        raise UserError(
            f"The history of this run cannot be read{reason}.", hint="Its history.csv is damaged: put it back."
        ) from error


def _epoch(row: dict[str, str]) -> EpochEnded:
    kinds = {field.name: str(field.type) for field in fields(EpochEnded)}
    return EpochEnded(**{name: _value(kinds[name], row[name], name) for name in COLUMNS if name in row})


def _value(kind: str, text: str, column: str) -> Any:
    """A spreadsheet program writes a decimal comma, and TRUE in capitals."""
    try:
        if kind == "int":
            return int(text)
        if kind == "bool":
            return {"true": True, "false": False}[text.lower()]
        return None if kind == "float | None" and not text else float(text.replace(",", "."))
    except (ValueError, KeyError):
        raise ValueError(f"“{text[:20]}” in the column “{column}”") from None
