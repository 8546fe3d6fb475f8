"""Dataset: the examples of a project, what is known of each, and the plain file in which that is kept."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from core.dataset.natural_order import natural_key
from core.errors import UserError
from core.messages import Message, cell_of, message_in
from core.modalities.modalities import MODALITIES, modality_named
from core.modalities.modality import Facts, Modality
from core.storage.cells import whole_number
from core.storage.disk import refusal_by_disk
from core.storage.files import sha256_of, written_beside
from core.storage.kept_csv import read_table
from core.storage.kept_json import LaterFormat, put_aside
from core.storage.migrations import format_of
from core.storage.readable_names import is_unicode, name_as_written, printable, written_name
from core.targets.kinds import USUAL, kind_of, naming
from core.targets.target import Target

#: of every kind of data; between them stand those of the modality
BEFORE = ("file", "frame", "class", "subject", "patient", "site", "split", "sha256")
BEHIND = ("size", "modified", "together", "dropped", "problem", "given class")
#: what an absent column is taken for being empty, as in a table of old: all of it is found again in the files
OPTIONAL = ("patient", "site", "size", "modified", "given class")
NEEDED = tuple(column for column in (*BEFORE, *BEHIND) if column not in OPTIONAL)
#: in place of the part in the first row, whose file is the folder or table that was chosen: the others are named as
#: seen from there
SOURCE = "source"
DROPPED = "yes"
#: in the last column of the first row, before the number of the format
WRITTEN_IN = "format"
#: what the file is called wherever it lies
KIND = "dataset.csv"


class Split(StrEnum):
    """The three parts of a dataset: to learn from, to choose by, and to be looked at last."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


