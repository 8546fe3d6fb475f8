"""The tasks that the engine process takes: for each a request, which says what it needs and what it gives.

A request names a function of `core.tasks` and holds its arguments, but for the job, which the engine adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

    from core.advice.advice import Advice
    from core.audit.findings import Action, Audit
    from core.backbones.card import Card
    from core.backbones.layer_tree import LayerTree
    from core.backbones.wishes import Wishes
    from core.dataset.dataset import Split
    from core.dataset.reading import Reading
    from core.dataset.split import Fractions
    from core.evaluation.comparison import Comparison
    from core.evaluation.results import Evaluation
    from core.export.checked_export import CheckedExport
    from core.export.formats import ExportFormat
    from core.inspection.activation import ChannelOrder, Inside, LayerActivation
    from core.inspection.text_activation import ExplainedText, TextActivation, TextInside
    from core.modalities.images.frame import Frame
    from core.modalities.text.token_counts import TokenCounts
    from core.prediction.predict import PredictionCount
    from core.prediction.text_prediction import TextPrediction
    from core.project.project import Project
    from core.training.estimate import EstimateBasis
    from core.training.plan import Plan
    from core.training.rate_finder import RateCurve
    from core.training.run import Run

Result = TypeVar("Result", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Request(Generic[Result]):
    """A task with its arguments; `Result` is what it gives."""

    #: the function of `core.tasks`
    task: ClassVar[str]
    #: whether it waits until TensorFlow is imported
    needs_tensorflow: ClassVar[bool] = True

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the arguments by their names."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


# ---- the images


@dataclass(frozen=True, kw_only=True)
class WriteSample(Request["Path"]):
    task = "write_sample"
    needs_tensorflow = False
    folder: Path
    kind: str


@dataclass(frozen=True, kw_only=True)
class ScanImages(Request[None]):
    task = "scan_images"
    needs_tensorflow = False
    project: Project
    source: Path
    reading: Reading | None = None


@dataclass(frozen=True, kw_only=True)
class SplitAgain(Request[None]):
    task = "split_again"
    needs_tensorflow = False
    project: Project
    fractions: Fractions
    seed: int


@dataclass(frozen=True, kw_only=True)
class AuditImages(Request["Audit"]):
    """Wait for TensorFlow: now and then SciPy's linear algebra fails where it begins while that is loaded."""

    task = "audit"
    project: Project
    backbone: str


@dataclass(frozen=True, kw_only=True)
class ResolveFinding(Request["Audit"]):
    task = "resolve_finding"
    project: Project
    code: str
    action: Action
    backbone: str
    labels: Sequence[str] = ()
    into: str = ""


@dataclass(frozen=True, kw_only=True)
class UseDroppedAgain(Request[None]):
    task = "use_dropped_again"
    needs_tensorflow = False
    project: Project


@dataclass(frozen=True, kw_only=True)
class OverrideAudit(Request["Audit"]):
    task = "override_audit"
    needs_tensorflow = False
    project: Project
    reason: str


# ---- what is trained, and how


@dataclass(frozen=True, kw_only=True)
class ImportBackbone(Request["Card"]):
    task = "import_backbone"
    needs_tensorflow = False
    path: Path
    name: str | None = None
    wishes: Wishes | None = None


@dataclass(frozen=True, kw_only=True)
class ReadLayers(Request["LayerTree"]):
    task = "layer_tree"
    backbone: str


@dataclass(frozen=True, kw_only=True)
class CountTokens(Request["TokenCounts"]):
    task = "count_tokens"
    project: Project
    backbone: str


@dataclass(frozen=True, kw_only=True)
class SpellTokens(Request["list[str]"]):
    """A text is split into its tokens. It is shown to nobody but its user: it is in no log."""

    task = "spell_tokens"
    text: str = field(repr=False)
    backbone: str


@dataclass(frozen=True, kw_only=True)
class MeasureCost(Request["EstimateBasis"]):
    task = "estimate_basis"
    backbone: str
    project: Project | None = None


@dataclass(frozen=True, kw_only=True)
class Advise(Request["Advice"]):
    task = "advise"
    project: Project


@dataclass(frozen=True, kw_only=True)
class FindLearningRate(Request["RateCurve"]):
    task = "find_learning_rate"
    project: Project
    plan: Plan
    phase: int


@dataclass(frozen=True, kw_only=True)
class Train(Request["Run"]):
    task = "train"
    project: Project
    plan: Plan


@dataclass(frozen=True, kw_only=True)
class Resume(Request["Run"]):
    task = "resume"
    project: Project
    run: Run | None = None


@dataclass(frozen=True, kw_only=True)
class FinishEarly(Request["Run"]):
    task = "finish_early"
    project: Project
    run: Run


@dataclass(frozen=True, kw_only=True)
class CompareApproaches(Request["Comparison"]):
    task = "compare_approaches"
    project: Project
    plan: Plan


# ---- what has been trained


@dataclass(frozen=True, kw_only=True)
class Evaluate(Request["Evaluation"]):
    task = "evaluate"
    run: Run
    parts: Iterable[Split]


@dataclass(frozen=True, kw_only=True)
class Compare(Request["Comparison"]):
    task = "compare"
    runs: Sequence[Run]
    part: Split


@dataclass(frozen=True, kw_only=True)
class KnownComparison(Request["Comparison | None"]):
    task = "known_comparison"
    runs: Sequence[Run]
    part: Split


@dataclass(frozen=True, kw_only=True)
class Predict(Request["PredictionCount"]):
    task = "predict"
    run: Run
    paths: Sequence[Path]
    csv: Path
    #: whether the table gives reasons as codes, which a window then words
    with_codes: bool = False


@dataclass(frozen=True, kw_only=True)
class PredictText(Request["TextPrediction"]):
    task = "predict_text"
    run: Run
    #: a patient's words, which must not get into a log
    text: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class LookInto(Request["Inside"]):
    task = "look_into"
    model: str | Run
    frame: Frame
    project: Project | None = None


@dataclass(frozen=True, kw_only=True)
class LookInside(Request["LayerActivation"]):
    task = "look_inside"
    model: str | Run
    frame: Frame
    layer: str
    page: int
    order: ChannelOrder
    label: str | None = None
    project: Project | None = None


@dataclass(frozen=True, kw_only=True)
class LookIntoText(Request["TextInside"]):
    """No repr names the text, which may be a patient's words."""

    task = "look_into_text"
    model: str | Run
    text: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class LookInsideText(Request["TextActivation"]):
    task = "look_inside_text"
    model: str | Run
    text: str = field(repr=False)
    layer: str
    label: str | None = None


@dataclass(frozen=True, kw_only=True)
class ExplainText(Request["ExplainedText"]):
    task = "explain_text"
    model: str | Run
    text: str = field(repr=False)
    label: str | None = None


@dataclass(frozen=True, kw_only=True)
class Export(Request["CheckedExport"]):
    task = "export"
    run: Run
    folder: Path
    export_format: ExportFormat
