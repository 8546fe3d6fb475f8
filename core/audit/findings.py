"""Findings: what an audit has found, and its verdict, as a project keeps them. They name images by their place only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.messages import Message
from core.storage.kept_json import read_kept, write_kept
from core.storage.typed_values import read_as


class Severity(StrEnum):
    """How grave a finding is, from what blocks training to what was looked at and found good."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    PASSED = "passed"


class Action(StrEnum):
    """What one click does about a finding."""

    #: the images of each group come into one part, with all images of their subjects
    KEEP_TOGETHER = "keep-together"
    #: of each group one image stays; where copies are in several parts it is the one that measures
    DROP_COPIES = "drop-copies"
    #: all images of each group are left out
    DROP_ALL = "drop-all"
    #: each group of classes becomes one, under the commonest of its names or under one that is chosen
    MERGE_ALIKE = "merge-alike"
    #: no image of the classes is used
    LEAVE_OUT = "leave-out"
    #: the images of the classes count as those of another one
    MERGE_INTO = "merge"
    #: the classes stay as they are, which the user knows
    GO_ON = "go-on"
    #: what was decided about the classes is undone
    TAKE_BACK = "take-back"


#: what is done about classes, and not about images
CLASS_ACTIONS = (Action.MERGE_ALIKE, Action.LEAVE_OUT, Action.MERGE_INTO, Action.GO_ON, Action.TAKE_BACK)


#: of a table: a name of the user's or a number as it is, or what core has to say
Cell = str | Message


class BlockedByAudit(UserError):
    """Training must not begin before the errors of the audit are resolved or overridden."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    #: the same for all findings of one kind, in small letters
    code: str
    severity: Severity
    #: what was found; in words, what it means and what to do is the hint
    message: Message
    #: places in `Dataset.examples`; those of one group are to be looked at side by side
    groups: tuple[tuple[int, ...], ...] = ()
    #: one a group: how its images are alike, where that is known
    details: tuple[Message | None, ...] = ()
    actions: tuple[Action, ...] = ()
    #: rows to be shown as a table, the first of which are the headings; empty where there is none
    table: tuple[tuple[Cell, ...], ...] = ()
    #: the classes that it is about; those of one group belong together, and the one that is to give the name is first
    classes: tuple[tuple[str, ...], ...] = ()

    @property
    def subject(self) -> tuple[object, ...]:
        """Return what it is about: a reason to go on in spite of it holds while that stays."""
        return self.code, self.severity, self.groups, self.classes


@dataclass(frozen=True, kw_only=True)
class Audit:
    """The findings on one state of a dataset, and the reason with which the user went on in spite of errors."""

    #: of the dataset that was looked at: another one wants another audit
    fingerprint: str
    findings: tuple[Finding, ...]
    #: "" where the errors stand as they are
    override: str = ""

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == Severity.ERROR)

    @property
    def verdict(self) -> Severity:
        """Return the gravest of all findings."""
        grave = list(Severity)
        return min((finding.severity for finding in self.findings), key=grave.index, default=Severity.PASSED)

    @property
    def is_blocking(self) -> bool:
        return bool(self.errors) and not self.override

    def overridden(self, reason: str) -> Audit:
        return replace(self, override=reason.strip())

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Audit:
        """Raise ValueError for values that `as_json` has not given."""
        return read_as(cls, values)

    def save(self, path: Path) -> None:
        write_kept(path, self.as_json())

    @classmethod
    def load(cls, path: Path) -> Audit | None:
        """Return the audit in a file; None where there is none, or it is damaged: it can be made again."""
        try:
            return cls.from_json(read_kept(path))
        except (OSError, ValueError, UserError):
            return None
