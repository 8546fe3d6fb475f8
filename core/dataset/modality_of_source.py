"""The modality of a source: which kind of data lies in the folder or file that the user chose."""

from __future__ import annotations

from pathlib import Path

from core.dataset.columns import Columns
from core.dataset.folder import Folder
from core.dataset.opened_table import open_table
from core.dataset.table_grid import is_table
from core.errors import UserError
from core.modalities.modalities import MODALITIES
from core.modalities.modality import Modality

#: files of a folder by which it is judged
LOOKED_AT = 20


def modality_of_source(source: Path, columns: Columns | None = None) -> Modality:
    """Return the first that finds examples in a folder, or in a file. This is the one place where it is decided.

    `columns` are what the user says of a table. Where none does it is the first of all: what it then refuses says what
    was looked for, and a table names files of images.
    """
    return next((modality for modality in MODALITIES if _holds(source, modality, columns)), MODALITIES[0])


def _holds(source: Path, modality: Modality, columns: Columns | None) -> bool:
    files = modality.files
    if not source.is_dir():
        if files.in_cells is not None:
            return _lists_itself(source, columns)
        return files.is_example(source) or files.is_contents(source)
    try:
        folder = Folder(source, files)
        if files.in_cells is None:
            return folder.holds_examples
        tables = [source / name for name in folder.entries.files if is_table(Path(name))]
        return any(_lists_itself(table, columns) for table in tables) or _are_in_folders(folder)
    except UserError:  # a folder in it may not be opened: who lists it is told so
        return False


def _lists_itself(table: Path, columns: Columns | None) -> bool:
    """Return whether it is a table in which the examples stand."""
    if not is_table(table):
        return False
    try:
        opened = open_table(table, with_class=True, columns=columns, is_whole=False)
    except UserError:
        return False
    return opened.are_texts and (opened.grid.is_known or columns is not None)


def _are_in_folders(folder: Folder) -> bool:
    """Return whether they lie in folders of their own, as classes do: a file for people lies beside many things."""
    return sum(_is_sure(one) for one in folder.all_folders() if one is not folder) > 1


def _is_sure(folder: Folder) -> bool:
    return any(folder.kind.is_sure(folder.path / name) for name in folder.files.examples[:LOOKED_AT])
