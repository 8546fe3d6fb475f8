"""Word the paired tests of a comparison in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.evaluation.comparison import Approach, Comparison, Difference, PairedResult
from core.targets.metrics import ACCURACY, AUC, scale_of
from core.training.run import Run
from core.wording.wording import sentences
from gui.pages.comparison.comparison_words import approach_name
from gui.translation import tr
from gui.widgets.metric_words import metric_name


@dataclass(frozen=True)
class Verdict:
    text: str
    is_more_than_chance: bool


def verdicts(comparison: Comparison, paired: PairedResult) -> list[Verdict]:
    """Return the verdicts on the metrics that are known."""
    found = []
    same = next(one.same_weights_as for one in comparison.runs if one.run == paired.run)
    if same:
        text = tr("“{title}” has the same weights as “{same}”: they are one model.")
        found.append(Verdict(text.format(title=comparison.title_of(paired.run), same=same), False))
    names = _names(comparison)
    for metric, difference in paired.differences.items():
        if difference is None:
            continue
        if metric == ACCURACY:
            found.append(_verdict_on_accuracy(names[paired.run], names[comparison.reference.run], difference))
        else:
            found.append(_verdict_on(metric, difference))
    return found


def method(comparison: Comparison) -> str:
    """Return how it was tested, for those who want to know."""
    metrics = comparison.reference.parts[comparison.part]
    if metrics.subjects is None:
        paired = tr("Paired on the same %n image(s).", "", metrics.images)
    else:
        paired = tr("Paired on the same {images} of %n subject(s).", "", metrics.subjects)
        paired = paired.format(images=tr("%n image(s)", "", metrics.images))
    tests = {
        ACCURACY: tr("Accuracy: exact sign test by subject, McNemar’s where each has one image."),
        AUC: tr("AUC: DeLong’s test by subject."),
    }
    tested = [tests[metric.name] for metric in metrics.compared if metric.name in tests]
    adjusted = tr("p is adjusted for %n comparison(s) (Holm).", "", len(comparison.paired))
    return sentences([paired, *tested, adjusted if comparison.is_adjusted else ""])


@dataclass(frozen=True)
class _Name:
    """What a run is called where a sentence begins with it, and inside of one."""

    first: str
    inside: str


def _names(comparison: Comparison) -> dict[Run, _Name]:
    """Return names by the approach where that distinguishes the runs."""
    inside = {Approach.FEATURE_EXTRACTION: tr("head only"), Approach.FINE_TUNING: tr("fine-tuning")}
    approaches = [run.approach for run in comparison.runs]
    is_unambiguous = len(set(approaches)) == len(approaches)
    if is_unambiguous:
        return {run.run: _Name(approach_name(run.approach), inside[run.approach]) for run in comparison.runs}
    quoted = {run.run: tr("“{title}”").format(title=run.title) for run in comparison.runs}
    return {run: _Name(name, name) for run, name in quoted.items()}


def _verdict_on_accuracy(name: _Name, reference: _Name, difference: Difference) -> Verdict:
    low, high = _as_shown(difference)
    if not difference.value:
        text = tr("{name} is as accurate as {reference} (95 % interval {low} to {high} percentage points, {p}).")
    elif difference.value > 0:
        text = tr("{name} is {points} percentage points better than {reference} (95 % interval {low} to {high}, {p}).")
    else:
        text = tr("{name} is {points} percentage points worse than {reference} (95 % interval {low} to {high}, {p}).")
    return Verdict(
        _with_verdict(
            text.format(
                name=name.first,
                reference=reference.inside,
                points=f"{abs(difference.value) * 100:.1f}",
                low=_plain(low * 100, 1),
                high=_plain(high * 100, 1),
                p=p_text(difference.adjusted_p),
            ),
            difference,
        ),
        difference.is_more_than_chance,
    )


def _verdict_on(name: str, difference: Difference) -> Verdict:
    low, high = _as_shown(difference)
    scale = scale_of(name)
    if not difference.value:
        text = tr("Their {metric} is the same (95 % interval {low} to {high}, {p}).")
    elif difference.value > 0:
        text = tr("Its {metric} is {value} higher (95 % interval {low} to {high}, {p}).")
    else:
        text = tr("Its {metric} is {value} lower (95 % interval {low} to {high}, {p}).")
    return Verdict(
        _with_verdict(
            text.format(
                metric=metric_name(name),
                value=scale.written(abs(difference.value)),
                low=_plain(low * scale.factor, scale.digits),
                high=_plain(high * scale.factor, scale.digits),
                p=p_text(difference.adjusted_p),
            ),
            difference,
        ),
        difference.is_more_than_chance,
    )


def p_text(p: float) -> str:
    if p < 0.001:
        return "p\u00a0<\u00a00.001"
    return f"p\u00a0=\u00a0{p:.3f}" if p < 0.1 else f"p\u00a0=\u00a0{p:.2f}"


def _as_shown(difference: Difference) -> Sequence[float]:
    """Return how much better, or how much worse, it is."""
    low, high = difference.interval
    return (low, high) if difference.value >= 0 else (-high, -low)


def _with_verdict(text: str, difference: Difference) -> str:
    if difference.is_more_than_chance:
        return sentences([text, tr("The difference is significant.")])
    return sentences([text, tr("The difference is not significant.")])


def _plain(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace("-", "−")
