"""Say what a side of the comparison is asked, and what it reports."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

BATCH_SIZE = 32
HEAD_LEARNING_RATE = 1e-3
FINE_TUNE_LEARNING_RATE = 1e-5


@dataclass(frozen=True, kw_only=True)
class PhaseResult:
    """One phase of training: its own seconds, and what the model was worth after it."""

    name: str
    epochs: int
    seconds: float
    trainable_parameters: int
    validation_accuracy: float
    #: measured outside the clock; None where nobody asked
    test_accuracy: float | None = None


@dataclass(frozen=True, kw_only=True)
class SideResult:
    """Hold what one side did in one process. Importing TensorFlow is in none of the phases."""

    import_seconds: float
    phases: tuple[PhaseResult, ...]
    #: of Frostline: how long each reported step took, within the seconds of the phases
    steps: dict[str, float] = field(default_factory=dict)

    def phase(self, name: str) -> PhaseResult:
        return next(phase for phase in self.phases if phase.name == name)


class Clock:
    """Runs from its making on; each reading gives the seconds since the last."""

    def __init__(self) -> None:
        self._last = time.perf_counter()

    def lap(self) -> float:
        now = time.perf_counter()
        seconds, self._last = now - self._last, now
        return seconds
