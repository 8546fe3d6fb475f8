"""Options: what the user decides on how the examples of one kind are read, the same for all of a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from core.process.limits import Limits


class Options(Protocol):
    """A frozen dataclass of its modality; two that are equal read alike."""

    @property
    def kind(self) -> str:
        """Return the name of the modality."""

    @property
    def limits(self) -> Limits:
        """Return what a worker may take for one file."""

    @property
    def seen(self) -> tuple[Any, ...]:
        """Return what decides how a person, and the audit, see an example: as a recipe has it."""

    @property
    def of_rows(self) -> tuple[Any, ...]:
        """Return all that decides which examples a file gives: where it changes, files are to be opened again."""

    def taken(self, number: int) -> Sequence[int]:
        """Return which are learnt from of so many in one file."""

    def kept(self, facts: Any) -> Any:
        """Return the facts of an example as the dataset's list is to keep them."""

    def as_json(self) -> dict[str, Any]:
        """Return plain values; those of all kinds but images name it as their “kind”."""
