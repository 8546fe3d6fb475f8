"""Columns of a table: which of them is what, by the user's choice, by the usual names, or by what stands in them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from core.dataset.column_names import FACTS, MAYBE_FILE, PART_COLUMN, TEXT_NAMES, UID_NAMES, UNSURE, USUAL_NAMES
from core.dataset.columns import CONTENT, NEEDED, Columns, ColumnsUnknown, Role, plain
from core.dataset.part_names import is_plain, part_name
from core.dataset.table_cells import is_without_value, looks_like_names, several_in
from core.dataset.table_sheets import Row
from core.errors import UserError
from core.messages import Message

#: rows by which a column is judged
JUDGED_ROWS = 2000
IMAGE_NAME = re.compile(
    r".+\.(png|jpe?g|jpe|jfif|tiff?|bmp|gif|webp|dcm|dicom|ima|nii(\.gz)?|svs|lsm|btf|ndpi|ppm|pgm|jp2|hdr|img)$", re.I
)
UID = re.compile(r"[0-2](\.\d+){4,}")
BETWEEN_FINDINGS = "|"
#: in a cell, on average, from which a column holds text
TEXT_WORDS = 4
#: the same for a column that is called so
SHORT_TEXT_WORDS = 1.5
#: times that the same text stands in a column on average, from which it is no column of texts
MOST_REPEATED = 10
SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The columns of a table, and what each was taken for."""

    header: tuple[str, ...]
    places: Mapping[Role, int]
    #: columns one of which is 1 in each row, which is the class
    one_hot: tuple[int, ...] = ()
    #: of a table whose file column holds UIDs; "" where it names files
    uid: str = ""
    #: names of columns that could have been meant as well
    others: Mapping[Role, tuple[str, ...]]
    #: names of columns that may say something of parts, and do not name them
    unused_parts: tuple[str, ...] = ()
    #: whether the first row names the columns, and is no image itself
    has_header: bool = True

    def name(self, role: Role) -> str:
        """Return the column's name as the table has it; "" where there is none."""
        return self.header[self.places[role]] if role in self.places else ""

    def cell(self, role: Role, cells: Sequence[str]) -> str:
        if role is Role.CLASS and self.one_hot:
            return next((self.header[place] for place in self.one_hot if _cell(cells, place) in ONES), "")
        text = _cell(cells, self.places[role]) if role in self.places else ""
        return "" if role is not Role.FILE and is_without_value(text) else text

    def is_longer(self, cells: Sequence[str]) -> bool:
        """Return whether a row has more cells than there are columns, so that they may stand in the wrong ones."""
        return any(cells[len(self.header) :])

    @cached_property
    def is_plain(self) -> bool:
        """Return whether every column is called what it is."""
        named = all(plain(self.name(role)) == role.value for role in self.places)
        return named and self.has_header and not self.one_hot and not self.uid


ONES, ZEROS = (
    frozenset(("1", "1.0", "1,0", "TRUE", "True", "true")),
    frozenset(("0", "0.0", "0,0", "FALSE", "False", "false", "")),
)


def knows_header(chosen: Columns, with_class: bool, cells: Sequence[str]) -> bool:
    """Return whether a row names the columns that are needed."""
    names = {plain(cell) for cell in cells} - {""}
    if len(cells) > MOST_COLUMNS or (with_class and not _is_named(Role.CLASS, chosen, names)):
        return False
    return any(_is_named(role, chosen, names) for role in CONTENT)


MOST_COLUMNS = 20_000


def _is_named(role: Role, chosen: Columns, names: set[str]) -> bool:
    if name := chosen.of(role):
        return plain(name) in names
    usual = (*USUAL_NAMES[role], *UID_NAMES, *MAYBE_FILE) if role is Role.FILE else USUAL_NAMES[role]
    return not names.isdisjoint(usual)


