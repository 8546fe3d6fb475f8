"""Plan: what a run is asked to do, as a list of phases and the settings that they share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from core.errors import UserError
from core.features.strength import Augmentation, Flips
from core.storage.typed_values import read_as

HEAD_LEARNING_RATE = 1e-3
#: a hundredth: the pretrained layers are to be adapted, not to forget
FINE_TUNE_LEARNING_RATE = 1e-5
FINE_TUNE_PATIENCE = 3
#: of an image of a rare class, over that of an image of the most frequent one; see `batches.class_weights`
MOST_WEIGHT = 10.0
#: what a phase of incremental unfreezing is called
BLOCKS = "last {count} block{s}"


class Schedule(StrEnum):
    """How the learning rate goes on in a phase, after the warm-up."""

    CONSTANT = "constant"
    #: down to nothing along half a cosine over the phase's epochs (Loshchilov and Hutter, 2017)
    COSINE = "cosine"


class SelectBy(StrEnum):
    """The figure on validation by which epochs are told better from worse."""

    LOSS = "loss"
    #: each class has the same say, however many images it has
    BALANCED_ACCURACY = "balanced-accuracy"
    AUC = "auc"


class Keep(StrEnum):
    """Which epoch's weights the model of a run is made of."""

    BEST = "best"
    #: although the head alone may have been better
    BEST_OF_FINE_TUNING = "best-of-fine-tuning"


@dataclass(frozen=True, kw_only=True)
class Phase:
    """Some epochs with the same layers thawed."""

    name: str
    #: patterns of layer paths; none of them thaws nothing, and only the head learns
    unfreeze: tuple[str, ...] = ()
    epochs: int = 20
    learning_rate: float = HEAD_LEARNING_RATE
    #: epochs without a better one after which the phase ends
    patience: int = 5

    def __post_init__(self) -> None:
        if self.epochs < 1:
            raise UserError("Train for at least one epoch.")
        if not 0 < self.learning_rate <= 1:
            raise UserError("The learning rate must lie above 0 and be at most 1.", hint="1e-3 suits a new head.")
        if self.patience < 1:
            raise UserError("Patience must be at least one epoch.")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the user asks a run to do. Together with the images, their split and the backbone it decides the result."""

    backbone: str
    phases: tuple[Phase, ...]
    batch_size: int = 32
    dropout: float = 0.2
    #: rare classes count for more, so that each class has the same say as far as `weight_bound` allows
    class_weights: bool = True
    augmentation: Augmentation = Augmentation.NONE
    flips: Flips = Flips.HORIZONTAL
    seed: int = 0
    schedule: Schedule = Schedule.CONSTANT
    #: over which the learning rate rises from nothing at the start of each phase
    warmup_epochs: float = 0.0
    #: each block learns so many times slower than the next one towards the head (Howard and Ruder, 2018)
    depth_factor: float = 1.0
    #: how strongly thawed layers are pulled towards their pretrained weights (L2-SP, Li et al., 2018)
    l2_sp: float = 0.0
    #: whether a phase that thaws more begins only where the one before was better by more than its noise
    only_while_better: bool = False
    #: so many times as much as an image of the most frequent class may an image of a rare one count; None in a run of
    #: a version that had no bound and weighted the figures, too: it goes on as it began
    weight_bound: float | None = MOST_WEIGHT
    select_by: SelectBy = SelectBy.LOSS
    keep: Keep = Keep.BEST

    def __post_init__(self) -> None:
        if not self.phases:
            raise UserError("A plan needs at least one phase.")
        if self.batch_size < 1:
            raise UserError("A batch holds at least one image.")
        if not 0 <= self.dropout < 1:
            raise UserError("Dropout must be at least 0 and below 1.")
        if not 0 <= self.seed < 2**32:
            raise UserError("The seed must be a whole number from 0 to 4,294,967,295.")
        if not 0 <= self.warmup_epochs < math.inf:
            raise UserError("The warm-up must last for 0 epochs or more.")
        if not 1 <= self.depth_factor <= 100:
            raise UserError("The factor between blocks must lie from 1 to 100.", hint="2.6 is usual; 1 is off.")
        if not 0 <= self.l2_sp < math.inf:
            raise UserError("The pull towards pretrained weights must be 0 or more.", hint="0.1 is usual; 0 is off.")
        if self.weight_bound is not None and not 1 <= self.weight_bound < math.inf:
            raise UserError("The bound of class weights must be 1 or more.", hint="10 is usual; 1 weights no class.")

    @property
    def weights_figures(self) -> bool:
        """Whether losses are shown, and the best epoch is chosen, with class weights, as earlier versions did."""
        return self.class_weights and self.weight_bound is None

    @property
    def first_thawing(self) -> int | None:
        """The number of the phase with which fine-tuning begins after a head was trained; None where none does."""
        thawing = [number for number, phase in enumerate(self.phases) if phase.unfreeze]
        return thawing[0] if thawing and thawing[0] > 0 else None

    @property
    def fine_tunes(self) -> bool:
        """Whether any phase thaws layers."""
        return any(phase.unfreeze for phase in self.phases)

    def is_of_head(self, phase: int) -> bool:
        """Whether what a phase leaves is the head alone, with the backbone as it was published."""
        return not any(earlier.unfreeze for earlier in self.phases[: phase + 1])

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Plan:
        """Settings that a later version has are left out. Raises ValueError or UserError where these are of no plan."""
        if not isinstance(values, Mapping):
            raise ValueError("no plan")
        return read_as(cls, {"weight_bound": None, **values})  # plans of old have no bound


def usual_phases(
    unfreeze: Sequence[str] = (),
    *,
    epochs: int = 20,
    fine_tune_epochs: int = 10,
    learning_rate: float = HEAD_LEARNING_RATE,
    fine_tune_learning_rate: float = FINE_TUNE_LEARNING_RATE,
) -> tuple[Phase, ...]:
    """The well-known pair: the head first, then, where layers are ticked, these at a hundredth of the learning rate."""
    head = Phase(name="head", epochs=epochs, learning_rate=learning_rate)
    if not unfreeze:
        return (head,)
    fine_tuning = Phase(
        name="fine-tuning",
        unfreeze=tuple(unfreeze),
        epochs=fine_tune_epochs,
        learning_rate=fine_tune_learning_rate,
        patience=FINE_TUNE_PATIENCE,
    )
    return head, fine_tuning


def incremental_phases(head: Phase, fine_tuning: Phase, blocks: int) -> tuple[Phase, ...]:
    """Incremental unfreezing: the head, then the last block, the last two, and so on, each like `fine_tuning`."""
    if blocks < 1:
        raise UserError("Incremental unfreezing thaws at least one block.")
    deeper = (
        replace(fine_tuning, name=BLOCKS.format(count=count, s="s" if count > 1 else ""), unfreeze=(f"last:{count}",))
        for count in range(1, blocks + 1)
    )
    return head, *deeper
