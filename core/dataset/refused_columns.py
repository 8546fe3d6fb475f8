"""RefusedColumns: what is wrong with a table whose columns cannot be taken, as an error that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.dataset.column_contents import ColumnContents
from core.dataset.column_names import TEXT_NAMES
from core.dataset.columns import ColumnsUnknown, plain
from core.dataset.table_cells import looks_like_names
from core.errors import UserError
from core.messages import Message

#: names of columns in a sentence
SHOWN = 12


@dataclass(frozen=True)
class RefusedColumns:
    """Each method returns the error for one thing that is wrong."""

    table: str
    header: Sequence[str]
    contents: ColumnContents

    @property
    def names(self) -> Message:
        """Return the names of the columns, as a sentence lists them."""
        shown, more = self.header[:SHOWN], len(self.header[SHOWN:])
        return (
            Message("quoted-names-and-more", names=shown, more=more) if more else Message("quoted-names", names=shown)
        )

    def without_file(self) -> UserError:
        if not self.header:
            return UserError(Message("table-empty", table=self.table))
        if len(self.header) == 1 and any(looks_like_names(cells[0]) for cells in self.contents.rows):
            return UserError(Message("table-of-one-column", table=self.table))
        is_text = len(self.header) == 1 or any(map(self.contents.is_text, range(len(self.header))))
        if is_text or not set(TEXT_NAMES).isdisjoint(map(plain, self.header)):
            return self.unknown(Message("table-of-text", table=self.table))
        cells = (cell for cells in (self.header, *self.contents.rows) for cell in cells)
        if any(map(looks_like_names, cells)):
            return self.unknown(Message("no-column-of-files", table=self.table, columns=self.names))
        return self.unknown(Message("no-column-of-files-perhaps-text", table=self.table, columns=self.names))

    def without_class(self, zero_one: Sequence[int]) -> UserError:
        if any(map(self.contents.is_text, range(len(self.header)))):
            return self.unknown(Message("table-of-text", table=self.table))
        if not zero_one:
            return self.unknown(Message("no-column-of-class", table=self.table, columns=self.names))
        only = self.header[zero_one[0]]
        return self.unknown(Message("no-column-of-class-but-likely", table=self.table, columns=self.names, likely=only))

    def several_findings(self, columns: Sequence[int], row: int, ones: int) -> UserError:
        names = [self.header[place] for place in columns[:SHOWN]]
        if ones:
            return self.unknown(Message("several-findings-in-row", table=self.table, columns=names, row=row, ones=ones))
        return self.unknown(Message("no-finding-in-row", table=self.table, columns=names, row=row))

    def unknown(self, message: Message) -> ColumnsUnknown:
        return ColumnsUnknown(message, self.table)


def text_refusal(table: str) -> UserError:
    return UserError(Message("table-of-text", table=table))
