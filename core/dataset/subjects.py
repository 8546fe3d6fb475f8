"""Subjects: which examples belong to one patient or group, known by the files, by a table, or by the files' names."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import PurePosixPath

from core.errors import UserError
from core.messages import Message

#: hexadecimal digits: enough that a million subjects do not meet by chance
DIGITS = 16
#: of a name that ends in two of them the first is an ending, too
COMPRESSED = (".gz",)
WILDCARDS = {"*": ".*?", "?": ".", "#": r"\d+"}


class SubjectSource(StrEnum):
    """Where it is looked up to whom an example belongs."""

    #: the first that an example has, of the table, the patient ID and the file name
    AUTOMATIC = "automatic"
    PATIENT_ID = "patient-id"
    TABLE = "table"
    FILE_NAME = "file-name"
    #: nowhere: each example stands for itself, and so does each file of several pictures
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class SubjectRule:
    """How the subject of an example is found. Raises UserError for a pattern that does not say where it stands."""

    source: SubjectSource = SubjectSource.AUTOMATIC
    #: over file names; "" for none
    pattern: str = ""

    def __post_init__(self) -> None:
        if self.pattern:
            subject_pattern(self.pattern)
        elif self.source == SubjectSource.FILE_NAME:
            raise UserError(Message("pattern-missing"))

    def subject(self, file: str, patient: str, listed: str, pseudonyms: Pseudonyms) -> str:
        """Return the keyed hash of the subject, "" where the example stands for itself.

        `patient` is a keyed hash already; `listed` is what a table says.
        """
        match self.source:
            case SubjectSource.PATIENT_ID:
                return patient
            case SubjectSource.TABLE:
                return pseudonyms.of(listed)
            case SubjectSource.FILE_NAME:
                return pseudonyms.of(self._in_name(file))
            case SubjectSource.NONE:
                return ""
        return pseudonyms.of(listed) or patient or pseudonyms.of(self._in_name(file))

    def _in_name(self, file: str) -> str:
        return self._pattern.find(file) if self._pattern else ""

    @cached_property
    def _pattern(self) -> SubjectPattern | None:
        return subject_pattern(self.pattern) if self.pattern else None


@dataclass(frozen=True)
class Pseudonyms:
    """Stands in for names: the same one for the same name in a project, and in each project another."""

    #: secret bytes of the project, hexadecimal
    key: str

    def of(self, name: str) -> str:
        """Return the keyed hash of `name`; "" for none."""
        if not name:
            return ""
        return hmac.new(bytes.fromhex(self.key), name.encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()[
            :DIGITS
        ]


@dataclass(frozen=True)
class SubjectPattern:
    """Finds the subject in the last parts of a path, as many as the pattern has."""

    regex: re.Pattern[str]
    parts: int

    def find(self, file: str) -> str:
        """Return "" where the pattern does not fit."""
        match = self.regex.fullmatch(self._seen(file))
        return match["subject"].strip() if match else ""

    def span(self, file: str) -> tuple[int, int] | None:
        """Return from where to where the subject stands in `file`."""
        seen = self._seen(file)
        match = self.regex.fullmatch(seen)
        if not match:
            return None
        start = file.rindex(seen) if seen else 0
        return start + match.start("subject"), start + match.end("subject")

    def _seen(self, file: str) -> str:
        path = PurePosixPath(file)
        path = path.with_suffix("") if path.suffix.lower() in COMPRESSED else path
        return "/".join(path.with_suffix("").parts[-self.parts :]) if path.name else ""


def subject_pattern(pattern: str) -> SubjectPattern:
    """`{subject}_*` and the like. Braces may also hold what the subject looks like: `{person#}_*`."""
    found = re.fullmatch(r"([^{}]*)\{([^{}]+)\}([^{}]*)", pattern.strip())
    if not found:
        raise UserError(Message("pattern-without-subject", pattern=pattern))
    before, inside, after = found.groups()
    inside = "*" if inside == "subject" else inside
    regex = f"{_as_regex(before)}(?P<subject>{_as_regex(inside)}){_as_regex(after)}"
    return SubjectPattern(re.compile(regex, re.DOTALL), parts=pattern.count("/") + 1)


def _as_regex(text: str) -> str:
    return "".join(WILDCARDS.get(character, re.escape(character)) for character in text)
