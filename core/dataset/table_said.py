"""What is said of a table: how it was read, how its files were found, and what in it was passed over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from core.dataset.columns import Columns, Role
from core.dataset.dataset import Example, Split
from core.dataset.part_names import parts_of
from core.dataset.table_columns import Taken
from core.dataset.table_files import FileFinder, FoundFile
from core.dataset.table_grid import Grid
from core.dataset.table_paths import Way
from core.storage.readable_names import readable_path

CHANGE_COLUMNS = "Others can be chosen: --columns on the command line, “Columns …” in the window."
SHOWN = 3


class Said:
    """Sentences for a person, each once and with a count, in the order in which they are read."""

    def __init__(self, table: str):
        self._table = table
        self._sentences: list[str] = []
        self._without_file: list[int] = []
        self._without_class: list[int] = []
        self._longer: list[int] = []
        self._again: list[Example] = []
        self._contradicted: dict[tuple[str, int | None], str] = {}
        #: in which an image is listed
        self.rows: dict[tuple[str, int | None], list[int]] = defaultdict(list)

    def __iter__(self) -> Iterator[str]:
        yield from self._sentences
        if self._without_file:
            yield f"{self._rows(self._without_file)} no file; passed over."
        if self._without_class:
            yield f"{self._rows(self._without_class)} no class; listed, and left out."
        if self._longer:
            yield f"{self._rows(self._longer)} more cells than there are columns; listed, and left out."
        if self._again:
            first, second = self.rows[self._again[0].name][:2]
            count = _counted(len(self._again), "row")
            yield f"{count} of “{self._table}” given again, as {first} in {second}; each image is listed once."
        if self._contradicted:
            yield self._contradictions()

    def say_reading(self, grid: Grid, taken: Taken, chosen: Columns, comments: int) -> None:
        if grid.assumed:
            self._sentences.append(_encoding_sentence(self._table, grid, taken))
        if not taken.is_plain and any(chosen.of(role) is None for role in taken.places):
            self._sentences.append(_columns_sentence(self._table, grid, taken))
        self._sentences += _sheet_sentences(self._table, grid, taken)
        if taken.unused_parts:
            self._sentences.append(_unused_sentence(self._table, taken))
        if comments:
            self._sentences.append(f"{_counted(comments, 'comment')} in “{self._table}” passed over.")

    def say_found(
        self, rows: Sequence[tuple[int, str]], found: Mapping[str, Sequence[FoundFile]], finder: FileFinder
    ) -> None:
        """Say of each row its number and what it names."""
        total = len(rows)
        ways = Counter(one.ways for _, text in rows for one in found[text][:1] if one.file and one.ways)
        for way, count in ways.most_common():
            *first, last = (each.value for each in Way if each in way)
            how = f"{', '.join(first)} and {last}" if first else last
            self._sentences.append(f"{count:,} of {total:,} paths were found {how}.")
        if by_uid := sum(any(one.file and one.is_by_uid for one in found[text]) for _, text in rows):
            self._sentences.append(f"{by_uid:,} of {total:,} UIDs were found in the headers of DICOM files.")
        several = [(number, text) for number, text in rows if any(one.several for one in found[text])]
        lost = [(number, text) for number, text in rows if not any(one.file or one.several for one in found[text])]
        if several:
            number, text = several[0]
            files = ", ".join(f"“{readable_path(file)}”" for file in found[text][0].several[:SHOWN])
            named = "that UID" if found[text][0].is_by_uid else f"“{text}”"
            self._sentences.append(
                f"{len(several):,} of {total:,} paths fit several files, and are not guessed. The first is in row "
                f"{number}, {named}: {files}."
            )
        if lost and len(lost) < total:
            self._sentences.append(_lost_sentence(lost, total, found, finder))

    def say_unused_parts(self, files: Iterable[str]) -> None:
        """Say that a table names no parts although its images lie in folders that are called so."""
        parts = parts_of({folder for file in files for folder in PurePosixPath(file).parts[:-1]})
        if Split.TRAIN in parts.values() and len(set(parts.values())) > 1:
            names = " and ".join(f"“{name}”" for name in sorted(parts))
            self._sentences.append(
                f"“{self._table}” gives no parts, so that images of the folders {names} are split together. A column "
                "split would keep them apart."
            )

    def say_without_file(self, row: int) -> bool:
        """Always False, as no image is listed."""
        self._without_file.append(row)
        return False

    def say_without_class(self, row: int) -> None:
        if row not in self._without_class[-1:]:
            self._without_class.append(row)

    def say_longer(self, row: int) -> None:
        if row not in self._longer[-1:]:
            self._longer.append(row)

    def say_again(self, image: Example, contradiction: str) -> None:
        if contradiction:
            self._contradicted[image.name] = contradiction
        else:
            self._again.append(image)

    def say_nothing_is_listed(self) -> None:
        if not self._without_file:
            self._sentences.append("No row stands below the names of its columns.")

    def _contradictions(self) -> str:
        name, what = next(iter(self._contradicted.items()))
        count = len(self._contradicted)
        rest = f", as {count - 1:,} more" if count > 1 else ""
        rows = " and ".join(map(str, self.rows[name][:2]))
        return f"“{self._table}” lists “{name[0]}” twice, in rows {rows}, with different {what}{rest}; left out."

    def _rows(self, numbers: Sequence[int]) -> str:
        if len(numbers) == 1:
            return f"Row {numbers[0]} of “{self._table}” has"
        return f"{len(numbers):,} rows of “{self._table}”, the first of which is {numbers[0]}, have"


def _encoding_sentence(table: str, grid: Grid, taken: Taken) -> str:
    texts = (
        *(taken.cell(Role.CLASS, cells) for _, cells in grid.rows),
        *(taken.cell(Role.FILE, cells) for _, cells in grid.rows),
    )
    example = next((f", as in “{text}”" for text in texts if not text.isascii()), "")
    return (
        f"“{table}” is not in UTF-8: it was read as {grid.assumed}{example}. If that is wrong, save it as “CSV UTF-8”."
    )


def _sheet_sentences(table: str, grid: Grid, taken: Taken) -> Iterator[str]:
    if grid.other_sheets:
        names = " and ".join(f"“{name}”" for name in grid.other_sheets[:SHOWN])
        yield f"The sheet “{grid.sheet}” of “{table}” was read, and not {names}, where images are listed, too."
    if hidden := sum(number in grid.marks.hidden_rows for number, _ in grid.rows):
        yield f"{_counted(hidden, 'row')} of “{table}” {_are(hidden)} hidden there, and read like all."
    for role, place in taken.places.items():
        if place in grid.marks.hidden_columns:
            yield f"The column “{taken.name(role)}” of “{table}”, which is taken for the {role}, is hidden there."
    if formulas := grid.marks.formulas:
        yield (
            f"{_counted(formulas, 'formula')} in “{table}” came without a value, and {_are(formulas)} taken for empty. "
            "Open and save it in a spreadsheet program."
        )


def _unused_sentence(table: str, taken: Taken) -> str:
    names = " and ".join(f"“{name}”" for name in taken.unused_parts[:SHOWN])
    several = len(taken.unused_parts) > 1
    return (
        f"The column{'s' if several else ''} {names} of “{table}” {'were' if several else 'was'} not used: what stands "
        "there does not name training, validation and test."
    )


def _columns_sentence(table: str, grid: Grid, taken: Taken) -> str:
    def what(role: Role) -> str:
        others = " or ".join(f"“{name}”" for name in taken.others.get(role, ())[:SHOWN])
        return f"{role} is “{taken.name(role)}”" + (f" (perhaps {others})" if others else "")

    told = [what(role) for role in Role if role in taken.places]
    if taken.one_hot:
        names = ", ".join(f"“{taken.header[place]}”" for place in taken.one_hot[:SHOWN])
        more = ", …" if len(taken.one_hot) > SHOWN else ""
        told.insert(1, f"class is that of {names}{more} which is 1")
    sheet = f", sheet “{grid.sheet}”" if grid.sheet else ""
    by_number = "" if taken.has_header else ", whose columns have numbers instead of names"
    return f"In “{table}”{sheet}{by_number}: {', '.join(told)}. {CHANGE_COLUMNS}"


def _lost_sentence(
    lost: Sequence[tuple[int, str]], total: int, found: Mapping[str, Sequence[FoundFile]], finder: FileFinder
) -> str:
    number, text = lost[0]
    if any(one.is_by_uid for one in found[text]):
        return f"{len(lost):,} of {total:,} UIDs were not found in any DICOM file; the first is in row {number}."
    near = ", ".join(f"“{file}”" for file in finder.near(text))
    return f"{len(lost):,} of {total:,} paths were not found. The first is in row {number}, “{text}”" + (
        f"; near it: {near}." if near else "."
    )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _counted(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number:,} {thing}s"
