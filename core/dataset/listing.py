"""Listing: which examples a folder or a table names, before any of them is decoded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from core.dataset.columns import Columns
from core.dataset.dataset import Example, Split
from core.dataset.folder_listing import counted_passed_over, given_splits_of, list_folder
from core.dataset.folder_meaning import FolderMeaning
from core.dataset.folder_refusals import check_classes_of, no_examples_in, no_source
from core.dataset.listed import ListedExample, TableListing, with_size
from core.dataset.modality_of_source import is_contents, modality_of_source
from core.dataset.opened_table import given_splits
from core.dataset.table import list_table
from core.dataset.table_choice import TablesBeside, gives_other_classes, tables_beside
from core.dataset.table_grid import is_table
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.example_files import ExampleFiles
from core.modalities.modality import Modality
from core.process.worker_pool import WorkerPool
from core.storage.readable_names import printable

ListTable = Callable[[Path], TableListing]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """All that a folder or table says. Examples have no size, hash or header yet."""

    folder: Path
    table: Path | None = None
    #: the table that was read, whether it was chosen or lay in the folder
    read_from: Path | None = None
    examples: list[ListedExample]
    skipped: int = 0
    #: what was skipped; None where nothing was
    passed_over: Message | None = None
    #: what a person should know of how it was read
    said: tuple[Message, ...] = ()
    #: tables of contents, each with the class and the part in whose folder it lies
    contents: list[Example] = field(default_factory=list)


def list_examples(
    source: Path,
    with_class: bool = True,
    meaning: FolderMeaning = FolderMeaning.AUTOMATIC,
    columns: Columns | None = None,
    job: Job | None = None,
    pool: WorkerPool[Any] | None = None,
    modality: Modality | None = None,
) -> Listing:
    """`with_class` says that folders or the table give the classes: else all examples below a folder are listed.

    `meaning` says what folders stand for that are called as parts are, `columns` which column of a table is what. A
    `pool` reads the headers of DICOM files that a table names by their UIDs. Without
    a `modality` it is the one that is for `source`.

    Raise UserError where there is nothing to be listed, or less than two classes are given; FoldersUnclear where the
    user must say what the folders are.
    """
    kind = (modality or modality_of_source(source, columns)).files
    source = folder_of_contents(source)
    list_one = partial(list_table, kind=kind, with_class=with_class, columns=columns, job=job, pool=pool)
    if source.is_file():
        if not is_table(source):
            raise no_source(source, kind)
        listing = _of_table(source, list_one, chosen=source)
    elif not source.is_dir():
        raise UserError(Message("source-not-there", folder=str(source)))
    else:
        beside = tables_beside(source, _names(source), kind, with_class, columns)
        listing = _list_in_folder(source, with_class, meaning, beside, list_one, kind)
    _check(listing, source, with_class)
    return listing


def folder_of_contents(source: Path) -> Path:
    """Return the folder in which a table of contents lies, of a disc say; all else as it is."""
    return source.parent if source.is_file() and is_contents(source) else source


def given_parts(
    source: Path,
    with_class: bool = True,
    meaning: FolderMeaning = FolderMeaning.AUTOMATIC,
    columns: Columns | None = None,
    modality: Modality | None = None,
) -> frozenset[Split]:
    """Return the parts that `source` itself gives to examples, by folders or a table.

    Without a `modality` it is the one that is for `source`. Raise UserError as `list_examples` does.
    """
    modality = modality or modality_of_source(source, columns)
    table = source if source.is_file() else table_in(source, with_class, meaning, columns, modality)
    if table:
        return frozenset(part for part in given_splits(table, with_class, columns) if part)
    return frozenset(given_splits_of(source, modality.files, meaning, with_class))


def table_in(
    folder: Path,
    with_class: bool = True,
    meaning: FolderMeaning = FolderMeaning.AUTOMATIC,
    columns: Columns | None = None,
    modality: Modality | None = None,
) -> Path | None:
    """Return the table in `folder` that is read where the folder is chosen, if there is one."""
    kind = (modality or modality_of_source(folder, columns)).files
    beside = tables_beside(folder, _names(folder), kind, with_class, columns)
    if beside.sure or not beside.likely:
        return beside.sure
    list_one = partial(list_table, kind=kind, with_class=with_class, columns=columns)
    return _list_in_folder(folder, with_class, meaning, beside, list_one, kind).read_from


def _list_in_folder(
    folder: Path,
    with_class: bool,
    meaning: FolderMeaning,
    beside: TablesBeside,
    list_one: ListTable,
    kind: ExampleFiles,
) -> Listing:
    """List by the table in the folder; by its folders where there is none, or these give the classes, too."""
    if beside.sure:
        return _of_table(beside.sure, list_one)
    try:
        by_folders = _list_folder(folder, kind, meaning, with_class)
    except UserError as error:
        if only := beside.only_likely(folder):
            return _of_table(only, list_one)
        raise beside.added_to(error) from error
    said = by_folders.said
    for table in beside.likely if with_class else ():
        try:
            listing = _of_table(table, list_one)
        except UserError:
            continue
        if gives_other_classes([one.example for one in listing.examples]):
            wins = Message("table-wins-over-folders", table=table.name, folder=printable(folder.name))
            return replace(listing, said=(*listing.said, wins))
        said = (*said, Message("folders-win-over-table", table=table.name))
    return replace(by_folders, said=said)


def _of_table(table: Path, list_one: ListTable, chosen: Path | None = None) -> Listing:
    listed = list_one(table)
    return Listing(folder=table.parent, table=chosen, examples=listed.examples, said=listed.said, read_from=table)


def _check(listing: Listing, source: Path, with_class: bool) -> None:
    examples = [listed.example for listed in listing.examples]
    classes = {example.label for example in examples} - {""}
    if not (classes if with_class else examples):
        nothing = Message("no-classes" if with_class else "no-images", source=source.name, said=listing.said)
        raise UserError(nothing)
    if len(classes) == 1 and with_class:
        raise UserError(Message("only-one-class", source=source.name, label=classes.pop(), said=listing.said))


def _list_folder(folder: Path, kind: ExampleFiles, meaning: FolderMeaning, with_class: bool) -> Listing:
    found = list_folder(folder, kind, meaning, with_class)
    if with_class:
        are_beside = bool(found.passed_over["images"])
        check_classes_of(folder, kind, {example.label for example in found.examples}, are_beside, found.said)
    elif not found.examples and not found.contents:
        raise no_examples_in(folder, kind)
    return Listing(
        folder=folder,
        examples=[ListedExample(example=with_size(example, folder / example.file, kind)) for example in found.examples],
        skipped=found.passed_over.total(),
        passed_over=counted_passed_over(found.passed_over),
        said=tuple(found.said),
        contents=found.contents,
    )


def _names(folder: Path) -> list[str]:
    """Return names in the order of the alphabet, which is the same on every file system."""
    try:
        return sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise UserError(Message("folder-may-not-be-opened", folder=folder.name)) from error
