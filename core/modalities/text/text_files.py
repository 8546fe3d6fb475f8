"""TextFiles: which files hold a text each, and texts in the cells of tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.jobs import Job
from core.messages import Message
from core.modalities.example_files import Identified
from core.modalities.text.facts import TextFacts, hash_of_text
from core.modalities.text.readable import is_readable
from core.modalities.text.text_file import text_in

ENDING = ".txt"
#: bytes of a file, and words in them by which it is known as a text, in whatever encoding
LOOKED_AT, FEWEST_WORDS = 4096, 2
WORD = re.compile(rb"(?:[^\W\d_]|[\x80-\xff])\x00?(?:(?:[^\W\d_]|[\x80-\xff])\x00?)+")
EMPTY = Message("text-empty")


@dataclass(frozen=True)
class TextCells:
    """The `InCells` of `core.modalities.example_files`, for texts."""

    def sha256(self, cell: str) -> str:
        """Return the hash of the text."""
        return hash_of_text(cell)

    def facts(self, cell: str) -> TextFacts:
        """Return how long it is, and the text."""
        return TextFacts.of(cell.strip())

    def problem(self, cell: str) -> Message | None:
        """Return that there is nothing to be read in a cell."""
        return None if is_readable(cell) else EMPTY

    def content(self, facts: TextFacts) -> str:
        """Return the text."""
        return facts.text

    def with_content(self, facts: TextFacts, cell: str) -> TextFacts:
        """Return the facts with their text."""
        return replace(facts, text=cell.strip())

    def in_file(self, path: Path) -> str:
        """Return the text in a file."""
        return text_in(path)


@dataclass(frozen=True)
class TextFiles:
    """The `ExampleFiles` of `core.modalities.example_files`, for texts."""

    in_cells: TextCells = field(default_factory=TextCells)

    def is_example(self, path: Path) -> bool:
        """Return whether it is called a text; what is in it is looked at later."""
        return path.suffix.lower() == ENDING

    def is_sure(self, path: Path) -> bool:
        """Return whether there are words in it: other programs keep numbers in files that are called so."""
        try:
            with open(path, "rb") as file:
                head = file.read(LOOKED_AT)
        except OSError:
            return False
        return len(WORD.findall(head)) >= FEWEST_WORDS

    def is_contents(self, path: Path) -> bool:
        """Return False: nothing lists files of texts but tables."""
        return False

    def contents(self, path: Path) -> Sequence[str]:
        """Return nothing."""
        return ()

    def state(self, path: Path) -> tuple[int, int]:
        """Return bytes and time of change."""
        found = path.stat()
        return found.st_size, found.st_mtime_ns

    def kind_of(self, path: Path) -> None:
        """Return None: of other files nothing is known."""

    def missed_kind(self, name: str) -> None:
        """Return None: no other file is taken for a text."""

    def by_identifier(
        self, wanted: Sequence[str], element: str, folder: Path, files: Sequence[str], job: Job, pool: Any
    ) -> Mapping[str, Identified]:
        """Return nothing: texts have no headers."""
        return {}

    def label_problem(self, tag: str) -> Message:
        """Return that texts have no tags."""
        return Message("texts-have-no-tags")
