"""JSON lines: an object a line, whose keys are the columns of a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from core.dataset.table_sheets import Row
from core.errors import UserError
from core.messages import Message

JSON_LINES_ENDINGS = (".jsonl", ".ndjson")


def rows_of_json_lines(text: str, name: str) -> list[Row]:
    """Return the names of the columns, and a row for each object. Raise UserError where a line is none.

    Columns stand in the order in which objects name them first; an object that lacks one has an empty cell there.
    """
    objects = list(_objects(text, name))
    columns = list(dict.fromkeys(key for _, values in objects for key in values))
    rows = [(number, [_cell(values.get(column)) for column in columns]) for number, values in objects]
    return [(0, columns), *rows] if columns else []


def _objects(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UserError(Message("json-line-not-sound", table=name, row=number)) from error
        if not isinstance(values, dict):
            raise UserError(Message("json-line-no-object", table=name, row=number))
        yield number, values


def _cell(value: Any) -> str:
    """Return what a person would write; what is neither text nor a number stays as JSON has it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)
