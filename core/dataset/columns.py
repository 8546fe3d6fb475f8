"""Columns: which column of a table is what, as the user says it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from core.errors import UserError
from core.messages import Message

AUTOMATIC = "auto"


class Role(StrEnum):
    """What a column may be."""

    FILE = "file"
    CLASS = "class"
    SUBJECT = "subject"
    SPLIT = "split"
    SITE = "site"
    FRAME = "frame"
    TEXT = "text"


class ColumnsUnknown(UserError):
    """Report that the user must say which column of a table is what."""

    def __init__(self, message: Message, table: str = ""):
        super().__init__(message)
        #: the name of its file
        self.table = table

    def __reduce__(self) -> tuple[type[ColumnsUnknown], tuple[Any, ...]]:
        return type(self), (self.message, self.table)


#: what holds the examples, or says where they are
CONTENT = (Role.FILE, Role.TEXT)
#: without which there is no list of images, and none of texts
NEEDED = (*CONTENT, Role.CLASS)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The name of each column: None where it is known by its usual names, "" where there is to be none."""

    file: str | None = None
    label: str | None = None
    subject: str | None = None
    split: str | None = None
    site: str | None = None
    frame: str | None = None
    #: of texts, which then are the examples, and not files
    text: str | None = None

    def of(self, role: Role) -> str | None:
        found: str | None = getattr(self, _field(role))
        return found

    def with_column(self, role: Role, name: str | None) -> Columns:
        return replace(self, **{_field(role): name})

    @property
    def as_text(self) -> str:
        """Return them in the form that `read_columns` takes."""
        return ",".join(f"{role}={name}" for role in Role if (name := self.of(role)) is not None)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Columns:
        """Return columns by these values; what is missing is known by its usual names."""
        given = {_field(role): values.get(_field(role)) for role in Role}
        return cls(**{name: None if value is None else str(value) for name, value in given.items()})


def naming_files(columns: Columns | None) -> Columns:
    """Return the same for a table that names files, whatever else is to be read in it."""
    return replace(columns or Columns(), text="")


def read_columns(text: str, before: Columns) -> Columns:
    """`file=Image Name,class=Diagnosis` changes these two; “auto” lets all be known by their names again.

    Raise UserError where it says something else.
    """
    if text.strip().lower() in ("", AUTOMATIC):
        return Columns()
    columns = before
    for part in re.split(r",(?=\s*\w+\s*=)", text):
        word, equals, name = part.partition("=")
        role = ROLE_OF_WORD.get(plain(word))
        if not equals or role is None:
            raise UserError(Message("columns-unclear", part=part.strip()))
        name = name.strip().strip('"“”').strip()
        if not name and role in NEEDED:
            raise UserError(Message("which-column", role=role))
        columns = columns.with_column(role, None if name.lower() == AUTOMATIC else name)
    return columns


def plain(name: str) -> str:
    """Return a name without that in which two spellings may differ: case, blanks, quotes, hyphens, Unicode form."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def _field(role: Role) -> str:
    return "label" if role is Role.CLASS else role.value


#: what people may write in place of a role's name
ROLE_OF_WORD = {role.value: role for role in Role} | {
    "image": Role.FILE,
    "path": Role.FILE,
    "filename": Role.FILE,
    "label": Role.CLASS,
    "patient": Role.SUBJECT,
    "hospital": Role.SITE,
}
