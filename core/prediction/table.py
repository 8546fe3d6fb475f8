"""The table of predictions: its columns, and cells that mean the same to a spreadsheet as to a script.

Its source travels with every exported model, so it needs nothing but the standard library.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

#: a spreadsheet calculates a cell that begins so, and a file's name may come from anyone; full width, as in Japan, too
BEGINS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
PROBABILITY_OF = "probability of "
#: more than a float32 holds
DIGITS = 8


def prediction_table(file: TextIO, classes: Sequence[str]) -> Any:
    """Return a writer of rows to a file opened with newline="". The head of the table is written.

    All text is quoted: a spreadsheet that separates cells by semicolons then finds none inside a name.
    """
    table = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    table.writerow(["file", "frame", "predicted class", *(f"{PROBABILITY_OF}{name}" for name in classes), "problem"])
    return table


def prediction_row(
    path: Path, frame: int | None, classes: Sequence[str], probabilities: Iterable[float]
) -> list[str | float]:
    """Return the row of a picture with its probability for each class.

    `frame`, from 0, where its file holds several.
    """
    values = [float(f"{value:.{DIGITS}g}") for value in probabilities]
    predicted = classes[max(range(len(values)), key=values.__getitem__)]
    return [_path_cell(path), _frame_cell(frame), text_cell(predicted), *values, ""]


def problem_row(path: Path, frame: int | None, classes: Sequence[str], problem: str) -> list[str | float]:
    """Return the row of a file, or of one of its pictures, for which there is no prediction, with the reason."""
    return [_path_cell(path), _frame_cell(frame), "", *([""] * len(classes)), problem]


def _path_cell(path: Path) -> str:
    """Return the path as it was given.

    Where it would begin a formula, with a “./” before it, which names the same file.
    """
    text = str(path)
    return f"./{text}" if text.startswith(BEGINS_A_FORMULA) else text


def _frame_cell(frame: int | None) -> int | str:
    """A person counts from 1."""
    return "" if frame is None else frame + 1


def text_cell(name: str) -> str:
    """Return a name that a person gave; where it would be a formula, with an apostrophe before it.

    “+” and “-1” are none.
    """
    is_harmless = re.fullmatch(r"[+-]?[\d.,]*", name)
    return f"'{name}" if name.startswith(BEGINS_A_FORMULA) and not is_harmless else name
