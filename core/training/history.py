"""The history of a run: one row an epoch, as `history.csv`."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.events import EpochEnded
from core.files import written_beside

COLUMNS = tuple(field.name for field in fields(EpochEnded))
NOT_IN_FILES_OF_OLD = ("figure",)


def write_history(path: Path, epochs: Sequence[EpochEnded]) -> None:
    with written_beside(path) as beside, open(beside, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(asdict(epoch) for epoch in epochs)


def read_history(path: Path) -> list[EpochEnded]:
    """Empty where no epoch has ended yet."""
    if not path.is_file():
        return []
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return [_epoch(row) for row in csv.DictReader(file)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError("The history of this run cannot be read.", hint="Its history.csv is damaged.") from error


def _epoch(row: dict[str, str]) -> EpochEnded:
    kinds = {field.name: field.type for field in fields(EpochEnded)}
    convert: dict[str, Callable[[str], Any]] = {
        "int": int,
        "float": float,
        "bool": "True".__eq__,
        "float | None": lambda text: float(text) if text else None,
    }
    there = [name for name in COLUMNS if name in row or name not in NOT_IN_FILES_OF_OLD]
    return EpochEnded(**{name: convert[str(kinds[name])](row[name]) for name in there})
