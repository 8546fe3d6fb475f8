"""The table among the files of a folder: which of them lists the examples that lie beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from core.dataset.class_names import key_of
from core.dataset.columns import Columns, ColumnsUnknown, naming_files
from core.dataset.dataset import Example
from core.dataset.opened_table import OpenedTable, open_table
from core.dataset.table_grid import is_table
from core.errors import UserError
from core.messages import Message
from core.modalities.example_files import ExampleFiles
from core.storage.readable_names import printable

#: of the examples that a table lists, how many must be there, and how many must have other classes than their folders
MOST = 0.5
MOST_NAMED = 3
#: hidden files, and those of a spreadsheet that is open
NO_TABLES = (".", "~$")


@dataclass(frozen=True, kw_only=True)
class TablesBeside:
    """The tables that lie in a folder itself."""

    #: lists examples, and its columns are called what they are, or as the user has said
    sure: Path | None = None
    #: lists examples by what its columns are called or hold
    likely: tuple[Path, ...] = ()
    #: why the others do not
    refusals: tuple[UserError, ...] = ()

    def only_likely(self, folder: Path) -> Path | None:
        """Raise UserError where there are several."""
        if len(self.likely) > 1:
            raise _several(folder, self.likely)
        return self.likely[0] if self.likely else None

    def added_to(self, error: UserError) -> UserError:
        """The reason why folders do not say, and why no table does. Where the user is asked something it stays."""
        if not self.refusals or type(error) is not UserError:
            return error
        if len(self.refusals) == 1 and isinstance(only := self.refusals[0], ColumnsUnknown):
            both = Message("folders-and-table-unclear", folders=error.message, table=only.message)
            return ColumnsUnknown(both, table=only.table)
        why = [refusal.message for refusal in self.refusals[:MOST_NAMED]]
        return UserError(Message("no-table-lists-images", folders=error.message, reasons=why))


def tables_beside(
    folder: Path, names: Sequence[str], kind: ExampleFiles, with_class: bool, columns: Columns | None = None
) -> TablesBeside:
    """Return those that list examples of this kind. Raise UserError where several are sure."""
    sure: list[Path] = []
    likely: list[Path] = []
    refusals: list[UserError] = []
    for table in (folder / name for name in names if is_table(Path(name)) and not name.startswith(NO_TABLES)):
        if not table.is_file():
            continue
        try:
            opened = open_table(table, with_class, columns if kind.in_cells else naming_files(columns), is_whole=False)
        except UserError as error:
            if not kind.is_example(table):  # a .txt file may be a text as well as a table
                refusals.append(error)
            continue
        if _is_as_said(opened, columns):
            sure.append(table)
        elif opened.grid.is_known:
            likely.append(table)
    if len(sure) > 1:
        raise _several(folder, sure)
    return TablesBeside(sure=sure[0] if sure else None, likely=() if sure else tuple(likely), refusals=tuple(refusals))


def gives_other_classes(examples: Sequence[Example]) -> bool:
    """Return whether a table's classes are beyond doubt others than the names of its examples' folders."""
    found = [example for example in examples if not example.problem]
    alike = sum(
        key_of(example.label) in {key_of(part) for part in PurePosixPath(example.file).parts[:-1]} for example in found
    )
    return len(found) > MOST * len(examples) and alike <= (1 - MOST) * len(found)


def _several(folder: Path, tables: Sequence[Path]) -> UserError:
    names = ", ".join(f"“{table.name}”" for table in tables)
    return UserError(Message("several-tables", folder=printable(folder.name), tables=names))


def _is_as_said(opened: OpenedTable, columns: Columns | None) -> bool:
    if columns is not None and columns != Columns():
        return True
    return opened.taken.is_plain and opened.grid.is_known
