"""Comparison: what a comparison of runs finds. Needs neither TensorFlow nor scipy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from core.dataset.dataset import Split
from core.messages import Message
from core.targets.results import Results
from core.training.cost import RunCost
from core.training.outcome import Kept
from core.training.plan import Plan
from core.training.run import Run
from core.wording.catalogue import text_of

#: a difference that chance alone makes more rarely than this counts as more than chance
SIGNIFICANCE = 0.05


class Approach(StrEnum):
    """The two ways of transfer learning."""

    FEATURE_EXTRACTION = "feature extraction"
    FINE_TUNING = "fine-tuning"


def approach_of(plan: Plan, kept: Kept | None = None) -> Approach:
    """Return feature extraction where only the head learns, or, where it is known what was kept, where that is all."""
    is_of_head = plan.is_of_head(kept.phase if kept else len(plan.phases) - 1)
    return Approach.FEATURE_EXTRACTION if is_of_head else Approach.FINE_TUNING


@dataclass(frozen=True, kw_only=True)
class Gap:
    """How much better the best epoch was on what it learnt from than on validation."""

    #: the metric beside the loss, training minus validation
    score: float
    score_name: str
    #: validation minus training
    loss: float

    def as_json(self) -> dict[str, float]:
        """Return it with the score under its name."""
        return {self.score_name: self.score, "loss": self.loss}


@dataclass(frozen=True, kw_only=True)
class ComparedRun:
    run: Run
    #: when it was compared
    named: str | Message
    #: of what was kept: a run whose fine-tuning was no better has a model of the head alone
    approach: Approach
    backbone: str
    #: None where the run has kept no cost
    cost: RunCost | None
    #: None where no epoch was better than the start
    gap: Gap | None
    #: on the part that is compared, and on others that had been looked at before; without curves
    parts: dict[Split, Results]
    test_looks: int
    #: which epoch the model is made of; None where that is not known
    kept: Kept | None = None
    #: the same, with what came of the rest of the run
    what_was_kept: Message | None = None
    #: an earlier one of the compared models that has the very same weights, as it is named; "" where none has
    same_as: str | Message = ""

    @property
    def title(self) -> str:
        return text_of(self.named)

    @property
    def same_weights_as(self) -> str:
        """Return the title of the model that has the very same weights; "" where none has."""
        return text_of(self.same_as)

    @property
    def trained_parameters(self) -> int | None:
        """Return how many learnt in the phase whose weights are kept; None where nobody knows."""
        if self.kept is not None:
            return self.kept.trained_parameters
        return self.cost.trainable_parameters if self.cost else None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The difference of one metric on the same images: a run's minus the reference's."""

    value: float
    #: 95 %
    interval: tuple[float, float]
    #: how often chance alone would make the two differ by as much
    p: float
    #: by Holm (1979), for as many runs as are compared with the reference
    adjusted_p: float

    @property
    def is_more_than_chance(self) -> bool:
        return self.adjusted_p < SIGNIFICANCE


@dataclass(frozen=True, kw_only=True)
class PairedResult:
    """A run against the reference, image by image."""

    run: Run
    #: by the name of the metric, as of a classifier accuracy and auc; None where it, or how sure it is, is not known
    differences: Mapping[str, Difference | None]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Runs on the same split; the first is the reference."""

    part: Split
    runs: tuple[ComparedRun, ...]
    #: one for each run but the first
    paired: tuple[PairedResult, ...]

    @property
    def reference(self) -> ComparedRun:
        return self.runs[0]

    @property
    def is_adjusted(self) -> bool:
        """Return whether p values allow for there being several of them."""
        return len(self.paired) > 1

    def title_of(self, run: Run) -> str:
        return next(compared.title for compared in self.runs if compared.run == run)

    def as_json(self) -> dict[str, Any]:
        return {
            "part": self.part.value,
            "reference": self.reference.run.address,
            "runs": [_run_as_json(compared) for compared in self.runs],
            "paired": [
                {
                    "run": paired.run.address,
                    **{metric: one and _difference_as_json(one) for metric, one in paired.differences.items()},
                }
                for paired in self.paired
            ],
        }


def _run_as_json(compared: ComparedRun) -> dict[str, Any]:
    return {
        "run": compared.run.address,
        "title": compared.title,
        "approach": compared.approach.value,
        "backbone": compared.backbone,
        "kept": compared.kept and asdict(compared.kept),
        "trained_parameters": compared.trained_parameters,
        "same_weights_as": compared.same_weights_as,
        "cost": compared.cost and asdict(compared.cost),
        "gap": compared.gap and compared.gap.as_json(),
        "parts": {part.value: metrics.as_json() for part, metrics in compared.parts.items()},
        "test_looks": compared.test_looks,
    }


def _difference_as_json(difference: Difference) -> dict[str, Any]:
    return {**asdict(difference), "is_more_than_chance": difference.is_more_than_chance}
