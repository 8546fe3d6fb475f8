"""Scan: from a folder or a table of images to a Dataset, with every file looked at once."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from core.dataset.dataset import Dataset, Image, Split
from core.dataset.decoding import DecodePool, Failure
from core.dataset.preprocessing import ImageProblem
from core.dataset.readers import Header, is_image, reader_of
from core.errors import UserError
from core.files import sha256_of_file
from core.jobs import Job

STEP = "Looking at the images"
SPLIT_OF_WORD = {
    "train": Split.TRAIN,
    "training": Split.TRAIN,
    "validation": Split.VALIDATION,
    "valid": Split.VALIDATION,
    "val": Split.VALIDATION,
    "test": Split.TEST,
    "testing": Split.TEST,
}
LAYOUT_HINT = (
    "Give each class a folder of its own with its images in it, put such folders into “train”, “validation” and "
    "“test”, or choose a CSV file with the columns file and class."
)
NOT_THERE = "The file is not there."


@dataclass(frozen=True, kw_only=True)
class _Listing:
    """What a folder or table says, before any image is opened."""

    folder: Path
    images: list[Image]
    skipped: int = 0


@dataclass(frozen=True, kw_only=True)
class _Probe:
    """What a worker found out about one file."""

    sha256: str
    header: Header | None = None
    problem: str = ""


def scan(source: Path, job: Job, known: Dataset | None = None, pool: DecodePool | None = None) -> Dataset:
    """List the images of `source` and look at each that is not `known`: its hash, its size, whether it opens.

    `source` is a folder with a folder per class, a folder with train, validation and test folders of those, a CSV file
    (columns file, class and optionally subject and split), or a folder with such a CSV file in it. Splits are those
    that `source` gives. Files whose size and time of change are as in `known` are not opened again.
    Raises UserError where it is none of these, or holds fewer than two classes.
    """
    listing = _list_images(source.resolve())
    _check_classes(listing, source)
    if pool is not None:
        images = _looked_at(listing, job, known, pool)
    else:
        with DecodePool() as own_pool:
            images = _looked_at(listing, job, known, own_pool)
    return Dataset(folder=listing.folder, images=tuple(images), skipped=listing.skipped)


def given_parts(source: Path) -> frozenset[Split]:
    """The parts that `source` itself gives to images, by its folders or its table. Raises UserError as `scan` does."""
    table = source if source.is_file() else _table_in(source)
    if table:
        parts = {_split_of(row.get("split", ""), f"Row {number} of “{table.name}”") for number, row in _rows(table)}
    elif _is_split_already(source):
        parts = {SPLIT_OF_WORD.get(name.lower()) for name in _names(source)}
    else:
        parts = set()
    return frozenset(part for part in parts if part)


def _list_images(source: Path) -> _Listing:
    if source.is_file():
        if source.suffix.lower() != ".csv":
            raise UserError(f"“{source.name}” is neither a folder nor a CSV file.", hint=LAYOUT_HINT)
        return _list_table(source)
    if not source.is_dir():
        raise UserError(
            f"There is no folder “{source}”.", hint="Check that it was not moved and its disk is connected."
        )
    table = _table_in(source)
    return _list_table(table) if table else _list_folder(source)


def _check_classes(listing: _Listing, source: Path) -> None:
    classes = {image.label for image in listing.images}
    if not classes:
        raise UserError(f"“{source.name}” holds no classes.", hint=LAYOUT_HINT)
    if len(classes) == 1:
        raise UserError(
            f"“{source.name}” holds only one class, “{classes.pop()}”.",
            hint="A classifier needs at least two classes to tell apart.",
        )
    if all(image.problem == NOT_THERE for image in listing.images):
        raise UserError(
            f"None of the files that “{source.name}” lists is there.",
            hint="Paths are taken as relative to the folder of the CSV file.",
        )


# ---- folders


def _list_folder(folder: Path) -> _Listing:
    skipped = Counter[str]()
    images: list[Image] = []
    for class_folder, split in _class_folders(folder, skipped):
        found = [_image(entry, folder, class_folder.name, split) for entry in _files_below(class_folder, skipped)]
        if not found:
            raise UserError(
                f"The folder “{class_folder.relative_to(folder).as_posix()}” holds no images.",
                hint="Put images in it, or remove the folder.",
            )
        images += found
    if not images and skipped["images"]:
        raise UserError(
            f"The images in “{folder.name}” do not stand in folders, so their classes are not known.", hint=LAYOUT_HINT
        )
    return _Listing(folder=folder, images=sorted(images, key=lambda image: image.file), skipped=skipped.total())


def _class_folders(folder: Path, skipped: Counter[str]) -> Iterator[tuple[Path, Split | None]]:
    """The folders that stand for classes. What lies beside them is counted as skipped."""
    if not _is_split_already(folder):
        yield from ((class_folder, None) for class_folder in _folders_in(folder, skipped))
        return
    for split_folder in _folders_in(folder, skipped):
        split = SPLIT_OF_WORD.get(split_folder.name.lower())
        if split is None:
            skipped["images"] += sum(1 for _ in _files_below(split_folder, skipped))
        else:
            yield from ((class_folder, split) for class_folder in _folders_in(split_folder, skipped))


def _is_split_already(folder: Path) -> bool:
    """Whether there is a training folder of class folders. A class may be called “test” without that."""
    return any(
        SPLIT_OF_WORD.get(name.lower()) == Split.TRAIN and bool(_folders_in(folder / name, Counter()))
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
            skipped["images" if is_image(entry.name) else "other"] += 1
    return folders


def _files_below(folder: Path, skipped: Counter[str], above: tuple[str, ...] = ()) -> Iterator[os.DirEntry[str]]:
    """The images in a class folder and in the folders in it."""
    real = os.path.realpath(folder)
    if real in above:  # a link that leads back up
        return
    for entry in _entries(folder):
        if _is_hidden(entry.name):
            skipped["hidden"] += 1
        elif entry.is_dir():
            yield from _files_below(Path(entry.path), skipped, (*above, real))
        elif is_image(entry.name):
            yield entry
        else:
            skipped["other"] += 1


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


def _image(entry: os.DirEntry[str], folder: Path, label: str, split: Split | None) -> Image:
    file = Path(entry.path).relative_to(folder).as_posix()
    return _with_size(Image(file=file, label=label, split=split), Path(entry.path))


def _with_size(image: Image, path: Path) -> Image:
    try:
        status = path.stat()
    except OSError:
        return replace(image, problem=NOT_THERE)
    return replace(image, size=status.st_size, modified=status.st_mtime_ns)


# ---- tables


def _table_in(folder: Path) -> Path | None:
    """The CSV file in `folder` that lists images, if there is one."""
    tables = [
        folder / name
        for name in _names(folder)
        if name.lower().endswith(".csv") and not _is_hidden(name) and _lists_images(folder / name)
    ]
    if len(tables) > 1:
        names = ", ".join(f"“{table.name}”" for table in tables)
        raise UserError(f"“{folder.name}” holds several lists of images: {names}.", hint="Choose one of these files.")
    return tables[0] if tables else None


def _lists_images(table: Path) -> bool:
    try:
        with open(table, encoding="utf-8-sig", newline="") as file:
            return _delimiter(file.readline()) is not None
    except (OSError, UnicodeDecodeError):
        return False


def _delimiter(header: str) -> str | None:
    """What separates the columns: spreadsheets write commas, semicolons or tabs, as their country has it."""
    for delimiter in ",;\t":
        if {"file", "class"} <= {_column(name) for name in header.split(delimiter)}:
            return delimiter
    return None


def _column(name: str | None) -> str:
    return (name or "").strip().strip('"').strip().lower()


def _list_table(table: Path) -> _Listing:
    folder = table.parent
    images: list[Image] = []
    row_of_file: dict[str, int] = {}
    for number, row in _rows(table):
        image = _listed_image(folder, row, f"Row {number} of “{table.name}”")
        if image.file in row_of_file:
            raise UserError(
                f"“{table.name}” lists “{image.file}” twice, in rows {row_of_file[image.file]} and {number}.",
                hint="Keep one of the two rows.",
            )
        row_of_file[image.file] = number
        images.append(image)
    return _Listing(folder=folder, images=sorted(images, key=lambda image: image.file))


def _rows(table: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The number of each row that is not blank, as a spreadsheet counts, and its cells by column."""
    try:
        with open(table, encoding="utf-8-sig", newline="") as file:
            delimiter = _delimiter(file.readline())
            if delimiter is None:
                raise UserError(
                    f"“{table.name}” has no columns named file and class.",
                    hint="Its first row must name them: file, class and, where known, subject and split.",
                )
            file.seek(0)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            columns = [_column(name) for name in next(reader)]
            for number, cells in enumerate(reader, start=2):
                if any(cell.strip() for cell in cells):
                    yield number, dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    except UnicodeDecodeError as error:
        raise UserError(f"“{table.name}” is not in UTF-8.", hint="Save it again as “CSV UTF-8”.") from error
    except csv.Error as error:
        raise UserError(
            f"“{table.name}” is not a sound CSV file.", hint="Open it in a spreadsheet and save it again."
        ) from error


