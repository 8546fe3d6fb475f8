"""Paths as tables write them: on another machine, by another system, in another case; and how two of them are alike."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from core.messages import Message

#: of a name that ends in two of them the first is an ending, too
COMPRESSED = ".gz"
#: an ending has a letter in it: 1.2.840 has none
ENDING = re.compile(r"\.(?=[^.]*[a-zA-Z])[^.\s]{1,10}$")
PERCENT = re.compile(r"%[0-9a-fA-F]{2}")
QUOTES = "\"'“”„‘’"


class Way(StrEnum):
    """One way in which a path is written otherwise than the file that was found is called."""

    ADDRESS = "address"
    PERCENT = "percent"
    SLASHES = "slashes"
    CASE = "case"
    FORM = "form"
    NO_ENDING = "no-ending"
    OTHER_ENDING = "other-ending"
    ZEROS = "zeros"
    FOLDER = "folder"


#: as a sentence ends
IN_WORDS = {
    Way.ADDRESS: Message("found-as-addresses"),
    Way.PERCENT: Message("found-with-percent-codes"),
    Way.SLASHES: Message("found-with-backslashes"),
    Way.CASE: Message("found-in-any-case"),
    Way.FORM: Message("found-with-any-accents"),
    Way.NO_ENDING: Message("found-without-ending"),
    Way.OTHER_ENDING: Message("found-under-other-ending"),
    Way.ZEROS: Message("found-with-any-zeros"),
    Way.FOLDER: Message("found-in-other-folder"),
}


@dataclass(frozen=True)
class TablePath:
    """What a table writes for a file."""

    written: str

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Return folders and name, without what only holds on the machine where it was written."""
        return self._read[0]

    @cached_property
    def ways(self) -> frozenset[Way]:
        """Return in what it is written in another way than here."""
        return self._read[1]

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """Return the parts in which case and Unicode form make no difference."""
        return tuple(map(folded, self.parts))

    @cached_property
    def _read(self) -> tuple[tuple[str, ...], frozenset[Way]]:
        text, ways = self.written.strip().strip(QUOTES).strip(), set()
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", text):
            ways.add(Way.ADDRESS)
            address = urlsplit(text)
            rest = address.path if address.scheme not in ("http", "https") else address.path.partition("?")[0]
            text = unquote(f"{'' if address.scheme == 'file' else address.netloc}{rest}")
        elif PERCENT.search(text):
            ways.add(Way.PERCENT)
            text = unquote(text)
        if "\\" in text:
            ways.add(Way.SLASHES)
            text = text.replace("\\", "/")
        text = re.sub(r"^/?[a-zA-Z]:(?=/|[^/])", "", text) if re.match(r"^/?[a-zA-Z]:[/\w]", text) else text
        parts = [part.strip() for part in os.path.normpath(text).replace(os.sep, "/").split("/")] if text else []
        return tuple(part for part in parts if part not in ("", ".", "..")), frozenset(ways)


def folded(name: str) -> str:
    """Return the name without regard to case and to how accents are composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def stem_of(name: str) -> str:
    """Return the name without its ending, or both where there are two."""
    inner = name[: -len(COMPRESSED)] if name.lower().endswith(COMPRESSED) else name
    return ENDING.sub("", inner) or inner


def numbered(stem: str) -> str:
    """Return the same for 007 and 7.0, and "" for what is no number."""
    found = re.fullmatch(r"0*(\d+)(?:\.0+)?", stem)
    return found[1] if found else ""


def ways_between(path: TablePath, file: str) -> frozenset[Way]:
    """Return how `path` is written otherwise than `file`, which was found for it, relative to the table's folder."""
    ways = set(path.ways)
    parts = PurePosixPath(file).parts
    name, real = path.parts[-1], parts[-1]
    if folded(name) != folded(real):
        ways |= _name_ways(name, real)
    wanted, found = path.parts[:-1], parts[:-1]
    if tuple(map(folded, wanted)) != tuple(map(folded, found)):
        ways.add(Way.FOLDER)
    together = list(zip(reversed(path.parts), reversed(parts), strict=False))
    same = [(one, other) for one, other in together if folded(one) == folded(other)]
    composed = [(_composed(one), _composed(other)) for one, other in same]
    if any(one != other for one, other in composed):
        ways.add(Way.CASE)
    if any(pair[0] != pair[1] and pair[0].casefold() != pair[1].casefold() for pair in same):
        ways.add(Way.FORM)
    return frozenset(ways)


def _name_ways(name: str, real: str) -> set[Way]:
    plain, stem = folded(name), folded(stem_of(real))
    if plain == stem:
        return {Way.NO_ENDING}
    ways = {Way.NO_ENDING} if stem_of(name) == name else {Way.OTHER_ENDING}
    return ways if folded(stem_of(name)) == stem else ways | {Way.ZEROS}


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def is_within(some: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether all of `some` stand in `others` in this order, with others in between."""
    rest = iter(others)
    return all(part in rest for part in some)


def common_end(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many parts at the end are the same."""
    length = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right:
            break
        length += 1
    return length


def common_parts(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest sequence that stands in both, in this order."""
    lengths = [0] * (len(other) + 1)
    for left in one:
        before = 0
        for place, right in enumerate(other, start=1):
            before, lengths[place] = (
                lengths[place],
                before + 1 if left == right else max(lengths[place], lengths[place - 1]),
            )
    return lengths[-1]
