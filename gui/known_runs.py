"""KnownRuns: the runs of a project, and what has become of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.training.run import Run


@dataclass(frozen=True)
class KnownRuns:
    """The runs in the order in which they were begun, as they were when they were read."""

    runs: tuple[Run, ...] = ()
    finished: tuple[Run, ...] = ()
    #: of all finished runs: the kept one, and what was kept beside
    models: tuple[Run, ...] = ()
    #: whether one of the finished has been evaluated
    is_evaluated: bool = False

    @property
    def interrupted(self) -> Run | None:
        """Return the one that `core.tasks.resume` would go on with."""
        unfinished = [run for run in self.runs if run not in self.finished]
        return unfinished[-1] if unfinished else None


def read_runs(runs: Iterable[Run]) -> KnownRuns:
    """Look for the files of these runs."""
    runs = tuple(runs)
    models = [(run, run.models) for run in runs]
    finished = tuple(run for run, kept in models if kept)
    return KnownRuns(
        runs=runs,
        finished=finished,
        models=tuple(model for _, kept in models for model in kept),
        is_evaluated=any(run.files.evaluation.is_file() for run in finished),
    )
