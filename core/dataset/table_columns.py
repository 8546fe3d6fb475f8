"""Columns of a table: which of them is what, by the user's choice, by the usual names, or by what stands in them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from core.dataset.column_contents import IMAGE_NAME, JUDGED_ROWS, ONES, ColumnContents, cell_at, is_text
from core.dataset.column_names import FACTS, MAYBE_FILE, PART_COLUMN, UID_NAMES, UNSURE, USUAL_NAMES
from core.dataset.columns import CONTENT, NEEDED, Columns, Role, plain
from core.dataset.part_names import is_plain, part_name
from core.dataset.refused_columns import RefusedColumns
from core.dataset.table_cells import several_in
from core.dataset.table_header import has_header
from core.dataset.table_sheets import Row
from core.dataset.taken_columns import Taken
from core.errors import UserError
from core.messages import Message

UID = re.compile(r"[0-2](\.\d+){4,}")
BETWEEN_FINDINGS = "|"
#: in a cell, on average, from which a column that is called so holds text
SHORT_TEXT_WORDS = 1.5


def take_columns(table: str, rows: Sequence[Row], chosen: Columns, with_class: bool) -> Taken:
    """Return what each column of a table is, whose first row names them.

    Raise UserError where one that is needed is not there, or holds more than one class an example.
    """
    return _Judge(table, rows, chosen).taken(with_class)


def likely_places(table: str, rows: Sequence[Row], chosen: Columns) -> dict[Role, int]:
    """Return the places as far as they can be known, for a person to go on from."""
    return _Judge(table, rows, chosen).likely()


class _Judge:
    """Looks at the names of columns, and where these leave a doubt at what stands in them."""

    def __init__(self, table: str, rows: Sequence[Row], chosen: Columns):
        self._table, self._chosen = table, chosen
        header = rows[0][1] if rows else []
        self._has_header = has_header(rows)
        self._header = tuple(header) if self._has_header else tuple(str(place + 1) for place in range(len(header)))
        self._numbered = rows[1:] if self._has_header else rows
        self._contents = ColumnContents([cells for _, cells in self._numbered[:JUDGED_ROWS]])
        self._refused = RefusedColumns(table, self._header, self._contents)
        self._plain = [plain(name) for name in self._header]
        #: the places of columns that could be meant as well
        self._others: dict[Role, tuple[int, ...]] = {}

    def taken(self, with_class: bool) -> Taken:
        places = self._chosen_places()
        uid = "" if self._take_text(places) else self._take_file(places)
        one_hot: tuple[int, ...] = ()
        if not with_class:
            places.pop(Role.CLASS, None)
        elif Role.CLASS not in places:
            one_hot = self._take_class(places)
        if Role.CLASS in places:
            self._check_single(places[Role.CLASS])
        for role in (Role.SPLIT, Role.SITE, Role.FRAME, Role.SUBJECT):
            if self._chosen.of(role) is None and (place := self._by_name(role, places)) is not None:
                places[role] = place
        return Taken(
            header=self._header, places=places, one_hot=one_hot, uid=uid, others=self._other_names(places),
            unused_parts=self._unused_parts(places), has_header=self._has_header,
        )  # fmt: skip

    def likely(self) -> dict[Role, int]:
        places: dict[Role, int] = {}
        with suppress(UserError):
            places = self._chosen_places()
        with suppress(UserError):
            if not self._take_text(places):
                self._take_file(places)
        for role in Role:
            if role not in (*places, *CONTENT) and self._chosen.of(role) is None:
                place = self._by_name(role, places)
                if place is not None:
                    places[role] = place
        return places

    def _chosen_places(self) -> dict[Role, int]:
        return {role: self._place(name) for role in Role if (name := self._chosen.of(role))}

    def _place(self, name: str) -> int:
        """Return the place of the column that the user named: as written, else in any case, else by its number."""
        if name in self._header:
            return self._only(
                self._header.index(name), [place for place, one in enumerate(self._header) if one == name]
            )
        if plain(name) and plain(name) in self._plain:
            return self._first_called(plain(name))
        if name.isdecimal() and 1 <= int(name) <= len(self._header):
            return int(name) - 1
        near, columns = difflib.get_close_matches(name, self._header, n=1), self._refused.names
        if near:
            message = Message("column-not-there-but-near", table=self._table, name=name, near=near[0], columns=columns)
        else:
            message = Message("column-not-there", table=self._table, name=name, columns=columns)
        raise self._refused.unknown(message)

    def _take_text(self, places: dict[Role, int]) -> bool:
        """Put the column of texts into `places`, where these and no files are listed. Return whether they are."""
        if Role.TEXT in places:
            places.pop(Role.FILE, None)
            return True
        if Role.FILE in places or self._chosen.of(Role.TEXT) == "" or self._names_files():
            return False
        named, texts = self._by_name(Role.TEXT, places), self._longest_texts(places)
        if named is None and not texts:
            return False
        places[Role.TEXT] = texts[0] if named is None else named
        also_named = self._others.get(Role.TEXT, ())
        self._others[Role.TEXT] = tuple(dict.fromkeys((*also_named, *texts)))
        return True

    def _names_files(self) -> bool:
        """Return whether a column is called as one of files, or holds them."""
        columns = range(len(self._header))
        called = set(USUAL_NAMES[Role.FILE]) | set(UID_NAMES)
        return any(self._plain[place] in called and not self._contents.is_text(place) for place in columns) or any(
            self._contents.holds_images(place) for place in columns
        )

    def _other_names(self, places: Mapping[Role, int]) -> dict[Role, tuple[str, ...]]:
        """Return the columns that could be meant as well, and were not taken for anything."""
        taken = {self._header[place] for place in places.values()}
        others = {role: [self._header[place] for place in found] for role, found in self._others.items()}
        return {role: tuple(name for name in names if name not in taken) for role, names in others.items()}

    def _longest_texts(self, places: Mapping[Role, int]) -> list[int]:
        """Return the columns of sentences, the one with most words first; those of the class are none."""
        free = [place for place in range(len(self._header)) if place not in places.values()]
        return sorted(filter(self._holds_texts, free), key=lambda place: -self._contents.words(place))

    def _holds_texts(self, place: int) -> bool:
        return self._contents.is_text(place) and not self._contents.repeats(place)

    def _take_file(self, places: dict[Role, int]) -> str:
        """Put the column of files into `places`; return the DICOM element whose UIDs it holds, or ""."""
        if Role.FILE not in places:
            place = self._by_name(Role.FILE, places)
            by_uid = [self._plain.index(name) for name in UID_NAMES if name in self._plain]
            if place is None and by_uid:
                place = by_uid[0]
            if place is None:
                place = self._by_content(places)
            if place is None:
                raise self._refused.without_file()
            places[Role.FILE] = place
        known = UID_NAMES.get(self._plain[places[Role.FILE]], "")
        values = self._contents.values(places[Role.FILE])
        if values and all(UID.fullmatch(value) for value in values):
            return known or "any"
        return known if values and not any(IMAGE_NAME.fullmatch(value) for value in values) else ""

    def _by_name(self, role: Role, places: Mapping[Role, int]) -> int | None:
        free = [
            self._plain.index(name)
            for name in USUAL_NAMES[role]
            if name in self._plain and self._plain.index(name) not in places.values()
        ]
        free = [place for place in free if self._fits(role, place)]
        if role is Role.CLASS and Role.TEXT in places:  # one of “findings” may hold another text
            free = [place for place in free if not self._holds_texts(place)] or free
        if role in NEEDED and len(free) > 1:
            self._others[role] = tuple(free[1:])
        return self._first_called(self._plain[free[0]]) if free else None

    def _first_called(self, name: str) -> int:
        """Return the column of this plain name. Raise ColumnsUnknown where there are several, and they differ."""
        places = [place for place, one in enumerate(self._plain) if one == name]
        return self._only(places[0], places)

    def _only(self, place: int, places: Sequence[int]) -> int:
        for number, cells in self._numbered:
            if len({cell_at(cells, one) for one in places}) > 1:
                name, numbers = self._header[place], [str(one + 1) for one in places]
                raise self._refused.unknown(
                    Message("columns-called-alike", table=self._table, name=name, row=number, numbers=numbers)
                )
        return place

    def _unused_parts(self, places: Mapping[Role, int]) -> tuple[str, ...]:
        """Return columns that are called as if they gave the part of an example, where nothing was taken for it."""
        if Role.SPLIT in places or self._chosen.of(Role.SPLIT) is not None or not self._has_header:
            return ()
        return tuple(
            name
            for place, name in enumerate(self._header)
            if place not in places.values()
            and (self._plain[place] in USUAL_NAMES[Role.SPLIT] or PART_COLUMN.fullmatch(self._plain[place]))
            and self._contents.values(place)
        )

    def _fits(self, role: Role, place: int) -> bool:
        """Return whether what stands in a column fits, since its name may mean something else."""
        if role is Role.TEXT:
            return is_text(self._contents.values(place), SHORT_TEXT_WORDS)
        if self._plain[place] not in UNSURE.get(role, ()):
            return True
        values = self._contents.values(place)
        if role is Role.SPLIT:
            return all(is_plain(value) and part_name(value) for value in values)
        return len(set(values)) < len(values)  # a number for each row is no patient

    def _by_content(self, places: Mapping[Role, int]) -> int | None:
        """Return the column of files in a table that does not call it so."""
        free = [place for place in range(len(self._header)) if place not in places.values()]
        of_images = [place for place in free if self._contents.holds_images(place)]
        if len(of_images) == 1:
            return of_images[0]
        maybe = [self._plain.index(name) for name in MAYBE_FILE if name in self._plain]
        return next((place for place in maybe if place in free and not self._contents.is_text(place)), None)

    def _take_class(self, places: dict[Role, int]) -> tuple[int, ...]:
        place = self._by_name(Role.CLASS, places)
        is_of_two = len(self._header) == 2 and (Role.TEXT in places or not self._has_header)
        if place is None and is_of_two:
            place = 1 - next(places[role] for role in CONTENT if role in places)
        if place is not None:
            places[Role.CLASS] = place
            return ()
        columns = self._zero_one_columns(places)
        if len(columns) < 2:
            raise self._refused.without_class(columns)
        for number, cells in self._numbered:
            ones = sum(cell_at(cells, place) in ONES for place in columns)
            if ones != 1:
                raise self._refused.several_findings(columns, number, ones)
        return tuple(columns)

    def _check_single(self, place: int) -> None:
        """Some tables list the findings of an example in one cell."""
        labels = {cell_at(cells, place) for _, cells in self._numbered}
        for number, cells in self._numbered:
            parts = [part.strip() for part in cell_at(cells, place).split(BETWEEN_FINDINGS)]
            if (len(parts) > 1 and not labels.isdisjoint(parts)) or several_in(cell_at(cells, place), labels):
                raise self._refused.unknown(
                    Message("several-classes-in-cell", table=self._table, cell=cell_at(cells, place), row=number)
                )

    def _zero_one_columns(self, places: Mapping[Role, int]) -> list[int]:
        free = [place for place in range(len(self._header)) if place not in places.values()]
        return [
            place for place in free if self._plain[place] not in ("", *FACTS) and self._contents.is_zero_or_one(place)
        ]
