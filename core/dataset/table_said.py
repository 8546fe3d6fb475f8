"""Word how a table was taken: how it was read, how its files were found, and what in it was passed over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from core.dataset.column_contents import is_text
from core.dataset.columns import Columns, Role
from core.dataset.dataset import Example, Split
from core.dataset.part_names import parts_of
from core.dataset.table_files import FileFinder, FoundFile
from core.dataset.table_grid import Grid
from core.dataset.table_paths import IN_WORDS, Way
from core.dataset.taken_columns import Taken
from core.messages import Message
from core.storage.readable_names import readable_path

SHOWN = 3
#: a column with more of them may be called as its first text
MOST_WORDS_OF_A_NAME = 6
ROLES = {
    Role.FILE: Message("role-file"),
    Role.CLASS: Message("role-class"),
    Role.SUBJECT: Message("role-subject"),
    Role.SPLIT: Message("role-split"),
    Role.SITE: Message("role-site"),
    Role.FRAME: Message("role-frame"),
    Role.TEXT: Message("role-text"),
}
#: in what rows of one example differ
CONTRADICTED_IN = {
    "classes": Message("in-classes"),
    "subjects": Message("in-subjects"),
    "parts": Message("in-parts"),
}


class Said:
    """Messages for a person, each once and with a count, in the order in which they are read."""

    def __init__(self, table: str):
        self._table = table
        self._messages: list[Message] = []
        self._without_file: list[int] = []
        self._without_class: list[int] = []
        self._longer: list[int] = []
        self._again: list[Example] = []
        self._contradicted: dict[tuple[str, int | None], str] = {}
        #: in which an example is listed
        self.rows: dict[tuple[str, int | None], list[int]] = defaultdict(list)

    def __iter__(self) -> Iterator[Message]:
        yield from self._messages
        if self._without_file:
            rows = self._without_file
            yield Message("rows-without-file", rows=len(rows), row=rows[0], table=self._table)
        if self._without_class:
            rows = self._without_class
            yield Message("rows-without-class", rows=len(rows), row=rows[0], table=self._table)
        if self._longer:
            rows = self._longer
            yield Message("rows-with-more-cells", rows=len(rows), row=rows[0], table=self._table)
        if self._again:
            first, second = self.rows[self._again[0].name][:2]
            yield Message("rows-given-again", rows=len(self._again), table=self._table, first=first, second=second)
        if self._contradicted:
            yield self._contradictions()

    def say_reading(self, grid: Grid, taken: Taken, chosen: Columns, comments: int) -> None:
        if grid.assumed:
            self._messages.append(_encoding_message(self._table, grid, taken))
        if not taken.is_plain and any(chosen.of(role) is None for role in taken.places):
            self._messages.append(_columns_message(self._table, grid, taken))
        self._messages += _sheet_messages(self._table, grid, taken)
        if broken := grid.broken_lines:
            self._messages.append(
                Message(
                    "json-lines-left-out", lines=len(broken), table=self._table, rows=list(map(str, broken[:SHOWN]))
                )
            )
        if taken.unused_parts:
            self._messages.append(_unused_message(self._table, taken))
        if comments:
            self._messages.append(Message("comments-passed-over", comments=comments, table=self._table))

    def say_found(
        self, rows: Sequence[tuple[int, str]], found: Mapping[str, Sequence[FoundFile]], finder: FileFinder
    ) -> None:
        """Report of each row its number and what it names."""
        total = len(rows)
        ways = Counter(one.ways for _, text in rows for one in found[text][:1] if one.file and one.ways)
        for way, count in ways.most_common():
            how = [IN_WORDS[each] for each in Way if each in way]
            self._messages.append(Message("paths-found", paths=count, total=total, how=how))
        if by_uid := sum(any(one.file and one.is_by_uid for one in found[text]) for _, text in rows):
            self._messages.append(Message("uids-found", uids=by_uid, total=total))
        several = [(number, text) for number, text in rows if any(one.several for one in found[text])]
        lost = [(number, text) for number, text in rows if not any(one.file or one.several for one in found[text])]
        if several:
            number, text = several[0]
            files = [readable_path(file) for file in found[text][0].several[:SHOWN]]
            self._messages.append(
                Message("uids-fit-several-files", uids=len(several), total=total, row=number, files=files)
                if found[text][0].is_by_uid
                else Message(
                    "paths-fit-several-files", paths=len(several), total=total, row=number, text=text, files=files
                )
            )
        if lost and len(lost) < total:
            self._messages.append(_lost_message(lost, total, found, finder))

    def say_unused_parts(self, files: Iterable[str]) -> None:
        """Report that a table names no parts although its examples lie in folders that are called so."""
        parts = parts_of({folder for file in files for folder in PurePosixPath(file).parts[:-1]})
        if Split.TRAIN in parts.values() and len(set(parts.values())) > 1:
            self._messages.append(Message("table-without-parts", table=self._table, folders=sorted(parts)))

    def say_without_file(self, row: int) -> bool:
        """Return False: no example is listed."""
        self._without_file.append(row)
        return False

    def say_without_class(self, row: int) -> None:
        if row not in self._without_class[-1:]:
            self._without_class.append(row)

    def say_longer(self, row: int) -> None:
        if row not in self._longer[-1:]:
            self._longer.append(row)

    def say_again(self, example: Example, contradiction: str) -> None:
        if contradiction:
            self._contradicted[example.name] = contradiction
        else:
            self._again.append(example)

    def say_nothing_is_listed(self) -> None:
        if not self._without_file:
            self._messages.append(Message("no-rows"))

    def _contradictions(self) -> Message:
        name, what = next(iter(self._contradicted.items()))
        more = len(self._contradicted) - 1
        rows = [str(row) for row in self.rows[name][:2]]
        if not more:
            return Message("row-contradicts", table=self._table, file=name[0], rows=rows, what=CONTRADICTED_IN[what])
        return Message(
            "rows-contradict", table=self._table, file=name[0], rows=rows, what=CONTRADICTED_IN[what], more=more
        )


def _encoding_message(table: str, grid: Grid, taken: Taken) -> Message:
    texts = (
        *(taken.cell(Role.CLASS, cells) for _, cells in grid.rows),
        *(taken.cell(Role.FILE, cells) for _, cells in grid.rows),
    )
    example = next((text for text in texts if not text.isascii()), "")
    if not example:
        return Message("table-read-as", table=table, encoding=grid.assumed)
    return Message("table-read-as-with-example", table=table, encoding=grid.assumed, example=example)


def _sheet_messages(table: str, grid: Grid, taken: Taken) -> Iterator[Message]:
    if grid.other_sheets:
        yield Message("other-sheets", sheet=grid.sheet, table=table, others=grid.other_sheets[:SHOWN])
    if hidden := sum(number in grid.marks.hidden_rows for number, _ in grid.rows):
        yield Message("rows-hidden", rows=hidden, table=table)
    for role, place in taken.places.items():
        if place in grid.marks.hidden_columns:
            yield Message("column-hidden", column=_shown(taken.name(role), taken), table=table, role=ROLES[role])
    if formulas := grid.marks.formulas:
        yield Message("formulas-without-value", formulas=formulas, table=table)


def _unused_message(table: str, taken: Taken) -> Message:
    names = taken.unused_parts
    return Message("columns-not-used", columns=names[:SHOWN], number=len(names), table=table)


def _columns_message(table: str, grid: Grid, taken: Taken) -> Message:
    meanings = [_taken_for(role, taken) for role in Role if role in taken.places]
    if taken.one_hot:
        names = [taken.header[place] for place in taken.one_hot[:SHOWN]]
        meanings.insert(
            1,
            Message("class-is-one-of-more", columns=names)
            if len(taken.one_hot) > SHOWN
            else Message("class-is-one-of", columns=names),
        )
    if grid.sheet and not taken.has_header:
        return Message("columns-taken-by-number-of-sheet", table=table, sheet=grid.sheet, taken=meanings)
    if not taken.has_header:
        return Message("columns-taken-by-number", table=table, taken=meanings)
    if grid.sheet:
        return Message("columns-taken-of-sheet", table=table, sheet=grid.sheet, taken=meanings)
    return Message("columns-taken", table=table, taken=meanings)


def _taken_for(role: Role, taken: Taken) -> Message:
    others = tuple(_shown(name, taken) for name in taken.others.get(role, ())[:SHOWN])
    column = _shown(taken.name(role), taken)
    if others:
        return Message("column-taken-perhaps", role=ROLES[role], column=column, others=others)
    return Message("column-taken", role=ROLES[role], column=column)


def _shown(name: str, taken: Taken) -> str:
    """Return the name of a column; its number where it may be a text, of which none may stand in a kept file."""
    return str(taken.header.index(name) + 1) if is_text([name], MOST_WORDS_OF_A_NAME) and name in taken.header else name


def _lost_message(
    lost: Sequence[tuple[int, str]], total: int, found: Mapping[str, Sequence[FoundFile]], finder: FileFinder
) -> Message:
    number, text = lost[0]
    if any(one.is_by_uid for one in found[text]):
        return Message("uids-not-found", uids=len(lost), total=total, row=number)
    if near := list(finder.near(text)):
        return Message("paths-not-found-but-near", paths=len(lost), total=total, row=number, text=text, near=near)
    return Message("paths-not-found", paths=len(lost), total=total, row=number, text=text)
