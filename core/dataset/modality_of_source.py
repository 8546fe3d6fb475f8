"""The modality of a source: which kind of data lies in the folder or file that the user chose."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from core.dataset.columns import Columns, Role, naming_files
from core.dataset.folder import Folder
from core.dataset.opened_table import OpenedTable, open_table
from core.dataset.table_files import FileFinder
from core.dataset.table_grid import is_table
from core.errors import UserError
from core.jobs import Job
from core.modalities.modalities import MODALITIES
from core.modalities.modality import Modality

#: files of a folder, and rows of a table, by which it is judged
LOOKED_AT = 20


def modality_of_source(source: Path, columns: Columns | None = None) -> Modality:
    """Return the first that finds examples in a folder, or in a file. This is the one place where it is decided.

    `columns` are what the user says of a table. Where none does it is the one whose files lie there, though not by
    classes, else the first of all: what it then refuses says what was looked for, and a table names files of images.
    """
    found = next((modality for modality in MODALITIES if _holds(source, modality, columns)), None)
    return found or next((modality for modality in MODALITIES if _lie_loose(source, modality)), MODALITIES[0])


def _holds(source: Path, modality: Modality, columns: Columns | None) -> bool:
    files = modality.files
    if not source.is_dir():
        if files.in_cells is not None:
            return _opened_list(source, columns) is not None
        return files.is_example(source) or files.is_contents(source)
    try:
        folder = Folder(source, files)
        if files.in_cells is None:
            return folder.holds_examples
        tables = [source / name for name in folder.entries.files if is_table(Path(name))]
        return any(_is_known(table, columns) for table in tables) or _are_in_folders(folder)
    except UserError:  # a folder in it may not be opened: who lists it is told so
        return False


def is_contents(source: Path) -> bool:
    """Return whether a file is a table of contents for any kind of data, of a disc say."""
    return any(modality.files.is_contents(source) for modality in MODALITIES)


def _opened_list(table: Path, columns: Columns | None) -> OpenedTable | None:
    """Return the head of a table in which the examples stand themselves; None for any other file."""
    if not is_table(table):
        return None
    try:
        opened = open_table(table, with_class=True, columns=columns, is_whole=False)
    except UserError:
        return None
    is_one = opened.are_texts and (bool(columns and columns.text) or not _names_files(table, columns))
    return opened if is_one else None


def _names_files(table: Path, columns: Columns | None) -> bool:
    """Return whether a table beside whose texts stand numbers of cases names files by these, which lie there."""
    try:
        opened = open_table(table, with_class=True, columns=naming_files(columns), is_whole=False)
    except UserError:
        return False
    names = [row.of(Role.FILE) for row in islice(opened.rows(), LOOKED_AT)]
    of_files = (modality.files for modality in MODALITIES if modality.files.in_cells is None)
    return any(one.file for files in of_files for one in FileFinder(table.parent, files, Job()).find(names).values())


def _is_known(table: Path, columns: Columns | None) -> bool:
    """Return whether a table that merely lies in the folder is one, by what its columns are called or the user says."""
    opened = _opened_list(table, columns)
    return opened is not None and (opened.grid.is_known or columns not in (None, Columns()))


def _are_in_folders(folder: Folder) -> bool:
    """Return whether they lie in folders of their own, as classes do: a file for people lies beside many things."""
    sure = (one for one in folder.all_folders() if one is not folder and _is_sure(one))
    return len(list(islice(sure, 2))) > 1


def _lie_loose(source: Path, modality: Modality) -> bool:
    """Return whether a folder in which nothing else is found holds files of this kind."""
    if modality.files.in_cells is None or not source.is_dir():
        return False
    try:
        return any(_are_sure(folder) for folder in Folder(source, modality.files).all_folders())
    except UserError:
        return False


def _are_sure(folder: Folder) -> bool:
    """Return whether several are there: a single file may be for people, whatever it is called."""
    sure = (name for name in folder.files.examples[:LOOKED_AT] if folder.kind.is_sure(folder.path / name))
    return len(list(islice(sure, 2))) > 1


def _is_sure(folder: Folder) -> bool:
    return any(folder.kind.is_sure(folder.path / name) for name in folder.files.examples[:LOOKED_AT])
