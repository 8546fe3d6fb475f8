"""An opened table: its rows, and what each column of it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.dataset.column_contents import IMAGE_NAME
from core.dataset.columns import Columns, Role
from core.dataset.dataset import Split
from core.dataset.part_names import is_plain, parts_of
from core.dataset.table_columns import take_columns
from core.dataset.table_grid import COMMENT, Grid, read_grid
from core.dataset.table_header import knows_header
from core.dataset.taken_columns import Taken
from core.errors import UserError
from core.messages import Message


@dataclass(frozen=True, kw_only=True)
class OpenedTable:
    """Its rows, and which column is what."""

    path: Path
    grid: Grid
    taken: Taken

    def rows(self) -> Iterator[Row]:
        """Yield those that list examples."""
        for number, cells in self.grid.rows[1:] if self.taken.has_header else self.grid.rows:
            if not self._is_comment(cells):
                roles = tuple(self.taken.cell(role, cells) for role in Role)
                yield Row(number, roles, self.grid.may_shift and self.taken.is_longer(cells))

    @property
    def are_texts(self) -> bool:
        """Return whether rows hold the examples themselves, and do not name files."""
        return Role.TEXT in self.taken.places

    @property
    def comments(self) -> int:
        return sum(self._is_comment(cells) for _, cells in self.grid.rows)

    def _is_comment(self, cells: Sequence[str]) -> bool:
        """Return whether it is a line for people. Texts may begin as such a line; then they have a class."""
        return _is_comment(cells) and not (self.are_texts and self.taken.cell(Role.CLASS, cells))


@dataclass(frozen=True)
class Row:
    number: int
    #: in the order of the roles, "" where there is none
    cells: tuple[str, ...]
    #: whether it has more than the table has columns, so that they may stand in the wrong ones
    is_longer: bool = False

    def of(self, role: Role) -> str:
        return self.cells[list(Role).index(role)]


def open_table(table: Path, with_class: bool, columns: Columns | None = None, is_whole: bool = True) -> OpenedTable:
    """Raise UserError where it cannot be read, or its columns are not known."""
    chosen = columns or Columns()
    grid = read_grid(table, lambda cells: knows_header(chosen, with_class, cells), is_whole)
    rows = [row for place, row in enumerate(grid.rows) if not place or not _is_comment(row[1])]
    opened = OpenedTable(path=table, grid=grid, taken=take_columns(table.name, rows, chosen, with_class))
    listing = list(opened.rows())
    if listing and all(row.is_longer for row in listing):
        raise UserError(Message("rows-too-long", table=table.name))
    return opened


def given_splits(table: Path, with_class: bool, columns: Columns | None = None) -> set[Split | None]:
    return set(splits_in(list(open_table(table, with_class, columns).rows()), table.name).values())


def splits_in(rows: Sequence[Row], table: str) -> dict[str, Split | None]:
    """Return the part for each word in the column of parts. Raise UserError for one that is not known."""
    first = {row.of(Role.SPLIT): row.number for row in reversed(rows)}
    known = parts_of(word for word in first if is_plain(word))
    for word, number in sorted(first.items(), key=lambda item: item[1]):
        if word and word not in known:
            raise UserError(Message("split-unknown", number=number, table=table, word=word))
    return {word: known.get(word) for word in first}


def _is_comment(cells: Sequence[str]) -> bool:
    """Return a line for people; a file may be called #1.png."""
    first = cells[0] if cells else ""
    return first.startswith(COMMENT) and not (IMAGE_NAME.fullmatch(first) and not first.startswith(f"{COMMENT} "))