@dataclass(frozen=True, kw_only=True)
class Example:
    """One of those that are learnt from, and what is known of it: a file, or a frame, page or slice of one."""

    #: path with forward slashes, relative to the dataset's folder; absolute where it lies outside
    file: str
    label: str
    #: its number in the file, from 0; None where the file holds just one picture
    frame: int | None = None
    #: the patient or group that it belongs to, as a keyed hash; "" where the example stands for itself
    subject: str = ""
    #: of the PatientID and the institution that a DICOM file names, as keyed hashes
    patient: str = ""
    site: str = ""
    split: Split | None = None
    #: of the file's content, hexadecimal
    sha256: str = ""
    #: what its modality knows of it; None while the file was not opened
    facts: Facts | None = None
    #: bytes, and the time of change in nanoseconds: a file in which both are as before is not opened again
    size: int = 0
    modified: int = 0
    #: the same for near duplicates that the user keeps in one part
    together: str = ""
    #: left out by the user, as a copy of another
    dropped: bool = False
    #: why it cannot be used; None where it can
    problem: Message | None = None
    #: the class that folders, a table or a tag give, where the user has merged it or left it out: the label is then
    #: another, or ""
    given_label: str = ""

    @property
    def name(self) -> tuple[str, int | None]:
        """Return what tells it from all other examples of the dataset."""
        return self.file, self.frame

    @property
    def is_used(self) -> bool:
        """Return whether it can be read, and neither it nor its class is left out."""
        return not self.problem and not self.dropped and bool(self.label)

    @property
    def is_of_class_left_out(self) -> bool:
        return bool(self.given_label) and not self.label

    @property
    def group(self) -> str:
        """Return its subject; where that is not known the example, and the file of several pictures, is its own."""
        return self.subject or self.whole

    @property
    def whole(self) -> str:
        """Return what it is a part of: a file of several pictures. The row of a table has nothing to do with others."""
        return f"{self.file}#{self.frame}" if self.frame is not None and self.is_alone else self.file

    @property
    def is_alone(self) -> bool:
        """Return whether it has nothing to do with others of its file."""
        return self.facts is not None and self.facts.is_alone

    @cached_property
    def key(self) -> str:
        """Return the hash of its content alone, under which what is computed of it is kept; "" while not known."""
        if self.frame is None or not self.sha256:
            return self.sha256
        return self.facts.key(self.sha256, self.frame) if self.facts else sha256_of(self.sha256, self.frame)


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """All examples that were found, in the order of their files."""

    folder: Path
    examples: tuple[Example, ...]
    #: the name of the modality of all of them
    kind: str = MODALITIES[0].name
    #: what their labels are: the kind of the target
    target_kind: str = USUAL.kind
    #: the table that was chosen; None where it was the folder
    table: Path | None = None
    #: hidden files and files of other types, which were passed over
    skipped: int = 0
    #: what a person should know of how it was listed
    said: tuple[Message, ...] = ()

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Return the labels in alphabetical order; a label's place is its number everywhere."""
        return tuple(sorted({example.label for example in self.examples} - {""}))

    @cached_property
    def target(self) -> Target:
        """Return what is predicted of the examples."""
        return kind_of(self.target_kind, KIND).of_labels(self.classes)

    @property
    def modality(self) -> Modality:
        """Return what knows what the examples are made of."""
        return modality_named(self.kind)

    @property
    def source(self) -> Path:
        """Return the folder or table that the user chose."""
        return self.table or self.folder

    @cached_property
    def readable(self) -> tuple[Example, ...]:
        return tuple(example for example in self.examples if not example.problem)

    @cached_property
    def by_name(self) -> tuple[Example, ...]:
        """Return all examples in the order in which a person counts: 2 before 10. Slow for very many; it is kept."""
        return tuple(sorted(self.examples, key=lambda example: (natural_key(example.file), example.frame or 0)))

    @property
    def problems(self) -> tuple[Example, ...]:
        """Return the examples that cannot be used; each says why."""
        return tuple(example for example in self.examples if example.problem)

    @property
    def left_out(self) -> tuple[Example, ...]:
        """Return readable examples that are in no part: copies of others, and those of classes that were left out."""
        return tuple(example for example in self.readable if example.split is None)

    @cached_property
    def fingerprint(self) -> str:
        """Return a hash of all that training sees: content, label and split of each readable example, in order."""
        return sha256_of([[example.key, example.label, example.split] for example in self.readable])

    def of(self, split: Split) -> tuple[Example, ...]:
        """Return the readable examples of one part."""
        return tuple(example for example in self.readable if example.split == split)

    def path(self, example: Example) -> Path:
        return self.folder / example.file

    def with_examples(self, examples: Iterable[Example]) -> Dataset:
        return replace(self, examples=tuple(examples))

    def save(self, path: Path) -> None:
        """Write the source, and one row an example. No other file of a project names files, folders or subjects.

        The file is in UTF-8, whatever the names are in. Columns that only the file there has stay in it.
        """
        columns = (*BEFORE, *self.modality.columns, *BEHIND)
        others, cells = _other_columns(path, columns)
        blank = [""] * len(others)
        with (
            written_beside(path) as beside,
            open(beside, "w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.writer(file)
            writer.writerow([*columns, *others])
            source = (
                f"{self.folder.absolute().as_posix().rstrip('/')}/" if self.table is None else self.table.as_posix()
            )
            source = written_name(source)
            said = "\n".join(" ".join(printable(cell_of(message)).splitlines()) for message in self.said)
            first = {
                "file": source,
                "split": SOURCE,
                "class": naming(self.target_kind).get("target", ""),
                "given class": f"{WRITTEN_IN} {format_of(KIND)}",
                "problem": said,
            }
            writer.writerow([*(first.get(column, "") for column in columns), *cells.get(("", ""), blank)])
            for example in self.examples:
                row = _row(example, self.modality)
                writer.writerow([*row, *cells.get((str(row[0]), str(row[1])), blank)])

    @classmethod
    def load(cls, path: Path) -> Dataset:
        """Read what `save` wrote. Raise UserError where the file is missing or damaged."""
        with _rows(path) as (modality, rows):
            first = next(rows, {})
            table, folder = _source(first)
            said = tuple(filter(None, map(message_in, first.get("problem", "").splitlines())))
            examples = tuple(_example(row, modality) for row in rows)
            return cls(
                folder=folder,
                table=table,
                said=said,
                examples=examples,
                kind=modality.name,
                target_kind=_target_kind(first),
            )


def source_of(path: Path) -> Path:
    """Return the folder or table that was chosen, of the dataset in this file.

    Raise UserError as `Dataset.load` does.
    """
    with _rows(path) as (_, rows):
        table, folder = _source(next(rows, {}))
        return table or folder


@contextmanager
def _rows(path: Path) -> Iterator[tuple[Modality, Iterator[dict[str, str]]]]:
    try:
        with read_table(path, NEEDED) as table:
            yield _modality_of(table.columns), _in_unicode(table.rows)
    except UserError:
        raise
    except (OSError, ValueError, KeyError, csv.Error) as error:
        reason = f" ({error})" if type(error) is ValueError else ""
        raise refusal_by_disk(error) or UserError(Message("list-unreadable", file=path.name, detail=reason)) from error


def _modality_of(columns: Collection[str]) -> Modality:
    """Return the one whose columns a list has. Raise ValueError where it has those of none."""
    for modality in MODALITIES:
        if set(modality.needed_columns).issubset(columns):
            return modality
    missing = next(name for name in MODALITIES[0].needed_columns if name not in columns)
    raise ValueError(f"the column “{missing}” is missing")


def _in_unicode(rows: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Yield the rows of a file with a format number, in which all is Unicode: what is not comes of another program."""
    is_numbered = False
    for row in rows:
        is_numbered = is_numbered or row.get("given class", "").startswith(WRITTEN_IN)
        if is_numbered and not all(map(is_unicode, row.values())):
            raise ValueError("it is no longer in UTF-8; save it as “CSV UTF-8”")
        yield row


def _other_columns(path: Path, known: Collection[str]) -> tuple[list[str], dict[tuple[str, str], list[str]]]:
    """Return columns that a person or a later version has added to the file, and their cells by file and frame."""
    if not path.is_file():
        return [], {}
    try:
        with read_table(path, NEEDED) as table:
            of_its_kind = _modality_of(table.columns).columns  # they go with it, where the list was of another kind
            others = [name for name in table.columns if name and name not in (*known, *of_its_kind)]
            if not others:
                return [], {}
            named = ((row, row["split"] == SOURCE) for row in table.rows)
            cells = {
                ("", "") if is_source else (row["file"], row["frame"]): [row[name] for name in others]
                for row, is_source in named
            }
            return others, cells
    except (OSError, ValueError, csv.Error):
        put_aside(path)
        return [], {}


def _source(row: dict[str, str]) -> tuple[Path | None, Path]:
    """Return the table, if it was one, and the folder from which the files are named."""
    if row.get("split") != SOURCE:
        raise ValueError("the first row does not name the source")
    written, _, number = row.get("given class", "").partition(" ")
    if written == WRITTEN_IN and number.isdecimal() and int(number[:9]) > format_of(KIND):
        raise LaterFormat(Message("list-of-later-version"))
    path = Path(name_as_written(row["file"]))
    return (None, path) if row["file"].endswith("/") else (path, path.parent)


def _target_kind(row: dict[str, str]) -> str:
    """Return what the first row says that labels are."""
    return kind_of(row.get("class") or USUAL.kind, KIND).kind


def _row(example: Example, modality: Modality) -> list[str | int | float]:
    return [
        written_name(example.file), "" if example.frame is None else example.frame + 1, example.label, example.subject,
        example.patient, example.site, example.split or "", example.sha256, *modality.cells_of(example.facts),
        example.size, example.modified, example.together, DROPPED if example.dropped else "", cell_of(example.problem),
        example.given_label,
    ]  # fmt: skip


def _example(row: dict[str, str], modality: Modality) -> Example:
    return Example(
        file=name_as_written(row["file"]),
        frame=whole_number(row["frame"], "frame") - 1 if row["frame"] else None,
        label=row["class"],
        subject=_hash(row["subject"], "subject"),
        patient=_hash(row.get("patient", ""), "patient"),
        site=_hash(row.get("site", ""), "site"),
        split=Split(row["split"]) if row["split"] else None,
        sha256=_hash(row["sha256"], "sha256"),
        facts=modality.facts_of(row),
        size=_fact_of_file(row.get("size", "")),
        modified=_fact_of_file(row.get("modified", "")),
        together=row["together"],
        dropped=_is_dropped(row["dropped"]),
        problem=message_in(row["problem"]),
        given_label=row.get("given class", ""),
    )


def _fact_of_file(text: str) -> int:
    """Return 0 where a spreadsheet program has rounded it, as in 1.79E+18: the file is then opened once more."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0


def _hash(text: str, column: str) -> str:
    """A spreadsheet program that takes a hash for a number rounds it: subjects would be mixed up."""
    if "+" in text or "," in text or "." in text:
        raise ValueError(f"“{text[:24]}” in the column “{column}” is no longer the hash that was written")
    return text


def _is_dropped(text: str) -> bool:
    if text not in ("", DROPPED):
        raise ValueError(f"“{text[:20]}” in the column “dropped” is neither empty nor “{DROPPED}”")
    return text == DROPPED
