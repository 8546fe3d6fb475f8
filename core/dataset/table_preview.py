"""Preview of a table: its first rows, and which column is taken for what, for a person to look at and to change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.dataset.columns import Columns, ColumnsUnknown, Role
from core.dataset.opened_table import open_table
from core.dataset.table_columns import likely_places
from core.dataset.table_grid import read_grid
from core.dataset.table_header import knows_header

ROWS = 5


@dataclass(frozen=True, kw_only=True)
class TablePreview:
    path: Path
    #: the names of all columns; numbers in place of those that have none
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    #: the name of the column for each role that has one
    columns: dict[Role, str]
    #: whether columns of 0 and 1 tell the class
    is_one_hot: bool = False
    #: encoding and sheet, where there is something to be said of them
    assumed: str = ""
    sheet: str = ""


def preview_table(table: Path, with_class: bool = True, columns: Columns | None = None) -> TablePreview:
    """Raise UserError where it cannot be read at all."""
    chosen = columns or Columns()
    grid = read_grid(table, lambda cells: knows_header(chosen, with_class, cells), is_whole=False)
    try:
        taken = open_table(table, with_class, chosen, is_whole=False).taken
        places, has_header, is_one_hot = dict(taken.places), taken.has_header, bool(taken.one_hot)
    except ColumnsUnknown:
        places, has_header, is_one_hot = likely_places(table.name, grid.rows, chosen), True, False
    names = tuple(
        name if has_header and name and grid.header.count(name) == 1 else str(place + 1)
        for place, name in enumerate(grid.header)
    )
    rows = grid.rows[1 : ROWS + 1] if has_header else grid.rows[:ROWS]
    return TablePreview(
        path=table,
        names=names,
        rows=tuple(tuple(cells) for _, cells in rows),
        columns={role: names[place] for role, place in places.items()},
        is_one_hot=is_one_hot,
        assumed=grid.assumed,
        sheet=grid.sheet,
    )
