"""Outcome: which weights a run has kept, and why it ended. Plain data, made where the run ends. Needs no TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.storage.kept_json import read_kept, write_kept
from core.storage.typed_values import read_as
from core.training.epoch_record import EpochRecord
from core.training.monitoring_records import DepthRecord
from core.training.plan import Phase, Plan


class Ending(StrEnum):
    """Why a run ended."""

    #: so many epochs in a row were no better than the best
    PATIENCE = "patience"
    #: the last phase was a head that was solved: nothing more is to be won from these features
    CONVERGED = "converged"
    #: the last phase has had as many epochs as the plan gives it
    AT_MOST = "at most"
    #: incremental unfreezing: the last phase was better by no more than chance
    NO_DEEPER = "no deeper"
    #: the user ended it, and kept what there was
    USER = "stopped by the user"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The epoch of a phase whose weights a model holds."""

    #: from 0
    phase: int
    phase_name: str
    #: patterns of the layers that its phase had unfrozen; none of them where it is of the head
    unfrozen: tuple[str, ...]
    #: in its phase, from 0
    epoch: int
    #: in the run, all phases counted on, from 0
    epoch_of_run: int
    #: by which it was chosen, on validation
    value: float
    #: that learnt in its phase; None where nobody knows
    trained_parameters: int | None = None

    @property
    def is_of_head(self) -> bool:
        return not self.unfrozen


@dataclass(frozen=True, kw_only=True)
class Outcome:
    kept: Kept
    #: by what the best epoch was chosen
    select_by: str
    #: the other of head and fine-tuning, where that is a model of its own: it was no better
    #: where it is of fine-tuning, and no worse where fine-tuning was kept all the same
    beside: Kept | None
    #: names of the phases after the kept one that have ended an epoch: none of them was any better
    no_better: tuple[str, ...]
    ending: Ending
    #: of the last phase: its name, and its epochs; where patience ended it, those without a better one
    last_phase: str
    last_epochs: int
    #: whether the kept epoch of fine-tuning is the latest, not the best, that was better than what it began with
    is_latest: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Outcome:
        """Raise ValueError where these are not the values of an outcome."""
        return read_as(cls, values, is_finite=False)

    def save(self, path: Path) -> None:
        write_kept(path, self.as_json())

    @classmethod
    def load(cls, path: Path) -> Outcome | None:
        """Return the outcome; None where the run has none, as those of earlier versions, or the file is damaged."""
        try:
            return cls.from_json(read_kept(path, "outcome.json"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def outcome_of(
    plan: Plan,
    history: Sequence[EpochRecord],
    decisions: Sequence[DepthRecord] = (),
    trained_parameters: Mapping[int, int] | None = None,
    beside: tuple[int, int] | None = None,
) -> Outcome | None:
    """Return what comes of the epochs that a run has ended; None where there are none, or they are not of this plan.

    `trained_parameters` by the number of a phase, as far as they are known. `beside`: phase and epoch of the second
    model.
    """
    best = [place for place, epoch in enumerate(history) if epoch.best]
    if not best or any(epoch.phase >= len(plan.phases) for epoch in history):
        return None
    place = best[-1]
    kept, last = history[place], history[-1].phase
    known = trained_parameters or {}
    ending = _ending(plan, history, decisions)
    epochs = [epoch for epoch in history if epoch.phase == last]
    return Outcome(
        kept=_kept_at(place, plan, history, known),
        select_by=plan.select_by,
        beside=_kept_at(_place_of(beside, history), plan, history, known) if beside else None,
        no_better=tuple(plan.phases[phase].name for phase in range(kept.phase + 1, last + 1)),
        ending=ending,
        last_phase=plan.phases[last].name,
        is_latest=plan.keeps_latest_from is not None and kept.phase >= plan.keeps_latest_from,
        last_epochs=_without_better(epochs) if ending is Ending.PATIENCE else len(epochs),
    )


def _place_of(epoch: tuple[int, int], history: Sequence[EpochRecord]) -> int:
    return [(ended.phase, ended.epoch) for ended in history].index(epoch)


def _kept_at(place: int, plan: Plan, history: Sequence[EpochRecord], known: Mapping[int, int]) -> Kept:
    epoch = history[place]
    phase = plan.phases[epoch.phase]
    return Kept(
        phase=epoch.phase,
        phase_name=phase.name,
        unfrozen=phase.unfreeze,
        epoch=epoch.epoch,
        epoch_of_run=place,
        value=epoch.validation_loss if epoch.figure is None else epoch.figure,
        trained_parameters=known.get(epoch.phase),
    )


def known_parameters(plan: Plan, history: Sequence[EpochRecord], most: int, head: int) -> dict[int, int]:
    """Return by the phase, of a run of which only these are known: the most trained at a time, and the head's."""
    reached = [phase.unfreeze for phase in plan.phases[: max((epoch.phase for epoch in history), default=0) + 1]]
    unfreezing = {unfreeze for unfreeze in reached if unfreeze}
    known = {number: head for number, unfreeze in enumerate(reached) if not unfreeze}
    if len(unfreezing) == 1:  # else nobody knows which of them unfroze the most
        known |= {number: most for number, unfreeze in enumerate(reached) if unfreeze}
    return known


def with_parameters(outcome: Outcome, known: Mapping[int, int]) -> Outcome:
    kept = replace(outcome.kept, trained_parameters=known.get(outcome.kept.phase))
    return replace(outcome, kept=kept)


def is_through(phase: Phase, epochs: Sequence[EpochRecord]) -> bool:
    """Return whether a phase that has ended these epochs has had all of them, or was ended by its patience."""
    return len(epochs) >= phase.epochs or (not phase.is_solved and _without_better(epochs) >= phase.patience)


def _ending(plan: Plan, history: Sequence[EpochRecord], decisions: Sequence[DepthRecord]) -> Ending:
    last = history[-1].phase
    phase, epochs = plan.phases[last], [epoch for epoch in history if epoch.phase == last]
    if not is_through(phase, epochs):
        return Ending.USER
    if last + 1 < len(plan.phases):
        is_deep_enough = any(decided.phase == last and not decided.goes_deeper for decided in decisions)
        return Ending.NO_DEEPER if is_deep_enough else Ending.USER
    if phase.is_solved:
        return Ending.CONVERGED
    return Ending.AT_MOST if len(epochs) >= phase.epochs else Ending.PATIENCE


def _without_better(epochs: Sequence[EpochRecord]) -> int:
    """Return how many epochs passed without a better one, at the end of a phase."""
    best = max((place for place, epoch in enumerate(epochs) if epoch.best), default=-1)
    return len(epochs) - 1 - best
