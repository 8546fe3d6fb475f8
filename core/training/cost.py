"""Cost: what a run has taken to train, for runs to be compared by."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from core.storage.kept_json import read_kept, write_kept
from core.storage.typed_values import read_as


@dataclass(frozen=True, kw_only=True)
class RunCost:
    """What training took, over all its phases and all times it was resumed."""

    #: of the phase that trained most of them; the head counts
    trainable_parameters: int
    #: of backbone and head together
    parameters: int
    #: spent in training; pauses count for nothing
    seconds: float
    #: the highest resident set of the process while it trained
    peak_memory_bytes: int

    def save(self, path: Path) -> None:
        write_kept(path, asdict(self))

    @classmethod
    def load(cls, path: Path) -> RunCost | None:
        """Return the cost; None where the run has kept none yet, or the file is damaged: nothing depends on it."""
        try:
            return read_as(cls, read_kept(path), is_finite=False)
        except (OSError, ValueError):
            return None
