"""RunFacts: what the window shows of a run, read from its files once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.errors import UserError
from core.events import EpochEnded
from core.training.plan import Plan
from core.training.run import Notes, Run
from gui.training_history import TrainingHistory


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    run: Run
    begun: datetime
    is_finished: bool
    notes: Notes = field(default_factory=Notes)
    #: None where it cannot be read
    plan: Plan | None = None
    epochs: tuple[EpochEnded, ...] = ()

    @property
    def title(self) -> str:
        return self.notes.title or self.run.name

    @property
    def thawed(self) -> tuple[str, ...]:
        """What its last phase has thawed."""
        return self.plan.phases[-1].unfreeze if self.plan else ()

    @property
    def best_accuracy(self) -> float | None:
        """On validation, of the epoch whose weights are kept."""
        best = [epoch for epoch in self.epochs if epoch.best]
        return best[-1].validation_accuracy if best else None

    @property
    def history(self) -> TrainingHistory:
        return TrainingHistory.of_run(self.plan.phases if self.plan else (), self.epochs)


def read_facts(run: Run) -> RunFacts:
    """Reads several files: not for the GUI thread. What is damaged is left out."""
    return RunFacts(
        run=run,
        begun=datetime.fromtimestamp((run.folder / "plan.json").stat().st_mtime),
        is_finished=run.is_finished,
        notes=run.notes,
        plan=_plan(run),
        epochs=_epochs(run),
    )


def read_all_facts(runs: Sequence[Run]) -> list[RunFacts]:
    """Without those that have been deleted meanwhile."""
    return [read_facts(run) for run in runs if (run.folder / "plan.json").is_file()]


def _plan(run: Run) -> Plan | None:
    try:
        return run.plan
    except (UserError, ValueError, KeyError, TypeError):
        return None


def _epochs(run: Run) -> tuple[EpochEnded, ...]:
    try:
        return tuple(run.history)
    except UserError:
        return ()
