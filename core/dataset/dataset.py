"""Dataset: the images of a project, what is known of each, and the plain file in which that is kept."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from core.errors import UserError
from core.files import sha256_of, written_beside

COLUMNS = (
    "file", "class", "subject", "split", "sha256", "width", "height", "bits", "size", "modified", "problem",
)  # fmt: skip


class Split(StrEnum):
    """The three parts of a dataset: to learn from, to choose by, and to be looked at last."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


@dataclass(frozen=True, kw_only=True)
class Image:
    """One file of the dataset and what is known of it."""

    #: path with forward slashes, relative to the dataset's folder; absolute where it lies outside
    file: str
    label: str
    #: the patient or group that it belongs to; "" where the image stands for itself
    subject: str = ""
    split: Split | None = None
    #: of the file's content, hexadecimal
    sha256: str = ""
    #: pixels, as a person sees the image
    width: int = 0
    height: int = 0
    #: per channel: 8, 16 or 32
    bits: int = 8
    #: bytes, and the time of change in nanoseconds: a file in which both are as before is not opened again
    size: int = 0
    modified: int = 0
    #: why it cannot be used; "" where it can
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """All images that were found, in the order of their files."""

    folder: Path
    images: tuple[Image, ...]
    #: hidden files and files of other types, which were passed over
    skipped: int = 0

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The labels in alphabetical order; a label's place is its number everywhere."""
        return tuple(sorted({image.label for image in self.images}))

    @cached_property
    def readable(self) -> tuple[Image, ...]:
        return tuple(image for image in self.images if not image.problem)

    @property
    def problems(self) -> tuple[Image, ...]:
        """The images that cannot be used; each says why."""
        return tuple(image for image in self.images if image.problem)

    @property
    def left_out(self) -> tuple[Image, ...]:
        """Readable images that stand in no part, because the same image stands in a part it must not leak from."""
        return tuple(image for image in self.readable if image.split is None)

    @property
    def bits(self) -> int:
        """Per channel, of the deepest readable image."""
        return max((image.bits for image in self.readable), default=8)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that training sees: content, label and split of each readable image, in order."""
        return sha256_of([[image.sha256, image.label, image.split] for image in self.readable])

    def of(self, split: Split) -> tuple[Image, ...]:
        """The readable images of one part."""
        return tuple(image for image in self.readable if image.split == split)

    def path(self, image: Image) -> Path:
        return self.folder / image.file

    def with_images(self, images: Iterable[Image]) -> Dataset:
        return replace(self, images=tuple(images))

    def save(self, path: Path) -> None:
        """Write one row an image. The folder is kept by the caller: the table stays true when the folder moves."""
        with (
            written_beside(path) as beside,
            open(beside, "w", encoding="utf-8", errors="surrogateescape", newline="") as file,
        ):
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(_row(image) for image in self.images)

    @classmethod
    def load(cls, path: Path, folder: Path) -> Dataset:
        """Read what `save` wrote. Raises UserError where the file is missing or damaged."""
        try:
            with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
                rows = csv.DictReader(file, strict=True)
                if list(rows.fieldnames or ()) != list(COLUMNS):
                    raise ValueError("other columns than are written")
                images = tuple(_image(row) for row in rows)
        except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
            raise UserError(
                f"The list of images “{path.name}” cannot be read.", hint="Choose the folder of images again."
            ) from error
        return cls(folder=folder, images=images)


def _row(image: Image) -> list[str | int]:
    return [
        image.file, image.label, image.subject, image.split or "", image.sha256, image.width, image.height,
        image.bits, image.size, image.modified, image.problem,
    ]  # fmt: skip


def _image(row: dict[str, str]) -> Image:
    if None in row.values():
        raise ValueError("a row that is cut off")
    return Image(
        file=row["file"],
        label=row["class"],
        subject=row["subject"],
        split=Split(row["split"]) if row["split"] else None,
        sha256=row["sha256"],
        width=int(row["width"]),
        height=int(row["height"]),
        bits=int(row["bits"]),
        size=int(row["size"]),
        modified=int(row["modified"]),
        problem=row["problem"],
    )
