"""ToPredict: what was asked to be predicted, one example after the other, whatever kind of data it is."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.process.worker_pool import Failure


@dataclass(frozen=True)
class Given:
    """An example as the model wants it, or why there is none; its number, from 0, where the file holds several."""

    path: Path
    number: int | None
    row: np.ndarray | Failure
    #: the example itself, where a table can show it; a patient's words, which go nowhere else
    text: str = ""

    def __repr__(self) -> str:
        """Return it without the text, which must not get into a log."""
        return f"Given(number={self.number})"


class ToPredict(Protocol):
    """A class that holds it is one entry of `core.prediction.kinds`."""

    @property
    def number_column(self) -> str:
        """Return what the number of an example in its file is called."""

    @property
    def batch(self) -> int:
        """Return how many examples are predicted together."""

    @property
    def nothing(self) -> Message:
        """Return that there is nothing to predict."""

    def named_alike(self, table: Path) -> Message:
        """Return that a table is called as an example is."""

    def is_example(self, path: Path) -> bool:
        """Return whether a table of this name would be taken for an example."""

    def check(self) -> None:
        """Raise UserError where something that was asked for is not there."""

    def count(self, job: Job) -> tuple[int | None, int]:
        """Return how many steps there are, None where nobody knows, and how many files are passed over.

        Raise UserError where something may not be opened.
        """

    def examples(self, total: int | None, job: Job) -> Generator[Given, None, None]:
        """Yield all, in order; few are in memory at a time. To be closed."""
