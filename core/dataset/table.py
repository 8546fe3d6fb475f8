"""Tables: CSV files that list images with their class and, where known, subject, split, site and frame."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from core.dataset.dataset import Image, Split
from core.dataset.decoding import NOT_THERE
from core.dataset.file_state import state_of
from core.errors import UserError

SPLIT_OF_WORD = {
    "train": Split.TRAIN,
    "training": Split.TRAIN,
    "validation": Split.VALIDATION,
    "valid": Split.VALIDATION,
    "val": Split.VALIDATION,
    "test": Split.TEST,
    "testing": Split.TEST,
}


@dataclass(frozen=True, kw_only=True)
class ListedImage:
    """An image, and the names that a table has for its subject and its site, which are not kept."""

    image: Image
    subject: str = ""
    site: str = ""


def is_table(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def lists_images(table: Path, with_class: bool) -> bool:
    """Whether its first row names the columns that are needed."""
    try:
        with open(table, encoding="utf-8-sig", newline="") as file:
            return _delimiter(file.readline(), with_class) is not None
    except (OSError, UnicodeDecodeError):
        return False


def list_table(table: Path, with_class: bool) -> list[ListedImage]:
    """Its images in the order of their files. Raises UserError where the table is not sound."""
    listed: list[ListedImage] = []
    row_of: dict[tuple[str, int | None], int] = {}
    for number, row in read_rows(table, with_class):
        one = _listed(table.parent, row, f"Row {number} of “{table.name}”", with_class)
        name = one.image.name
        if name in row_of:
            raise UserError(
                f"“{table.name}” lists “{one.image.file}” twice, in rows {row_of[name]} and {number}.",
                hint="Keep one of the two rows.",
            )
        row_of[name] = number
        listed.append(one)
    for file, frame in row_of:
        if frame is not None and (file, None) in row_of:
            raise UserError(
                f"“{table.name}” lists “{file}” as a whole, in row {row_of[file, None]}, and one frame of it, in row "
                f"{row_of[file, frame]}.",
                hint="Keep the row of the whole file, or those of its frames.",
            )
    return sorted(listed, key=lambda one: (one.image.file, one.image.frame or 0))


def given_splits(table: Path, with_class: bool) -> set[Split | None]:
    return {
        split_of(row.get("split", ""), f"Row {number} of “{table.name}”")
        for number, row in read_rows(table, with_class)
    }


def read_rows(table: Path, with_class: bool) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The number of each row that is not blank, as a spreadsheet counts, and its cells by column."""
    try:
        with open(table, encoding="utf-8-sig", newline="") as file:
            delimiter = _delimiter(file.readline(), with_class)
            if delimiter is None:
                raise UserError(
                    f"“{table.name}” has no columns named file and class.",
                    hint="Its first row must name them: file, class and, where known, subject, split, site and frame.",
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


def split_of(word: str, where: str) -> Split | None:
    if not word:
        return None
    if word.lower() not in SPLIT_OF_WORD:
        raise UserError(
            f"{where} has the split “{word}”, which is not known.",
            hint="Write train, validation or test, or leave the cell empty.",
        )
    return SPLIT_OF_WORD[word.lower()]


def with_size(image: Image, path: Path) -> Image:
    try:
        size, modified = state_of(path)
    except OSError:
        return replace(image, problem=NOT_THERE.reason)
    return replace(image, size=size, modified=modified)


def _listed(folder: Path, row: Mapping[str, str], where: str, with_class: bool) -> ListedImage:
    for column in ("file", "class") if with_class else ("file",):
        if not row.get(column):
            raise UserError(f"{where} has no {column}.", hint="Fill it in, or remove the row.")
    path = Path(os.path.normpath(folder / row["file"]))
    image = Image(
        file=(path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix(),
        frame=_frame(row.get("frame", ""), where),
        label=row["class"] if with_class else "",
        split=split_of(row.get("split", ""), where),
    )
    return ListedImage(image=with_size(image, path), subject=row.get("subject", ""), site=row.get("site", ""))


def _frame(text: str, where: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise UserError(
            f"{where} has the frame “{text}”, which is no number.", hint="Frames are counted from 1; or leave it empty."
        )
    return int(text) - 1


def _delimiter(header: str, with_class: bool) -> str | None:
    """What separates the columns: spreadsheets write commas, semicolons or tabs, as their country has it."""
    needed = {"file", "class"} if with_class else {"file"}
    for delimiter in ",;\t":
        if needed <= {_column(name) for name in header.split(delimiter)}:
            return delimiter
    return None


def _column(name: str | None) -> str:
    return (name or "").strip().strip('"').strip().lower()
