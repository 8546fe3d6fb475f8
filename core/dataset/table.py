"""Tables: files that list examples with their class and, where known, subject, split, site and frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.dataset.column_contents import IMAGE_NAME, is_text
from core.dataset.columns import Columns, Role, naming_files
from core.dataset.dataset import Example, Split
from core.dataset.listed import NO_CLASS, SHIFTED, ListedExample, TableListing, with_size
from core.dataset.opened_table import OpenedTable, Row, open_table, splits_in
from core.dataset.refused_columns import text_refusal
from core.dataset.table_files import FileFinder, FoundFile
from core.dataset.table_grid import is_table as is_table
from core.dataset.table_identifiers import find_identified
from core.dataset.table_said import Said
from core.dataset.table_texts import list_texts
from core.dataset.taken_columns import Taken
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.example_files import ExampleFiles
from core.process.failures import NOT_THERE
from core.process.worker_pool import WorkerPool
from core.storage.readable_names import readable_path

SEVERAL_FIT = Message("several-files-fit")
CONTRADICTED = {
    "classes": Message("listed-twice-other-classes"),
    "subjects": Message("listed-twice-other-subjects"),
    "parts": Message("listed-twice-other-parts"),
}


def list_table(
    table: Path,
    kind: ExampleFiles,
    with_class: bool,
    columns: Columns | None = None,
    job: Job | None = None,
    pool: WorkerPool[Any] | None = None,
) -> TableListing:
    """Return its examples in the order of their files. Raise UserError where the table is not sound."""
    job = job or Job()
    if kind.in_cells is not None:
        opened = open_table(table, with_class, columns)
        return list_texts(opened, kind, kind.in_cells, with_class, columns or Columns())
    opened = open_table(table, with_class, naming_files(columns))
    said = Said(table.name)
    said.say_reading(opened.grid, opened.taken, columns or Columns(), opened.comments)
    opened = _with_first_row(opened, columns or Columns(), FileFinder(table.parent, kind, job))
    rows = [row for row in opened.rows() if row.of(Role.FILE) or said.say_without_file(row.number)]
    if not rows:
        said.say_nothing_is_listed()
        return TableListing(examples=[], said=tuple(said))
    finder = FileFinder(table.parent, kind, job)
    found = _files_of(opened.taken, rows, finder, job, pool)
    said.say_found([(row.number, row.of(Role.FILE)) for row in rows], found, finder)
    if not any(files for files in found.values() if _file_of(files)):
        raise _none_found(opened, rows, found, finder)
    splits = splits_in(rows, table.name)
    if not any(splits.values()):
        said.say_unused_parts(one.file for files in found.values() for one in files if one.file)
    listed = [
        one for row in rows for one in _listed(row, found[row.of(Role.FILE)], splits, table, kind, with_class, said)
    ]
    merged = _each_once(listed, table.name, said)
    return TableListing(
        examples=sorted(merged, key=lambda one: (one.example.file, one.example.frame or 0)), said=tuple(said)
    )


def _with_first_row(opened: OpenedTable, columns: Columns, finder: FileFinder) -> OpenedTable:
    """Return the table, whose first row may be an example like others where columns were chosen by their numbers."""
    name = columns.file
    if not opened.taken.has_header or not name or name != str(opened.taken.places[Role.FILE] + 1):
        return opened
    first = opened.taken.cell(Role.FILE, opened.grid.header)
    if not first or not finder.find([first])[first].file:
        return opened
    header = tuple(str(place + 1) for place in range(len(opened.grid.header)))
    return replace(opened, taken=replace(opened.taken, header=header, has_header=False))


# ---- which files


def _files_of(
    taken: Taken, rows: Sequence[Row], finder: FileFinder, job: Job, pool: WorkerPool[Any] | None
) -> dict[str, list[FoundFile]]:
    """Return what each text in the column of files means. It is one file, but for the UID of a series or a study."""
    found = {text: [one] for text, one in finder.find(row.of(Role.FILE) for row in rows).items()}
    lost = [text for text, files in found.items() if not _file_of(files)]
    if not taken.uid or not lost:
        return found
    return found | find_identified(lost, taken.uid, finder, job, pool)


def _file_of(files: Sequence[FoundFile]) -> str:
    """Return the first of them; "" where none was found."""
    return files[0].file if files else ""


def _none_found(
    opened: OpenedTable, rows: Sequence[Row], found: dict[str, list[FoundFile]], finder: FileFinder
) -> UserError:
    name, first, text = opened.path.name, rows[0].number, rows[0].of(Role.FILE)
    columns = zip(*(cells for _, cells in opened.grid.rows[1:]), strict=False)
    if (
        not opened.taken.uid
        and any(map(is_text, columns))
        and not any(IMAGE_NAME.fullmatch(row.of(Role.FILE)) for row in rows)
    ):
        return text_refusal(name)
    if several := found[text][0].several:
        files = [readable_path(file) for file in several[:3]]
        if found[text][0].is_by_uid:
            return UserError(Message("files-unclear-by-uid", table=name, row=first, files=files))
        return UserError(Message("files-unclear-by-name", table=name, row=first, text=text, files=files))
    folder = opened.path.parent.name
    if opened.taken.uid:
        return UserError(Message("uids-not-there", table=name, folder=folder, row=first))
    near = list(finder.near(text))
    if not near:
        return UserError(Message("files-not-there", table=name, row=first, text=text, folder=folder))
    return UserError(Message("files-not-there-but-near", table=name, row=first, text=text, folder=folder, near=near))


# ---- what the rows say of them


def _listed(
    row: Row,
    files: Sequence[FoundFile],
    splits: Mapping[str, Split | None],
    table: Path,
    kind: ExampleFiles,
    with_class: bool,
    said: Said,
) -> Iterator[ListedExample]:
    example = Example(
        file="",
        frame=_frame(row.of(Role.FRAME), f"Row {row.number} of “{table.name}”"),
        label=row.of(Role.CLASS) if with_class else "",
        split=splits[row.of(Role.SPLIT)],
    )
    for one in files:
        if one.file:
            found = with_size(replace(example, file=one.file), table.parent / one.file, kind)
        else:
            problem = SEVERAL_FIT if one.several else NOT_THERE.reason
            found = replace(example, file=_name_of_lost(row, one), problem=problem)
        if row.is_longer:
            said.say_longer(row.number)
            found = replace(found, problem=found.problem or SHIFTED)
        if with_class and not example.label:
            said.say_without_class(row.number)
            found = replace(found, problem=found.problem or NO_CLASS)
        said.rows[found.name].append(row.number)
        yield ListedExample(example=found, subject=row.of(Role.SUBJECT), site=row.of(Role.SITE))


def _name_of_lost(row: Row, lost: FoundFile) -> str:
    """Return the name that the table has; but UIDs lead to a patient, and are kept nowhere."""
    return f"row {row.number}" if lost.is_by_uid else row.of(Role.FILE)


def _each_once(listed: Sequence[ListedExample], table: str, said: Said) -> list[ListedExample]:
    """Return one of those that name the same example; where they contradict each other it cannot be used."""
    by_name: dict[tuple[str, int | None], ListedExample] = {}
    for one in listed:
        before = by_name.setdefault(one.example.name, one)
        if before is one:
            continue
        what = _contradiction(before, one)
        said.say_again(one.example, what)
        if what:
            example = replace(before.example, problem=before.example.problem or CONTRADICTED[what])
            by_name[one.example.name] = replace(before, example=example)
    for file, frame in by_name:
        if frame is not None and (file, None) in by_name:
            raise UserError(
                Message(
                    "file-and-frame-listed",
                    table=table,
                    file=file,
                    row_of_file=said.rows[file, None][0],
                    row_of_frame=said.rows[file, frame][0],
                )
            )
    return list(by_name.values())


def _contradiction(one: ListedExample, other: ListedExample) -> str:
    """Return in what two rows of one example differ; "" where they say the same."""
    if one.example.label != other.example.label:
        return "classes"
    if one.subject != other.subject:
        return "subjects"
    return "parts" if one.example.split != other.example.split else ""


def _frame(text: str, where: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise UserError(Message("frame-no-number", where=where, text=text))
    return int(text) - 1
