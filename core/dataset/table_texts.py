"""Texts in a table: each row holds an example itself, and does not name a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.dataset.columns import Columns, Role
from core.dataset.dataset import Example, Split
from core.dataset.listed import NO_CLASS, SHIFTED, ListedExample, TableListing, with_size
from core.dataset.opened_table import OpenedTable, Row, splits_in
from core.dataset.table_said import Said
from core.errors import UserError
from core.messages import Message
from core.modalities.example_files import ExampleFiles, InCells


def list_texts(
    opened: OpenedTable, kind: ExampleFiles, in_cells: InCells, with_class: bool, columns: Columns
) -> TableListing:
    """Return the examples in the rows of a table, in their order.

    Raise UserError where it has no column of them, or names a part that is not known.
    """
    if not opened.are_texts:
        raise UserError(Message("no-column-of-texts", table=opened.path.name))
    said = Said(opened.path.name)
    said.say_reading(opened.grid, opened.taken, columns, opened.comments)
    rows = list(opened.rows())
    if not rows:
        said.say_nothing_is_listed()
    splits = splits_in(rows, opened.path.name)
    table = with_size(Example(file=opened.path.name, label=""), opened.path, kind)
    listed = [_listed(row, table, splits, in_cells, with_class, said) for row in rows]
    return TableListing(examples=listed, said=tuple(said))


def _listed(
    row: Row, table: Example, splits: Mapping[str, Split | None], in_cells: InCells, with_class: bool, said: Said
) -> ListedExample:
    cell = row.of(Role.TEXT)
    label = row.of(Role.CLASS) if with_class else ""
    problem = in_cells.problem(cell)
    if row.is_longer:
        said.say_longer(row.number)
        problem = problem or SHIFTED
    if with_class and not label:
        said.say_without_class(row.number)
        problem = problem or NO_CLASS
    example = replace(
        table,
        frame=row.number - 1,
        label=label,
        split=splits[row.of(Role.SPLIT)],
        sha256=in_cells.sha256(cell),
        facts=in_cells.facts(cell),
        problem=problem,
    )
    return ListedExample(example=example, subject=row.of(Role.SUBJECT), site=row.of(Role.SITE))
