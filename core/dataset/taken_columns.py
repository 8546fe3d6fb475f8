"""Taken: which column of a table was taken for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.dataset.column_contents import ONES, cell_at
from core.dataset.columns import Role, plain
from core.dataset.table_cells import is_without_value


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The columns of a table, and what each was taken for."""

    header: tuple[str, ...]
    places: Mapping[Role, int]
    #: columns one of which is 1 in each row, which is the class
    one_hot: tuple[int, ...] = ()
    #: of a table whose file column holds UIDs; "" where it names files
    uid: str = ""
    #: names of columns that could have been meant as well
    others: Mapping[Role, tuple[str, ...]]
    #: names of columns that may say something of parts, and do not name them
    unused_parts: tuple[str, ...] = ()
    #: whether the first row names the columns, and is no example itself
    has_header: bool = True

    def name(self, role: Role) -> str:
        """Return the column's name as the table has it; "" where there is none."""
        return self.header[self.places[role]] if role in self.places else ""

    def cell(self, role: Role, cells: Sequence[str]) -> str:
        if role is Role.CLASS and self.one_hot:
            return next((self.header[place] for place in self.one_hot if cell_at(cells, place) in ONES), "")
        text = cell_at(cells, self.places[role]) if role in self.places else ""
        return "" if role is not Role.FILE and is_without_value(text) else text

    def is_longer(self, cells: Sequence[str]) -> bool:
        """Return whether a row has more cells than there are columns, so that they may stand in the wrong ones."""
        return any(cells[len(self.header) :])

    @cached_property
    def is_plain(self) -> bool:
        """Return whether every column is called what it is."""
        named = all(plain(self.name(role)) == role.value for role in self.places)
        return named and self.has_header and not self.one_hot and not self.uid
