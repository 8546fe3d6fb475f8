"""The table of predictions: its columns, and cells that mean the same to a spreadsheet as to a script.

Its source travels with every exported model, so it needs nothing but the standard library and parts that travel, too.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from core.storage.text_cells import BEGINS_A_FORMULA, text_cell
from core.targets.columns import Columns


class PredictionTable:
    """Writes rows to a file opened with newline="", the head of the table at once.

    All text is quoted: a spreadsheet that separates cells by semicolons then finds none inside a name.
    """

    def __init__(self, file: TextIO, columns: Columns, number_column: str = "frame", with_text: bool = False):
        self._table = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
        self._columns, self._with_text = columns, with_text
        self._table.writerow(["file", number_column, *columns.head, "problem", *(("text",) if with_text else ())])

    def write(self, path: Path, number: int | None, predictions: Iterable[float], text: str = "") -> None:
        """Write the row of an example with the numbers of its prediction.

        `number`, from 0, where its file holds several.
        """
        self._write(path, number, [*self._columns.cells(predictions), ""], text)

    def write_problem(self, path: Path, number: int | None, problem: str, text: str = "") -> None:
        """Write the row of a file, or of one of its examples, for which there is no prediction, with the reason."""
        self._write(path, number, [*([""] * len(self._columns.head)), problem], text)

    def _write(self, path: Path, number: int | None, cells: list[str | float], text: str) -> None:
        shown = [text_cell(text)] if self._with_text else []
        self._table.writerow([_path_cell(path), _number_cell(number), *cells, *shown])


def _path_cell(path: Path) -> str:
    """Return the path as it was given.

    Where it would begin a formula, with a “./” before it, which names the same file.
    """
    text = str(path)
    return f"./{text}" if text.startswith(BEGINS_A_FORMULA) else text


def _number_cell(number: int | None) -> int | str:
    """A person counts from 1."""
    return "" if number is None else number + 1
