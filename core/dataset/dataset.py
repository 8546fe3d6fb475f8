"""Dataset: the images of a project, what is known of each, and the plain file in which that is kept."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from core.dataset.acquisition import Acquisition
from core.dataset.readable_names import name_as_written, written_name
from core.errors import UserError
from core.files import sha256_of, written_beside
from core.natural_order import natural_key

ACQUISITION = tuple(one.name for one in fields(Acquisition))
COLUMNS = (
    "file", "frame", "class", "subject", "patient", "site", "split", "sha256", "width", "height", "bits",
    *ACQUISITION, "size", "modified", "together", "dropped", "problem", "given class",
)  # fmt: skip
#: before there were changes of classes
COLUMNS_OF_OLD = COLUMNS[:-1]
#: in place of the part in the first row, whose file is the folder or table that was chosen: the others are named as
#: seen from there
SOURCE = "source"
DROPPED = "yes"


class Split(StrEnum):
    """The three parts of a dataset: to learn from, to choose by, and to be looked at last."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


@dataclass(frozen=True, kw_only=True)
class Image:
    """One picture of the dataset and what is known of it: a file, or a frame, page or slice of one."""

    #: path with forward slashes, relative to the dataset's folder; absolute where it lies outside
    file: str
    label: str
    #: its number in the file, from 0; None where the file holds just one picture
    frame: int | None = None
    #: the patient or group that it belongs to, as a keyed hash; "" where the image stands for itself
    subject: str = ""
    #: of the PatientID and the institution that a DICOM file names, as keyed hashes
    patient: str = ""
    site: str = ""
    split: Split | None = None
    #: of the file's content, hexadecimal
    sha256: str = ""
    #: pixels, as a person sees the image
    width: int = 0
    height: int = 0
    #: per channel: 8, 16 or 32
    bits: int = 8
    acquisition: Acquisition = field(default_factory=Acquisition)
    #: bytes, and the time of change in nanoseconds: a file in which both are as before is not opened again
    size: int = 0
    modified: int = 0
    #: the same for near duplicates that the user keeps in one part
    together: str = ""
    #: left out by the user, as a copy of another
    dropped: bool = False
    #: why it cannot be used; "" where it can
    problem: str = ""
    #: the class that folders, a table or a tag give, where the user has merged it or left it out: the label is then
    #: another, or ""
    given_label: str = ""

    @property
    def name(self) -> tuple[str, int | None]:
        """What tells it from all other images of the dataset."""
        return self.file, self.frame

    @property
    def is_used(self) -> bool:
        """Whether it can be read, and neither it nor its class is left out."""
        return not self.problem and not self.dropped and bool(self.label)

    @property
    def is_of_class_left_out(self) -> bool:
        return bool(self.given_label) and not self.label

    @property
    def group(self) -> str:
        """Its subject; where that is not known the image, and the file of several pictures, is one of its own."""
        return self.subject or self.file

    @cached_property
    def key(self) -> str:
        """What is kept of the picture is kept under this: a hash of its content alone. "" while that is not known."""
        return self.sha256 if self.frame is None or not self.sha256 else sha256_of(self.sha256, self.frame)


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """All images that were found, in the order of their files."""

    folder: Path
    images: tuple[Image, ...]
    #: the table that was chosen; None where it was the folder
    table: Path | None = None
    #: hidden files and files of other types, which were passed over
    skipped: int = 0

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The labels in alphabetical order; a label's place is its number everywhere."""
        return tuple(sorted({image.label for image in self.images} - {""}))

    @property
    def source(self) -> Path:
        """The folder or table that the user chose."""
        return self.table or self.folder

    @cached_property
    def readable(self) -> tuple[Image, ...]:
        return tuple(image for image in self.images if not image.problem)

    @cached_property
    def by_name(self) -> tuple[Image, ...]:
        """All images in the order in which a person counts: 2 before 10. Slow for very many; it is kept."""
        return tuple(sorted(self.images, key=lambda image: (natural_key(image.file), image.frame or 0)))

    @property
    def problems(self) -> tuple[Image, ...]:
        """The images that cannot be used; each says why."""
        return tuple(image for image in self.images if image.problem)

    @property
    def left_out(self) -> tuple[Image, ...]:
        """Readable images that stand in no part: copies of others, and those of classes that the user left out."""
        return tuple(image for image in self.readable if image.split is None)

    @property
    def bits(self) -> int:
        """Per channel, of the deepest readable image."""
        return max((image.bits for image in self.readable), default=8)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that training sees: content, label and split of each readable image, in order."""
        return sha256_of([[image.key, image.label, image.split] for image in self.readable])

    def of(self, split: Split) -> tuple[Image, ...]:
        """The readable images of one part."""
        return tuple(image for image in self.readable if image.split == split)

    def path(self, image: Image) -> Path:
        return self.folder / image.file

    def with_images(self, images: Iterable[Image]) -> Dataset:
        return replace(self, images=tuple(images))

    def save(self, path: Path) -> None:
        """Write the source, and one row an image. No other file of a project names files, folders or subjects.

        The file is in UTF-8, whatever the names are in.
        """
        with (
            written_beside(path) as beside,
            open(beside, "w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            source = (
                f"{self.folder.absolute().as_posix().rstrip('/')}/" if self.table is None else self.table.as_posix()
            )
            source = written_name(source)
            writer.writerow([source if column == "file" else SOURCE if column == "split" else "" for column in COLUMNS])
            writer.writerows(_row(image) for image in self.images)

    @classmethod
    def load(cls, path: Path) -> Dataset:
        """Read what `save` wrote. Raises UserError where the file is missing or damaged."""
        with _rows(path) as rows:
            table, folder = _source(next(rows))
            return cls(folder=folder, table=table, images=tuple(map(_image, rows)))


def source_of(path: Path) -> Path:
    """The folder or table that was chosen, of the dataset in this file. Raises UserError as `Dataset.load` does."""
    with _rows(path) as rows:
        table, folder = _source(next(rows))
        return table or folder


@contextmanager
def _rows(path: Path) -> Iterator[Iterator[dict[str, str]]]:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            if tuple(rows.fieldnames or ()) not in (COLUMNS, COLUMNS_OF_OLD):
                raise ValueError("other columns than are written")
            yield rows
    except (OSError, ValueError, KeyError, TypeError, StopIteration, csv.Error) as error:
        raise UserError(
            f"The list of images “{path.name}” cannot be read.", hint="Choose the folder of images again."
        ) from error


def _source(row: dict[str, str]) -> tuple[Path | None, Path]:
    """The table, if it was one, and the folder from which the files are named."""
    if row["split"] != SOURCE:
        raise ValueError("the first row does not name the source")
    path = Path(name_as_written(row["file"]))
    return (None, path) if row["file"].endswith("/") else (path, path.parent)


def _row(image: Image) -> list[str | int | float]:
    acquisition = (value or "" for value in asdict(image.acquisition).values())
    return [
        written_name(image.file), "" if image.frame is None else image.frame + 1, image.label, image.subject,
        image.patient, image.site, image.split or "", image.sha256, image.width, image.height, image.bits, *acquisition,
        image.size, image.modified, image.together, DROPPED if image.dropped else "", image.problem,
        image.given_label,
    ]  # fmt: skip


def _image(row: dict[str, str]) -> Image:
    if None in row.values():
        raise ValueError("a row that is cut off")
    return Image(
        file=name_as_written(row["file"]),
        frame=int(row["frame"]) - 1 if row["frame"] else None,
        label=row["class"],
        subject=row["subject"],
        patient=row["patient"],
        site=row["site"],
        split=Split(row["split"]) if row["split"] else None,
        sha256=row["sha256"],
        width=int(row["width"]),
        height=int(row["height"]),
        bits=int(row["bits"]),
        acquisition=_acquisition(row),
        size=int(row["size"]),
        modified=int(row["modified"]),
        together=row["together"],
        dropped=row["dropped"] == DROPPED,
        problem=row["problem"],
        given_label=row.get("given class", ""),
    )


def _acquisition(row: dict[str, str]) -> Acquisition:
    numbers = {name: float(row[name] or 0) for name in ("spacing", "kvp", "slice_thickness")}
    return Acquisition(**{**{name: row[name] for name in ACQUISITION}, **numbers})  # type: ignore[arg-type]
