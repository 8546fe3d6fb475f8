"""Kept JSON: one reader for all files in which a project, a run or the user's settings are kept as JSON.

It reads what it understands, and passes over keys that it does not know: a later version has written them. When such a
file is written again they stay in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.messages import Message
from core.storage.encodings import encoding_of
from core.storage.files import write_json
from core.storage.migrations import FIRST, format_of, migrated

#: bytes; the largest that is written is an evaluation with a row for each image
MOST_BYTES = 1 << 30
#: objects and lists in each other; five are written
DEEPEST = 40
#: of one file; after that the first gives way
MOST_ASIDE = 100


class LaterFormat(UserError, ValueError):
    """The file was written by a later version, in a format that this one does not know."""


def read_kept(path: Path, kind: str = "") -> dict[str, Any]:
    """Return the values of a kept file in today's format. `kind` is its usual name where it has another one.

    Raise OSError where it cannot be read, ValueError where it is damaged, and LaterFormat, which is a ValueError and a
    UserError, where it is of a later version.
    """
    with open(path, "rb") as file:
        content = file.read(MOST_BYTES + 1)
    return values_of(content, path.name, kind)


def values_of(content: bytes, name: str, kind: str = "") -> dict[str, Any]:
    """Return the values of a kept file, or of a part of one, from its bytes. Raises as `read_kept` does."""
    values = _object(content)
    found = values.pop("format", FIRST)
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        raise ValueError("a format that is no number")
    if found > format_of(kind or name):
        raise LaterFormat(Message("file-of-later-version", file=name))
    try:
        return migrated(kind or name, values, found)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("an earlier format that is not whole") from error


def write_kept(path: Path, values: Mapping[str, Any], keeps_others: bool = False) -> None:
    """Write values under today's format. With `keeps_others` the keys that only the file there has stay in it.

    Raise LaterFormat, and writes nothing, where the file there is of a later version.
    """
    others: dict[str, Any] = {}
    if path.exists():
        try:
            there = read_kept(path)
        except LaterFormat:
            raise
        except (OSError, ValueError):
            put_aside(path)
        else:
            others = {key: value for key, value in there.items() if keeps_others and key not in values}
    write_json(path, {"format": format_of(path.name), **values, **others})


def cannot_be_read(path: Path, instead: Message) -> UserError:
    return UserError(Message("file-damaged-or-unknown", file=path.name, instead=instead))


def put_aside(path: Path) -> None:
    """Keep a file under another name before a new one takes its place: what nobody could read may be of use yet."""
    if path.is_file() and path.stat().st_size:
        os.replace(path, place_aside(path))


def place_aside(path: Path) -> Path:
    """Return where `put_aside` would keep a file: what was put aside before stays."""
    numbers = ("", *(f"-{number}" for number in range(2, MOST_ASIDE)))
    places = [path.with_name(f"{path.stem}.unreadable{number}{path.suffix}") for number in numbers]
    return next((place for place in places if not place.exists()), places[0])


def _object(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise ValueError("longer than any file that is written")
    try:
        values = json.loads(content.decode(encoding_of(content)), object_pairs_hook=_pairs)
    except RecursionError as error:
        raise ValueError("objects in each other without end") from error
    if not isinstance(values, dict):
        raise ValueError("no object")
    _check_depth(values)
    return values


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values under one name are no value: which of them holds nobody can know."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key that stands there twice")
    return values


def _check_depth(values: dict[str, Any]) -> None:
    level: list[Any] = [values]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inner(outer) if isinstance(inner, (dict, list))]
        if not level:
            return
    raise ValueError("objects in each other without end")


def _inner(outer: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return outer.values() if isinstance(outer, dict) else outer
