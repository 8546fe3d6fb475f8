"""Listing: which images a folder or a table names, before any of them is decoded."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from core.dataset.dataset import Image, Split
from core.dataset.decoding import NOT_THERE
from core.dataset.folder_listing import given_splits_of, list_folder, told_count
from core.dataset.folder_meaning import FolderMeaning
from core.dataset.folder_refusals import LAYOUT_HINT, check_classes_of, no_images_in, no_source
from core.dataset.readers import is_dicomdir
from core.dataset.table import (
    ListedImage,
    given_splits,
    is_table,
    list_table,
    lists_images,
    with_size,
)
from core.errors import UserError


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What a folder or table says. Images have no size, hash or header yet."""

    folder: Path
    table: Path | None = None
    images: list[ListedImage]
    skipped: int = 0
    #: what was skipped, in a sentence
    passed_over: str = ""
    #: what a person should know of how it was read
    said: tuple[str, ...] = ()
    #: contents of a disc, each with the class and the part in whose folder it lies
    dicomdirs: list[Image] = field(default_factory=list)


def list_images(source: Path, with_class: bool = True, meaning: FolderMeaning = FolderMeaning.AUTOMATIC) -> Listing:
    """`with_class` says that folders or the table give the classes: else all images below a folder are listed.

    `meaning` says what folders stand for that are called as parts are.

    Raises UserError where there is nothing to be listed, or less than two classes are given; FoldersUnclear where the
    user must say what the folders are.
    """
    source = folder_of_disc(source)
    if source.is_file():
        if not is_table(source):
            raise no_source(source)
        listing = _list_table(source, source, with_class)
    elif not source.is_dir():
        raise UserError(
            f"There is no folder “{source}”.", hint="Check that it was not moved and its disk is connected."
        )
    else:
        table = _table_in(source, with_class)
        listing = _list_table(table, None, with_class) if table else _list_folder(source, meaning, with_class)
    _check(listing, source, with_class)
    return listing


def folder_of_disc(source: Path) -> Path:
    """For a DICOMDIR, which tells what is on a disc, the folder in which it lies; all else as it is."""
    return source.parent if source.is_file() and is_dicomdir(source) else source


def given_parts(
    source: Path, with_class: bool = True, meaning: FolderMeaning = FolderMeaning.AUTOMATIC
) -> frozenset[Split]:
    """The parts that `source` itself gives to images, by folders or a table. Raises UserError as `list_images` does."""
    table = source if source.is_file() else _table_in(source, with_class)
    if table:
        return frozenset(part for part in given_splits(table, with_class) if part)
    return frozenset(given_splits_of(source, meaning, with_class))


def _list_table(table: Path, chosen: Path | None, with_class: bool) -> Listing:
    return Listing(folder=table.parent, table=chosen, images=list_table(table, with_class))


def _check(listing: Listing, source: Path, with_class: bool) -> None:
    images = [listed.image for listed in listing.images]
    classes = {image.label for image in images}
    if not classes:
        what = "classes" if with_class else "images"
        raise UserError(f"“{source.name}” holds no {what}.", hint=LAYOUT_HINT)
    if len(classes) == 1 and with_class:
        raise UserError(
            f"“{source.name}” holds only one class, “{classes.pop()}”.",
            hint="A classifier needs at least two classes to tell apart.",
        )
    if all(image.problem == NOT_THERE.reason for image in images):
        raise UserError(
            f"None of the files that “{source.name}” lists is there.",
            hint="Paths are taken as relative to the folder of the CSV file.",
        )


def _table_in(folder: Path, with_class: bool) -> Path | None:
    """The CSV file in `folder` that lists images, if there is one."""
    tables = [
        folder / name
        for name in _names(folder)
        if is_table(Path(name)) and not _is_hidden(name) and lists_images(folder / name, with_class)
    ]
    if len(tables) > 1:
        names = ", ".join(f"“{table.name}”" for table in tables)
        raise UserError(f"“{folder.name}” holds several lists of images: {names}.", hint="Choose one of these files.")
    return tables[0] if tables else None


def _list_folder(folder: Path, meaning: FolderMeaning, with_class: bool) -> Listing:
    found = list_folder(folder, meaning, with_class)
    if with_class:
        are_beside = bool(found.passed_over["images"])
        check_classes_of(folder, {image.label for image in found.images}, are_beside, found.said)
    elif not found.images and not found.dicomdirs:
        raise no_images_in(folder)
    return Listing(
        folder=folder,
        images=[ListedImage(image=with_size(image, folder / image.file)) for image in found.images],
        skipped=found.passed_over.total(),
        passed_over=told_count(found.passed_over),
        said=tuple(found.said),
        dicomdirs=found.dicomdirs,
    )


def _names(folder: Path) -> list[str]:
    """In the order of the alphabet, which is the same on every file system."""
    try:
        return sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise UserError(
            f"The folder “{folder.name}” may not be opened.", hint="Ask for the right to read it, or move it away."
        ) from error


def _is_hidden(name: str) -> bool:
    return name.startswith(".")
