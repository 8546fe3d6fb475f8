"""The table of predictions: its columns, and cells that mean the same to a spreadsheet as to a script.

Its source travels with every exported model, so it needs nothing but the standard library and parts that travel, too.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from core.storage.text_cells import BEGINS_A_FORMULA
from core.targets.columns import Columns


def prediction_table(file: TextIO, columns: Columns) -> Any:
    """Return a writer of rows to a file opened with newline="". The head of the table is written.

    All text is quoted: a spreadsheet that separates cells by semicolons then finds none inside a name.
    """
    table = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    table.writerow(["file", "frame", *columns.head, "problem"])
    return table


def prediction_row(path: Path, frame: int | None, columns: Columns, predictions: Iterable[float]) -> list[str | float]:
    """Return the row of a picture with the numbers of its prediction.

    `frame`, from 0, where its file holds several.
    """
    return [_path_cell(path), _frame_cell(frame), *columns.cells(predictions), ""]


def problem_row(path: Path, frame: int | None, columns: Columns, problem: str) -> list[str | float]:
    """Return the row of a file, or of one of its pictures, for which there is no prediction, with the reason."""
    return [_path_cell(path), _frame_cell(frame), *([""] * len(columns.head)), problem]


def _path_cell(path: Path) -> str:
    """Return the path as it was given.

    Where it would begin a formula, with a “./” before it, which names the same file.
    """
    text = str(path)
    return f"./{text}" if text.startswith(BEGINS_A_FORMULA) else text


def _frame_cell(frame: int | None) -> int | str:
    """A person counts from 1."""
    return "" if frame is None else frame + 1
