"""ExampleFiles: which files hold examples of one kind, and what is to be said of those that do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from core.jobs import Job
from core.messages import Message


class OtherKind(Protocol):
    """Files that somebody may take for examples, and that are not read."""

    @property
    def ending(self) -> str:
        """Return one of their endings, in small letters, with the dot."""

    @property
    def name(self) -> Message:
        """Return what such files are, in the plural."""

    @property
    def hint(self) -> Message:
        """Return what to do with them."""


@dataclass(frozen=True, kw_only=True)
class Identified:
    """The files that have an identifier which a table names."""

    files: tuple[str, ...] = ()
    #: whether only one of them can be meant, and nobody knows which
    is_in_doubt: bool = False


class InCells(Protocol):
    """What is asked where the cells of tables hold the examples themselves."""

    def sha256(self, cell: str) -> str:
        """Return the hash by which the example in a cell is known."""

    def facts(self, cell: str) -> Any:
        """Return what is known of it."""

    def problem(self, cell: str) -> Message | None:
        """Return why there is no example in a cell; None where there is one."""

    def content(self, facts: Any) -> str:
        """Return the example itself, where it is at hand; else ""."""

    def with_content(self, facts: Any, cell: str) -> Any:
        """Return the facts with the example itself at hand."""

    def in_file(self, path: Path) -> str:
        """Return what a cell would hold of a file of its own. Raise OSError and UserError."""


class ExampleFiles(Protocol):
    """What a listing of folders and tables asks, before any example is looked at."""

    @property
    def in_cells(self) -> InCells | None:
        """Return what knows the examples in tables; None where these name files."""

    def is_example(self, path: Path) -> bool:
        """Return whether it may hold examples. Files whose names say nothing are opened."""

    def is_sure(self, path: Path) -> bool:
        """Return whether what stands in such a file leaves no doubt that it is an example."""

    def is_contents(self, path: Path) -> bool:
        """Return whether it is a table of contents, which lists files of examples that lie below its folder."""

    def contents(self, path: Path) -> Sequence[str] | Any:
        """Return the files that a table of contents lists, as seen from its folder, or a failure. Runs in a worker."""

    def state(self, path: Path) -> tuple[int, int]:
        """Return bytes, and the last time of change in nanoseconds, of it and what belongs to it. Raise OSError."""

    def kind_of(self, path: Path) -> OtherKind | None:
        """Return what a file without examples is; None where nothing is known of it."""

    def missed_kind(self, name: str) -> OtherKind | None:
        """Return what a file of this name is, where it holds what a person may expect to be learnt from."""

    def by_identifier(
        self, wanted: Sequence[str], element: str, folder: Path, files: Sequence[str], job: Job, pool: Any | None
    ) -> Mapping[str, Identified]:
        """Return which of these files in a folder have each of these identifiers in this element of their headers.

        Without a `pool` workers are started for this alone.
        """

    def label_problem(self, tag: str) -> Message | None:
        """Return why what files say under this tag cannot be their class; None where it can."""