def take_columns(table: str, rows: Sequence[Row], chosen: Columns, with_class: bool) -> Taken:
    """Return what each column of a table is, whose first row names them.

    Raise UserError where one that is needed is not there, or holds more than one class an image.
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
        self._has_header = not any(IMAGE_NAME.fullmatch(cell) for cell in header) and not _is_of_texts(rows)
        self._header = tuple(header) if self._has_header else tuple(str(place + 1) for place in range(len(header)))
        self._numbered = rows[1:] if self._has_header else rows
        self._rows = [cells for _, cells in self._numbered[:JUDGED_ROWS]]
        self._plain = [plain(name) for name in self._header]
        self._others: dict[Role, tuple[str, ...]] = {}

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
            header=self._header, places=places, one_hot=one_hot, uid=uid, others=self._others,
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
        near = difflib.get_close_matches(name, self._header, n=1)
        if near:
            raise self._unknown(
                Message("column-not-there-but-near", table=self._table, name=name, near=near[0], columns=self._names)
            )
        raise self._unknown(Message("column-not-there", table=self._table, name=name, columns=self._names))

    def _take_text(self, places: dict[Role, int]) -> bool:
        """Put the column of texts into `places`, where these and no files are listed. Return whether they are."""
        if Role.TEXT in places:
            places.pop(Role.FILE, None)
            return True
        if Role.FILE in places or self._chosen.of(Role.TEXT) == "" or self._names_files():
            return False
        place = self._by_name(Role.TEXT, places)
        if place is None:
            place = self._longest_text(places)
        if place is None:
            return False
        places[Role.TEXT] = place
        return True

    def _names_files(self) -> bool:
        """Return whether a column is called as one of files, or holds them."""
        columns = range(len(self._header))
        called = set(USUAL_NAMES[Role.FILE]) | set(UID_NAMES)
        return any(self._plain[place] in called and not self._is_text(place) for place in columns) or any(
            self._share(place, IMAGE_NAME) > 0.5 for place in columns
        )

    def _longest_text(self, places: Mapping[Role, int]) -> int | None:
        """Return the column with most words, where there are sentences in it; those of the class are none."""
        free = [place for place in range(len(self._header)) if place not in places.values()]
        texts = [place for place in free if self._is_text(place) and not self._repeats(place)]
        words = {place: sum(len(value.split()) for value in self._values(place)) for place in texts}
        longest = sorted(texts, key=lambda place: -words[place])
        if len(longest) > 1:
            self._others[Role.TEXT] = tuple(self._header[place] for place in longest[1:])
        return longest[0] if longest else None

    def _repeats(self, place: int) -> bool:
        """Return whether few values stand in a column again and again, as those of a class do."""
        values = self._values(place)
        return len(values) > MOST_REPEATED and len(set(values)) <= len(values) / MOST_REPEATED

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
                raise self._without_file()
            places[Role.FILE] = place
        known = UID_NAMES.get(self._plain[places[Role.FILE]], "")
        values = self._values(places[Role.FILE])
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
        if role in NEEDED and len(free) > 1:
            self._others[role] = tuple(self._header[place] for place in free[1:])
        return self._first_called(self._plain[free[0]]) if free else None

    def _first_called(self, name: str) -> int:
        """Return the column of this plain name. Raise ColumnsUnknown where there are several, and they differ."""
        places = [place for place, one in enumerate(self._plain) if one == name]
        return self._only(places[0], places)

    def _only(self, place: int, places: Sequence[int]) -> int:
        for number, cells in self._numbered:
            if len({_cell(cells, one) for one in places}) > 1:
                name, numbers = self._header[place], [str(one + 1) for one in places]
                raise self._unknown(
                    Message("columns-called-alike", table=self._table, name=name, row=number, numbers=numbers)
                )
        return place

    def _unused_parts(self, places: Mapping[Role, int]) -> tuple[str, ...]:
        """Return columns that are called as if they gave the part of an image, where nothing was taken for it."""
        if Role.SPLIT in places or self._chosen.of(Role.SPLIT) is not None or not self._has_header:
            return ()
        return tuple(
            name
            for place, name in enumerate(self._header)
            if place not in places.values()
            and (self._plain[place] in USUAL_NAMES[Role.SPLIT] or PART_COLUMN.fullmatch(self._plain[place]))
            and self._values(place)
        )

    def _fits(self, role: Role, place: int) -> bool:
        """Return whether what stands in a column fits, since its name may mean something else."""
        if role is Role.TEXT:
            return is_text(self._values(place), SHORT_TEXT_WORDS)
        if self._plain[place] not in UNSURE.get(role, ()):
            return True
        values = self._values(place)
        if role is Role.SPLIT:
            return all(is_plain(value) and part_name(value) for value in values)
        return len(set(values)) < len(values)  # a number for each row is no patient

    def _by_content(self, places: Mapping[Role, int]) -> int | None:
        """Return the column of files in a table that does not call it so."""
        free = [place for place in range(len(self._header)) if place not in places.values()]
        of_images = [place for place in free if self._share(place, IMAGE_NAME) > 0.5]
        if len(of_images) == 1:
            return of_images[0]
        maybe = [self._plain.index(name) for name in MAYBE_FILE if name in self._plain]
        return next((place for place in maybe if place in free and not self._is_text(place)), None)

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
            raise self._without_class(columns)
        for number, cells in self._numbered:
            ones = sum(_cell(cells, place) in ONES for place in columns)
            if ones != 1:
                raise self._several_findings(columns, number, ones)
        return tuple(columns)

    def _check_single(self, place: int) -> None:
        """Some tables list the findings of an image in one cell."""
        labels = {_cell(cells, place) for _, cells in self._numbered}
        for number, cells in self._numbered:
            parts = [part.strip() for part in _cell(cells, place).split(BETWEEN_FINDINGS)]
            if (len(parts) > 1 and not labels.isdisjoint(parts)) or several_in(_cell(cells, place), labels):
                raise self._unknown(
                    Message("several-classes-in-cell", table=self._table, cell=_cell(cells, place), row=number)
                )

    def _zero_one_columns(self, places: Mapping[Role, int]) -> list[int]:
        free = [place for place in range(len(self._header)) if place not in places.values()]
        return [
            place
            for place in free
            if self._plain[place] not in ("", *FACTS)
            and (values := self._values(place))
            and all(value in ONES or value in ZEROS for value in values)
        ]

    def _values(self, place: int) -> list[str]:
        return [value for cells in self._rows if (value := _cell(cells, place))]

    def _share(self, place: int, pattern: re.Pattern[str]) -> float:
        values = self._values(place)
        return sum(bool(pattern.fullmatch(value)) for value in values) / len(values) if values else 0.0

    def _is_text(self, place: int) -> bool:
        return is_text(self._values(place))

    # ---- what is wrong

    @property
    def _names(self) -> Message:
        shown, more = self._header[:SHOWN], len(self._header[SHOWN:])
        return (
            Message("quoted-names-and-more", names=shown, more=more) if more else Message("quoted-names", names=shown)
        )

    def _without_file(self) -> UserError:
        if not self._header:
            return UserError(Message("table-empty", table=self._table))
        if len(self._header) == 1 and any(looks_like_names(cells[0]) for cells in self._rows):
            return UserError(Message("table-of-one-column", table=self._table))
        is_text = len(self._header) == 1 or any(map(self._is_text, range(len(self._header))))
        if is_text or not set(TEXT_NAMES).isdisjoint(self._plain):
            return self._unknown(Message("table-of-text", table=self._table))
        cells = (cell for cells in (self._header, *self._rows) for cell in cells)
        if any(map(looks_like_names, cells)):
            return self._unknown(Message("no-column-of-files", table=self._table, columns=self._names))
        return self._unknown(Message("no-column-of-files-perhaps-text", table=self._table, columns=self._names))

    def _without_class(self, zero_one: Sequence[int]) -> UserError:
        if any(map(self._is_text, range(len(self._header)))):
            return self._unknown(Message("table-of-text", table=self._table))
        if not zero_one:
            return self._unknown(Message("no-column-of-class", table=self._table, columns=self._names))
        only = self._header[zero_one[0]]
        return self._unknown(
            Message("no-column-of-class-but-likely", table=self._table, columns=self._names, likely=only)
        )

    def _several_findings(self, columns: Sequence[int], row: int, ones: int) -> UserError:
        names = [self._header[place] for place in columns[:SHOWN]]
        if ones:
            return self._unknown(
                Message("several-findings-in-row", table=self._table, columns=names, row=row, ones=ones)
            )
        return self._unknown(Message("no-finding-in-row", table=self._table, columns=names, row=row))

    def _unknown(self, message: Message) -> ColumnsUnknown:
        return ColumnsUnknown(message, self._table)


def text_refusal(table: str) -> UserError:
    return UserError(Message("table-of-text", table=table))


def is_text(values: Sequence[str], words: float = TEXT_WORDS) -> bool:
    """Return whether these are sentences rather than names, of so many words on average."""
    return bool(values) and sum(len(value.split()) for value in values) / len(values) >= words


def _is_of_texts(rows: Sequence[Row]) -> bool:
    """Return whether the first row holds a text and its class, as those below it, and names nothing."""
    first = rows[0][1] if rows else []
    known = {name for names in USUAL_NAMES.values() for name in names}
    if not any(is_text([cell]) for cell in first) or any(plain(cell) in known for cell in first):
        return False
    below = rows[1 : JUDGED_ROWS + 1]
    return any(cell and any(cell == _cell(cells, place) for _, cells in below) for place, cell in enumerate(first))


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
