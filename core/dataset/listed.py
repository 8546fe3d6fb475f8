"""Listed examples: what a folder or a table names, before anything of it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from core.dataset.dataset import Example
from core.messages import Message
from core.modalities.example_files import ExampleFiles
from core.process.failures import NOT_THERE

NO_CLASS = Message("no-class-in-table")
SHIFTED = Message("row-too-long")


@dataclass(frozen=True, kw_only=True)
class ListedExample:
    """An example, and the names that a table has for its subject and its site, which are not kept."""

    example: Example
    subject: str = ""
    site: str = ""


@dataclass(frozen=True, kw_only=True)
class TableListing:
    """The examples of a table in the order of their files, and what a person should know of how it was read."""

    examples: list[ListedExample]
    said: tuple[Message, ...]


def with_size(example: Example, path: Path, kind: ExampleFiles) -> Example:
    try:
        size, modified = kind.state(path)
    except OSError:
        return replace(example, problem=NOT_THERE.reason)
    return replace(example, size=size, modified=modified)
