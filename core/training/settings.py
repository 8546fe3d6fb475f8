"""Training settings: all that a run is given beside its layers and phases, the same for the next run and for a plan."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from core.errors import UserError
from core.features.augmentation import Augmentation, Flips
from core.messages import Message
from core.targets.kinds import choices
from core.targets.metrics import LOSS

#: of an image of a rare class, over that of an image of the most frequent one; see `SingleLabel.weights`
MOST_WEIGHT = 10.0


class Schedule(StrEnum):
    """How the learning rate goes on in a phase, after the warm-up."""

    CONSTANT = "constant"
    #: down to nothing along half a cosine over the phase's epochs (Loshchilov and Hutter, 2017)
    COSINE = "cosine"


class Keep(StrEnum):
    """The epoch whose weights the model of a run is made of."""

    BEST = "best"
    #: although the head alone may have been better
    BEST_OF_FINE_TUNING = "best-of-fine-tuning"
    #: of fine-tuning the latest epoch that is better than what it began with, not the best of them: with a learning
    #: rate that goes down to nothing the last one is the settled one, and what tells them apart on validation is chance
    LAST = "last"


@dataclass(frozen=True, kw_only=True)
class TrainingSettings:
    """What the phases of a run share. A draft and a plan both are settings: in files they stand beside the rest.

    A setting stands here, and with its words in the form and in the arguments of the command line; nowhere else.
    """

    batch_size: int = 32
    dropout: float = 0.2
    #: of what unfrozen layers of an encoder give, see `core.backbones.dropout_places`; frozen ones leave out nothing
    encoder_dropout: float = 0.0
    #: rare classes count for more, so that each class has the same say as far as `weight_bound` allows
    class_weights: bool = True
    #: so many times as much as an image of the most frequent class may an image of a rare one count; None in a run of
    #: a version that had no bound and weighted the metrics, too: it goes on as it began
    weight_bound: float | None = MOST_WEIGHT
    augmentation: Augmentation = Augmentation.NONE
    flips: Flips = Flips.HORIZONTAL
    seed: int = 0
    schedule: Schedule = Schedule.CONSTANT
    #: over which the learning rate rises from nothing at the start of each phase
    warmup_epochs: float = 0.0
    #: each block learns so many times slower than the next one towards the head (Howard and Ruder, 2018)
    depth_factor: float = 1.0
    #: how strongly unfrozen layers are pulled towards their pretrained weights (L2-SP, Li et al., 2018)
    l2_sp: float = 0.0
    #: the loss, or the metric of a target; see `Target.choices`
    select_by: str = LOSS
    keep: Keep = Keep.BEST

    def __post_init__(self) -> None:
        if self.batch_size < 1:
            raise UserError(Message("batch-too-small"))
        if not (0 <= self.dropout < 1 and 0 <= self.encoder_dropout < 1):
            raise UserError(Message("dropout-out-of-range"))
        if not 0 <= self.seed < 2**32:
            raise UserError(Message("seed-out-of-range"))
        if not 0 <= self.warmup_epochs < math.inf:
            raise UserError(Message("warm-up-negative"))
        if not 1 <= self.depth_factor <= 100:
            raise UserError(Message("block-factor-out-of-range"))
        if not 0 <= self.l2_sp < math.inf:
            raise UserError(Message("pull-negative"))
        if self.select_by not in choices():
            raise ValueError(f"no metric of this version: {self.select_by}")
        if self.weight_bound is not None and not 1 <= self.weight_bound < math.inf:
            raise UserError(Message("class-weight-bound-too-low"))

    @property
    def settings(self) -> dict[str, Any]:
        """Return the settings alone by their names, for another draft or plan to share them."""
        return {field.name: getattr(self, field.name) for field in fields(TrainingSettings)}

    @property
    def weights_validation(self) -> bool:
        """Return whether losses are shown and the best epoch chosen with class weights, as earlier versions did."""
        return self.class_weights and self.weight_bound is None
