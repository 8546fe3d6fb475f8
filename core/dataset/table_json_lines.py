"""JSON lines: an object a line, whose keys are the columns of a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.dataset.table_sheets import Row
from core.errors import UserError
from core.messages import Message
from core.storage.json_cells import cell_of

JSON_LINES_ENDINGS = (".jsonl", ".ndjson")


@dataclass(frozen=True, kw_only=True)
class JsonLines:
    """The names of the columns, and a row for each object; and the numbers of the lines that are none."""

    rows: list[Row]
    broken: tuple[int, ...]


def rows_of_json_lines(text: str, name: str) -> JsonLines:
    """Return what stands in these lines. Raise UserError where one is broken, and none is an object.

    Columns stand in the order in which objects name them first; an object that lacks one has an empty cell there.
    """
    lines = list(lines_in(text.split("\n"), name))
    objects = [(number, line) for number, line in lines if not isinstance(line, Message)]
    broken = [(number, line) for number, line in lines if isinstance(line, Message)]
    if broken and not objects:
        raise UserError(broken[0][1])
    columns = list(dict.fromkeys(key for _, values in objects for key in values))
    rows = [(number, [cell_of(values.get(column)) for column in columns]) for number, values in objects]
    return JsonLines(
        rows=[(0, columns), *rows] if columns else [],
        broken=tuple(number for number, _ in broken),
    )


def lines_in(lines: Iterable[str], name: str) -> Iterator[tuple[int, dict[str, Any] | Message]]:
    """Yield the object on each line that is not blank, with its number from 1; or why there is none."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            yield number, Message("json-line-not-sound", table=name, row=number)
            continue
        yield number, values if isinstance(values, dict) else Message("json-line-no-object", table=name, row=number)
