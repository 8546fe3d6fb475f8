"""Listing: which images a folder or a table names, before any of them is decoded."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.dataset.dataset import Image, Split
from core.dataset.decoding import NOT_THERE
from core.dataset.readers import is_dicomdir, is_image
from core.dataset.table import (
    SPLIT_OF_WORD,
    ListedImage,
    given_splits,
    is_table,
    list_table,
    lists_images,
    with_size,
)
from core.errors import UserError

LAYOUT_HINT = (
    "Give each class a folder of its own with its images in it, put such folders into “train”, “validation” and "
    "“test”, or choose a CSV file with the columns file and class. DICOM files may also tell their class by a tag."
)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What a folder or table says. Images have no size, hash or header yet."""

    folder: Path
    table: Path | None = None
    images: list[ListedImage]
    skipped: int = 0
    #: contents of a disc, each with the class and the part in whose folder it lies
    dicomdirs: list[Image] = field(default_factory=list)


def list_images(source: Path, with_class: bool = True) -> Listing:
    """`with_class` says that folders or the table give the classes: else all images below a folder are listed.

    Raises UserError where there is nothing to be listed, or less than two classes are given.
    """
    source = folder_of_disc(source)
    if source.is_file():
        if not is_table(source):
            raise UserError(f"“{source.name}” is neither a folder nor a CSV file.", hint=LAYOUT_HINT)
        listing = _list_table(source, source, with_class)
    elif not source.is_dir():
        raise UserError(
            f"There is no folder “{source}”.", hint="Check that it was not moved and its disk is connected."
        )
    else:
        table = _table_in(source, with_class)
        listing = _list_table(table, None, with_class) if table else _list_folder(source, with_class)
    _check(listing, source, with_class)
    return listing


def folder_of_disc(source: Path) -> Path:
    """For a DICOMDIR, which tells what is on a disc, the folder in which it lies; all else as it is."""
    return source.parent if source.is_file() and is_dicomdir(source) else source


def given_parts(source: Path, with_class: bool = True) -> frozenset[Split]:
    """The parts that `source` itself gives to images, by folders or a table. Raises UserError as `list_images` does."""
    table = source if source.is_file() else _table_in(source, with_class)
    if table:
        parts = given_splits(table, with_class)
    elif _is_split_already(source, with_class):
        parts = {SPLIT_OF_WORD.get(name.lower()) for name in _names(source)}
    else:
        parts = set()
    return frozenset(part for part in parts if part)


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


# ---- folders


@dataclass
class _Found:
    """What lies in folders beside the images."""

    folder: Path
    skipped: Counter[str] = field(default_factory=Counter)
    dicomdirs: list[Image] = field(default_factory=list)

    def image(self, entry: os.DirEntry[str], label: str, split: Split | None) -> Image:
        return Image(file=Path(entry.path).relative_to(self.folder).as_posix(), label=label, split=split)


def _list_folder(folder: Path, with_class: bool) -> Listing:
    found = _Found(folder)
    images: list[Image] = []
    for class_folder, split in _class_folders(found) if with_class else _part_folders(found):
        label = class_folder.name if with_class else ""
        inside = [with_size(image, folder / image.file) for image in _images_below(class_folder, label, split, found)]
        if not inside and with_class:
            raise UserError(
                f"The folder “{class_folder.relative_to(folder).as_posix()}” holds no images.",
                hint="Put images in it, or remove the folder.",
            )
        images += inside
    if not images and found.skipped["images"]:
        raise UserError(
            f"The images in “{folder.name}” do not stand in folders, so their classes are not known.", hint=LAYOUT_HINT
        )
    return Listing(
        folder=folder,
        images=[ListedImage(image=image) for image in sorted(images, key=lambda image: image.file)],
        skipped=found.skipped.total(),
        dicomdirs=found.dicomdirs,
    )


def _class_folders(found: _Found) -> Iterator[tuple[Path, Split | None]]:
    """The folders that stand for classes. What lies beside them is counted as skipped."""
    if not _is_split_already(found.folder, with_class=True):
        yield from ((class_folder, None) for class_folder in _folders_in(found.folder, found.skipped))
        return
    for split_folder in _folders_in(found.folder, found.skipped):
        split = SPLIT_OF_WORD.get(split_folder.name.lower())
        if split is None:
            found.skipped["images"] += sum(1 for _ in _images_below(split_folder, "", None, found))
        else:
            yield from ((class_folder, split) for class_folder in _folders_in(split_folder, found.skipped))


def _part_folders(found: _Found) -> Iterator[tuple[Path, Split | None]]:
    """Where files tell their classes: the whole folder, or what it gives for training, validation and test."""
    if not _is_split_already(found.folder, with_class=False):
        yield found.folder, None
        return
    for folder in _folders_in(found.folder, found.skipped):
        yield folder, SPLIT_OF_WORD.get(folder.name.lower())


def _is_split_already(folder: Path, with_class: bool) -> bool:
    """Whether there is a training folder, of class folders if these matter. A class may be called “test” without it."""
    return any(
        SPLIT_OF_WORD.get(name.lower()) == Split.TRAIN
        and (folder / name).is_dir()
        and (not with_class or bool(_folders_in(folder / name, Counter())))
        for name in _names(folder)
    )


def _folders_in(folder: Path, skipped: Counter[str]) -> list[Path]:
    folders = []
    for entry in _entries(folder):
        if _is_hidden(entry.name):
            skipped["hidden"] += 1
        elif entry.is_dir():
            folders.append(folder / entry.name)
        else:
            skipped["images" if is_image(Path(entry.path)) else "other"] += 1
    return folders


def _images_below(
    folder: Path, label: str, split: Split | None, found: _Found, above: tuple[str, ...] = ()
) -> Iterator[Image]:
    """The images in a folder and in the folders in it."""
    real = os.path.realpath(folder)
    if real in above:  # a link that leads back up
        return
    for entry in _entries(folder):
        if _is_hidden(entry.name):
            found.skipped["hidden"] += 1
        elif entry.is_dir():
            yield from _images_below(Path(entry.path), label, split, found, (*above, real))
        elif is_image(Path(entry.path)):
            yield found.image(entry, label, split)
        elif is_dicomdir(Path(entry.path)):
            found.dicomdirs.append(found.image(entry, label, split))
        else:
            found.skipped["other"] += 1


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """In the order of their names, which is the same on every file system."""
    if not folder.is_dir():
        return []
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except PermissionError as error:
        raise UserError(
            f"The folder “{folder.name}” may not be opened.", hint="Ask for the right to read it, or move it away."
        ) from error


def _names(folder: Path) -> list[str]:
    return [entry.name for entry in _entries(folder)]


def _is_hidden(name: str) -> bool:
    return name.startswith(".")