def _listed_image(folder: Path, row: Mapping[str, str], where: str) -> Image:
    for column in ("file", "class"):
        if not row.get(column):
            raise UserError(f"{where} has no {column}.", hint="Fill it in, or remove the row.")
    path = Path(os.path.normpath(folder / row["file"]))
    image = Image(
        file=(path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix(),
        label=row["class"],
        subject=row.get("subject", ""),
        split=_split_of(row.get("split", ""), where),
    )
    return _with_size(image, path)


def _split_of(word: str, where: str) -> Split | None:
    if not word:
        return None
    if word.lower() not in SPLIT_OF_WORD:
        raise UserError(
            f"{where} has the split “{word}”, which is not known.",
            hint="Write train, validation or test, or leave the cell empty.",
        )
    return SPLIT_OF_WORD[word.lower()]


# ---- looking at files


def _looked_at(listing: _Listing, job: Job, known: Dataset | None, pool: DecodePool) -> list[Image]:
    images = {image.file: _as_known(image, before) for image, before in _beside(listing.images, known)}
    new = [image for image in images.values() if not image.sha256 and not image.problem]
    paths = [listing.folder / image.file for image in new]
    probe_file = partial(_probe, most_pixels=pool.limits.pixels)
    with closing(pool.map(probe_file, paths, job)) as probes:
        for image, (_, probe) in job.steps(STEP, zip(new, probes, strict=True), len(new)):
            images[image.file] = _as_probed(image, probe)
    return list(images.values())


def _beside(images: Iterable[Image], known: Dataset | None) -> Iterator[tuple[Image, Image | None]]:
    """Each image with what is known of the file, where the file is unchanged."""
    before = {image.file: image for image in known.images} if known else {}
    for image in images:
        old = before.get(image.file)
        is_same = old is not None and (old.size, old.modified) == (image.size, image.modified)
        yield image, old if is_same else None


def _as_known(image: Image, before: Image | None) -> Image:
    if before is None or image.problem:
        return image
    return replace(
        image,
        sha256=before.sha256,
        width=before.width,
        height=before.height,
        bits=before.bits,
        problem=before.problem,
    )


def _as_probed(image: Image, probe: _Probe | Failure) -> Image:
    if isinstance(probe, Failure):
        return replace(image, problem=probe.reason)
    image = replace(image, sha256=probe.sha256, problem=probe.problem)
    if probe.header is None:
        return image
    return replace(image, width=probe.header.width, height=probe.header.height, bits=probe.header.bits)


def _probe(path: Path, most_pixels: int) -> _Probe | Failure:
    """Runs in a worker."""
    try:
        sha256 = sha256_of_file(path)
    except OSError:
        return Failure("The file may not be read.")
    try:
        return _Probe(sha256=sha256, header=reader_of(path).probe(path, most_pixels))
    except ImageProblem as problem:
        return _Probe(sha256=sha256, problem=str(problem))
