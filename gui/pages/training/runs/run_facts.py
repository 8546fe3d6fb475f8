"""RunFacts: what the window shows of a run, read from its files once."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.errors import UserError
from core.figures.layer_history import LayerHistory
from core.figures.training_history import TrainingHistory
from core.messages import Message
from core.targets.metrics import ACCURACY
from core.training.depth_words import why_that_deep
from core.training.epoch_record import EpochRecord
from core.training.monitoring import Monitoring
from core.training.outcome import Outcome
from core.training.outcome_words import epoch_kept, how_it_was_chosen, what_was_kept, why_it_ended
from core.training.plan import Plan
from core.training.run import Notes, Run
from core.wording.catalogue import text_of
from core.wording.wording import sentences

#: runs of which the layers are kept in memory
MOST_KEPT = 64


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    run: Run
    begun: datetime
    is_finished: bool
    notes: Notes = field(default_factory=Notes)
    #: None where it cannot be read
    plan: Plan | None = None
    epochs: tuple[EpochRecord, ...] = ()
    #: None where it is not finished, or nobody knows
    outcome: Outcome | None = None
    #: not to be changed: others share it
    monitoring: Monitoring = field(default_factory=Monitoring)

    @property
    def title(self) -> str:
        return self.notes.title or self.run.name

    @property
    def unfrozen(self) -> tuple[str, ...]:
        """Return what its last phase has unfrozen, or the one at which incremental unfreezing stopped."""
        if self.plan is None:
            return ()
        last = self.monitoring.decisions[-1] if self.monitoring.decisions else None
        return self.plan.phases[last.phase if last and not last.goes_deeper else -1].unfreeze

    @property
    def depth_text(self) -> str:
        """Return why incremental unfreezing stopped, or went on; "" where it was not used."""
        if self.plan is None or not self.monitoring.decisions:
            return ""
        last = self.monitoring.decisions[-1]
        return text_of(why_that_deep(self.plan.phases[last.phase].name, last))

    @property
    def outcome_text(self) -> str:
        """Return what it has kept, and why it ended; "" where that is not known."""
        return sentences((self.kept_text, self.ending_text))

    @property
    def kept_text(self) -> str:
        return text_of(what_was_kept(self.outcome)) if self.outcome else ""

    @property
    def chosen_text(self) -> str:
        """Return by what the kept epoch was chosen."""
        return text_of(how_it_was_chosen(self.outcome, self.outcome.kept)) if self.outcome else ""

    @property
    def ending_text(self) -> str:
        """Return why it ended."""
        return text_of(why_it_ended(self.outcome)) if self.outcome else ""

    @property
    def beside_text(self) -> str:
        """Return the text of its second model, and what that is called."""
        models = self.run.models[1:]
        if self.outcome is None or self.outcome.beside is None or not models:
            return ""
        kept = epoch_kept(self.outcome.beside)
        return text_of(Message("also-kept-as", title=models[0].title, kept=kept))

    @property
    def score_name(self) -> str:
        """Return the metric that its scores are."""
        return next((epoch.score_name for epoch in self.epochs), ACCURACY)

    @property
    def best_score(self) -> float | None:
        """Return the score on validation of the epoch whose weights are kept."""
        best = [epoch for epoch in self.epochs if epoch.best]
        return best[-1].validation_score if best else None

    @property
    def history(self) -> TrainingHistory:
        if self.plan is None:
            return TrainingHistory.of_run(None, self.epochs)
        return TrainingHistory.of_run(self.plan, self.epochs)

    @property
    def layer_history(self) -> LayerHistory:
        return LayerHistory.of_run(self.plan.phases if self.plan else (), self.monitoring)


def read_facts(run: Run) -> RunFacts:
    """Read several files: not for the GUI thread. What is damaged is left out."""
    return RunFacts(
        run=run,
        begun=datetime.fromtimestamp(run.files.plan.stat().st_mtime),
        is_finished=run.is_finished,
        notes=run.notes,
        plan=_plan(run),
        epochs=_epochs(run),
        outcome=run.outcome,
        monitoring=_monitoring(run),
    )


def read_all_facts(runs: Sequence[Run]) -> list[RunFacts]:
    """Return the facts of those that have not been deleted meanwhile."""
    return [read_facts(run) for run in runs if run.files.plan.is_file()]


def _plan(run: Run) -> Plan | None:
    try:
        return run.plan
    except (UserError, ValueError, KeyError, TypeError):
        return None


def _monitoring(run: Run) -> Monitoring:
    try:
        state = run.files.monitoring.stat()
    except OSError:
        return Monitoring()
    return _monitoring_in(run, state.st_mtime_ns, state.st_size)


@functools.lru_cache(maxsize=MOST_KEPT)
def _monitoring_in(run: Run, changed: int, size: int) -> Monitoring:
    """Return the monitoring in the file as it was then: facts are read often, and this file can be large."""
    return run.monitoring


def _epochs(run: Run) -> tuple[EpochRecord, ...]:
    try:
        return tuple(run.history)
    except UserError:
        return ()
