"""JSON lines: an object a line, whose keys are the columns of a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from core.dataset.table_sheets import Row
from core.errors import UserError
from core.messages import Message
from core.storage.json_cells import cell_of

JSON_LINES_ENDINGS = (".jsonl", ".ndjson")


def rows_of_json_lines(text: str, name: str) -> list[Row]:
    """Return the names of the columns, and a row for each object. Raise UserError where a line is none.

    Columns stand in the order in which objects name them first; an object that lacks one has an empty cell there.
    """
    objects = list(objects_in(text.split("\n"), name))
    columns = list(dict.fromkeys(key for _, values in objects for key in values))
    rows = [(number, [cell_of(values.get(column)) for column in columns]) for number, values in objects]
    return [(0, columns), *rows] if columns else []


def objects_in(lines: Iterable[str], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the object on each line that is not blank, with its number from 1. Raise UserError where it is none."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UserError(Message("json-line-not-sound", table=name, row=number)) from error
        if not isinstance(values, dict):
            raise UserError(Message("json-line-no-object", table=name, row=number))
        yield number, values
