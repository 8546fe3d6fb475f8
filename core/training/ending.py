"""The end of a run: what it has kept is written down and reported, before its model is."""

from __future__ import annotations

from collections.abc import Sequence

from core.events import RunEnded
from core.jobs import Job
from core.training.models_of_run import beside_of
from core.training.monitoring_records import DepthRecord
from core.training.outcome import outcome_of
from core.training.outcome_words import sentences, what_was_kept, why_it_ended
from core.training.phase_state import PhaseState
from core.training.run import Run


def end_run(run: Run, state: PhaseState, decisions: Sequence[DepthRecord], job: Job) -> None:
    """Keep the outcome of what `state` has come to, and report it."""
    outcome = outcome_of(run.plan, state.history, decisions, state.trained_parameters, beside_of(run, state))
    if outcome is None:  # no epoch was better than nothing, of which there is nothing to tell
        return
    outcome.save(run.files.outcome)
    job.report(RunEnded(outcome=outcome.as_json(), message=sentences(what_was_kept(outcome), why_it_ended(outcome))))
