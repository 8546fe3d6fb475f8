"""ShownRun: what is known of the run whose curves are shown, which is the one under way or else the last."""

from __future__ import annotations

from core.events import AlarmKind, Event, RunBegun
from core.figures.layer_history import LayerHistory
from core.figures.training_history import TrainingHistory
from core.training.monitoring_records import AlarmRecord
from core.training.plan import Plan
from core.training.run import Run
from gui.pages.training.live.training_status import TrainingStatus
from gui.pages.training.runs.run_facts import RunFacts


class ShownRun:
    """Fed with the events of the run where it is under way. A new run is not known until it is in the project."""

    def __init__(
        self,
        run: Run | None = None,
        plan: Plan | None = None,
        history: TrainingHistory | None = None,
        layers: LayerHistory | None = None,
    ):
        self.run, self.plan = run, plan
        self.history, self.layers = history or TrainingHistory(), layers or LayerHistory()
        self.status = TrainingStatus()

    @classmethod
    def of(cls, facts: RunFacts | None) -> ShownRun:
        """Return what has been kept of a run; none where there is none."""
        return cls(facts.run, facts.plan, facts.history, facts.layer_history) if facts else cls()

    def add(self, event: Event) -> None:
        self.history.add(event)
        self.layers.add(event)
        self.status.add(event)
        if isinstance(event, RunBegun):
            self.run = Run(folder=event.folder)

    @property
    def not_finite(self) -> AlarmRecord | None:
        """Return why the run has just ended, where its loss was no number any more."""
        last = self.layers.last_alarm
        return last if last and last.kind is AlarmKind.NOT_FINITE else None
