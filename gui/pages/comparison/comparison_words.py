"""The rows of a comparison's table, as people read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from core.dataset.dataset import Split
from core.dataset.split import IN_WORDS
from core.evaluation.comparison import Approach, ComparedRun, Comparison
from core.targets.metrics import ACCURACY, AUC, scale_of
from core.training.outcome_words import epoch_kept_in_short
from core.wording.catalogue import text_of
from core.wording.wording import size
from gui.translation import count, tr
from gui.widgets.metric_words import explanation as metric_explanation
from gui.widgets.metric_words import metric_name, metric_value
from gui.widgets.words import duration


@dataclass(frozen=True)
class ComparedRow:
    """One metric of all runs. A second line of a cell says how sure it is, or what it is of."""

    name: str
    explanation: str
    cells: tuple[str, ...]


def approach_name(approach: Approach) -> str:
    names = {Approach.FEATURE_EXTRACTION: tr("Head only"), Approach.FINE_TUNING: tr("Fine-tuning")}
    return names[approach]


def compared_rows(comparison: Comparison) -> list[ComparedRow]:
    """Return what the runs are, what they have cost, and what they are worth on the part that is compared."""
    part = text_of(IN_WORDS[comparison.part])
    rows = [
        _row(
            comparison,
            tr("Approach"),
            tr("Whether the head learnt alone, or layers of the backbone with it."),
            lambda run: f"{approach_name(run.approach)}\n{run.backbone}",
        ),
        _row(
            comparison,
            tr("Kept"),
            tr("The epoch whose weights the model holds, counted over all phases."),
            _kept,
        ),
        *_same_rows(comparison),
        _row(
            comparison,
            tr("Parameters trained"),
            tr("Those that learnt in the phase whose weights are kept, of all that the model has."),
            _parameters,
        ),
        _row(
            comparison,
            tr("Training time"),
            tr("Of all phases together; pauses count for nothing."),
            lambda run: duration(run.cost.seconds) if run.cost else "–",
        ),
        _row(
            comparison,
            tr("Peak memory"),
            tr("The most memory that the engine used while training."),
            lambda run: size(run.cost.peak_memory_bytes) if run.cost else "–",
        ),
        _row(
            comparison,
            tr("Train/validation gap"),
            tr("How much better the best epoch was on the images that it learnt from: a wide gap means overfitting."),
            _gap,
        ),
        *(
            _row(
                comparison,
                tr("{metric} on {part}").format(metric=metric_name(name), part=part),
                _explanation(name),
                partial(_figure_on, comparison.part, name),
            )
            for name in _compared(comparison)
        ),
    ]
    return rows + _test_rows(comparison)


def signed(value: float, digits: int) -> str:
    """Return the number with a sign that is as wide as a plus."""
    return f"{value:+.{digits}f}".replace("-", "−")


def _row(comparison: Comparison, name: str, explanation: str, cell: Callable[[ComparedRun], str]) -> ComparedRow:
    return ComparedRow(name, explanation, tuple(cell(run) for run in comparison.runs))


def _test_rows(comparison: Comparison) -> list[ComparedRow]:
    """Return rows on the test set where it was looked at before: to see that again is no new look."""
    if comparison.part is Split.TEST or not any(Split.TEST in run.parts for run in comparison.runs):
        return []
    explanation = tr("As it was when the test set was viewed. It is not tested here for differences.")
    return [
        _row(
            comparison,
            tr("{metric} on test").format(metric=metric_name(name)),
            explanation,
            partial(_figure_on, Split.TEST, name),
        )
        for name in _compared(comparison)
    ]


def _kept(run: ComparedRun) -> str:
    """Return the epoch, and below it what came of the other model. Cells are narrow where there are many runs."""
    if run.kept is None:
        return "–"
    outcome = run.run.outcome
    others = ""
    if run.run.is_beside:
        others = tr("also kept")
    elif outcome and outcome.no_better:
        others = tr("fine-tuning no better") if run.kept.is_of_head else tr("deeper no better")
    return "\n".join(filter(None, (text_of(epoch_kept_in_short(run.kept)), others)))


def _same_rows(comparison: Comparison) -> list[ComparedRow]:
    """Return the rows on same models, only where some of the runs are the same model."""
    if not any(run.same_weights_as for run in comparison.runs):
        return []

    def same(run: ComparedRun) -> str:
        return tr("same as “{title}”").format(title=run.same_weights_as) if run.same_weights_as else "–"

    return [_row(comparison, tr("Weights"), tr("Models that are equal to the last bit."), same)]


def _parameters(run: ComparedRun) -> str:
    if run.trained_parameters is None:
        return "–"
    trained = count(run.trained_parameters)
    if run.cost is None:
        return trained
    return tr("{trained}\nof {parameters}").format(trained=trained, parameters=count(run.cost.parameters))


def _gap(run: ComparedRun) -> str:
    if run.gap is None:
        return "–"
    scale = scale_of(run.gap.score_name)
    score = signed(run.gap.score * scale.factor, scale.digits)
    text = tr("{score} pp\nloss {loss}") if scale.unit == "%" else tr("{score}\nloss {loss}")
    return text.format(score=score, loss=signed(run.gap.loss, 3))


def _compared(comparison: Comparison) -> list[str]:
    """Return the names of the metrics by which the runs are compared."""
    return [metric.name for metric in comparison.reference.parts[comparison.part].compared]


def _explanation(name: str) -> str:
    explanations = {
        ACCURACY: tr("Share of the images whose class was predicted correctly, and the 95 % interval."),
        AUC: tr("The area under the ROC curve, of several classes the mean, and the 95 % interval."),
    }
    return explanations.get(name) or metric_explanation(name)


def _figure_on(part: Split, name: str, run: ComparedRun) -> str:
    if part not in run.parts:
        return tr("not viewed")
    metric = run.parts[part].metric(name)
    shown = metric_value(name, metric.value)
    return f"{shown}\n{metric.scale.written_range(*metric.interval)}" if metric.interval else shown
