"""Plan: what a run is asked to do, as a list of phases and the settings that they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from core.backbones.layer_patterns import last_blocks
from core.errors import UserError
from core.messages import Message
from core.storage.typed_values import read_as
from core.training import phase_names
from core.training.settings import Keep, TrainingSettings

HEAD_LEARNING_RATE = 1e-3
#: a hundredth: the pretrained layers are to be adapted, not to forget
FINE_TUNE_LEARNING_RATE = 1e-5


class Solver(StrEnum):
    """Say how the weights of a phase are found."""

    #: step by step over batches, as the layers of a network are trained
    ADAM = "adam"
    #: for a head alone: by all examples at once until nothing more is to be won
    LBFGS = "lbfgs"


@dataclass(frozen=True, kw_only=True)
class Phase:
    """Some epochs with the same layers unfrozen."""

    name: str
    #: patterns of layer paths; where there are none, only the head learns
    unfreeze: tuple[str, ...] = ()
    epochs: int = 20
    learning_rate: float = HEAD_LEARNING_RATE
    #: epochs without a better one after which the phase ends
    patience: int = 5
    solver: Solver = Solver.ADAM

    def __post_init__(self) -> None:
        if self.epochs < 1:
            raise UserError(Message("epochs-too-few"))
        if not 0 < self.learning_rate <= 1:
            raise UserError(Message("learning-rate-out-of-range"))
        if self.patience < 1:
            raise UserError(Message("patience-too-short"))
        if self.is_solved and self.unfreeze:
            raise UserError(Message("only-a-head-is-solved"))

    @property
    def is_solved(self) -> bool:
        """Return whether the head of this phase converges instead of learning by steps: each epoch is the best yet."""
        return self.solver is Solver.LBFGS


HEAD = Phase(name=phase_names.HEAD)
FINE_TUNING = Phase(name=phase_names.FINE_TUNING, epochs=10, learning_rate=FINE_TUNE_LEARNING_RATE, patience=3)


@dataclass(frozen=True, kw_only=True)
class Plan(TrainingSettings):
    """What the user asks a run to do. With the images, their split and the backbone it decides the result."""

    backbone: str
    phases: tuple[Phase, ...]
    #: whether a phase that unfreezes more begins only where the one before was better by more than its noise
    only_while_better: bool = False

    def __post_init__(self) -> None:
        if not self.phases:
            raise UserError(Message("plan-without-phase"))
        super().__post_init__()

    @property
    def first_unfreezing(self) -> int | None:
        """Return the number of the phase with which fine-tuning begins after a head was trained.

        None where none does.
        """
        unfreezing = [number for number, phase in enumerate(self.phases) if phase.unfreeze]
        return unfreezing[0] if unfreezing and unfreezing[0] > 0 else None

    @property
    def keeps_latest_from(self) -> int | None:
        """Return the number of the phase from which on a later epoch is kept if it only beats what was there before.

        None where the best epoch is kept in all phases.
        """
        unfreezing = [number for number, phase in enumerate(self.phases) if phase.unfreeze]
        return unfreezing[0] if unfreezing and self.keep is Keep.LAST else None

    @property
    def fine_tunes(self) -> bool:
        """Return whether any phase unfreezes layers."""
        return any(phase.unfreeze for phase in self.phases)

    def is_of_head(self, phase: int) -> bool:
        """Return whether what a phase leaves is the head alone, with the backbone as it was published."""
        return not any(earlier.unfreeze for earlier in self.phases[: phase + 1])

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Plan:
        """Settings that a later version has are left out. Raise ValueError or UserError where these are of no plan."""
        if not isinstance(values, Mapping):
            raise ValueError("no plan")
        return read_as(cls, {"weight_bound": None, **values})  # plans of old have no bound


def usual_phases(
    unfreeze: Sequence[str] = (),
    *,
    epochs: int = HEAD.epochs,
    fine_tune_epochs: int = FINE_TUNING.epochs,
    learning_rate: float = HEAD.learning_rate,
    fine_tune_learning_rate: float = FINE_TUNING.learning_rate,
) -> tuple[Phase, ...]:
    """Return the well-known pair: the head, then, where layers are ticked, these at a hundredth of its rate."""
    head = replace(HEAD, epochs=epochs, learning_rate=learning_rate)
    if not unfreeze:
        return (head,)
    later = replace(FINE_TUNING, epochs=fine_tune_epochs, learning_rate=fine_tune_learning_rate)
    return head, replace(later, unfreeze=tuple(unfreeze))


def incremental_phases(head: Phase, fine_tuning: Phase, blocks: int) -> tuple[Phase, ...]:
    """Return the head, then the last block, the last two, and so on, each like `fine_tuning`."""
    if blocks < 1:
        raise UserError(Message("incremental-without-blocks"))
    deeper = (
        replace(fine_tuning, name=phase_names.name_of_blocks(count), unfreeze=(last_blocks(count),))
        for count in range(1, blocks + 1)
    )
    return head, *deeper
