"""What a comparison of runs finds. Needs neither TensorFlow nor scipy."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from core.dataset.dataset import Split
from core.evaluation.results import Metrics
from core.training.cost import RunCost
from core.training.plan import Plan
from core.training.run import Run

#: a difference that chance alone makes more rarely than this counts as more than chance
SIGNIFICANCE = 0.05


class Approach(StrEnum):
    """The two ways of transfer learning."""

    FEATURE_EXTRACTION = "feature extraction"
    FINE_TUNING = "fine-tuning"


def approach_of(plan: Plan) -> Approach:
    """Feature extraction where only the head learns."""
    return Approach.FINE_TUNING if any(phase.unfreeze for phase in plan.phases) else Approach.FEATURE_EXTRACTION


@dataclass(frozen=True, kw_only=True)
class Gap:
    """How much better the best epoch was on what it learnt from than on validation."""

    #: share of right answers, training minus validation
    accuracy: float
    #: validation minus training
    loss: float


@dataclass(frozen=True, kw_only=True)
class ComparedRun:
    run: Run
    title: str
    approach: Approach
    backbone: str
    #: None where the run has kept no cost
    cost: RunCost | None
    #: None where no epoch was better than the start
    gap: Gap | None
    #: on the part that is compared, and on others that had been looked at before; without curves
    parts: dict[Split, Metrics]
    test_looks: int


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Of one figure on the same images: a run's minus the reference's."""

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
    accuracy: Difference
    #: None where an area, or how sure it is, cannot be told
    auc: Difference | None


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
        """Whether p values allow for there being several of them."""
        return len(self.paired) > 1

    def title_of(self, run: Run) -> str:
        return next(compared.title for compared in self.runs if compared.run == run)

    def as_json(self) -> dict[str, Any]:
        return {
            "part": self.part.value,
            "reference": str(self.reference.run.folder),
            "runs": [_run_as_json(compared) for compared in self.runs],
            "paired": [
                {
                    "run": str(paired.run.folder),
                    "accuracy": _difference_as_json(paired.accuracy),
                    "auc": paired.auc and _difference_as_json(paired.auc),
                }
                for paired in self.paired
            ],
        }


def _run_as_json(compared: ComparedRun) -> dict[str, Any]:
    return {
        "run": str(compared.run.folder),
        "title": compared.title,
        "approach": compared.approach.value,
        "backbone": compared.backbone,
        "cost": compared.cost and asdict(compared.cost),
        "gap": compared.gap and asdict(compared.gap),
        "parts": {part.value: metrics.as_json() for part, metrics in compared.parts.items()},
        "test_looks": compared.test_looks,
    }


def _difference_as_json(difference: Difference) -> dict[str, Any]:
    return {**asdict(difference), "is_more_than_chance": difference.is_more_than_chance}
