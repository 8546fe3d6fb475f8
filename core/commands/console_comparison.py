"""Show a person a comparison on the command line: runs as columns, and what the paired tests say."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from core.commands.headed_table import headed_table
from core.dataset.split import IN_WORDS
from core.evaluation.comparison import Approach, Comparison, Difference, Gap, PairedResult
from core.messages import Message
from core.process.notices import RESEARCH_USE_ONLY
from core.targets.metric_names import metric_alone, metric_within
from core.targets.metrics import ACCURACY, scale_of
from core.targets.results import Metric
from core.wording.catalogue import text_of
from core.wording.wording import translated

APPROACHES = {
    Approach.FEATURE_EXTRACTION: Message("feature-extraction"),
    Approach.FINE_TUNING: Message("fine-tuning"),
}


def print_comparison(comparison: Comparison) -> None:
    console = Console(highlight=False)
    runs = [compared.title for compared in comparison.runs]
    table = headed_table("", *runs, title=Message("compared-on", part=IN_WORDS[comparison.part]))
    for name, *cells in _rows(comparison):
        table.add_row(name, *map(Text, cells))
    console.print(table)
    for paired in comparison.paired:
        for sentence in _sentences(comparison, paired):
            console.print(Text(text_of(sentence)), soft_wrap=True)
    if comparison.is_adjusted:
        console.print(text_of(Message("p-values-are-adjusted")), style="dim")
    console.print(translated(RESEARCH_USE_ONLY), style="dim")


def _rows(comparison: Comparison) -> Iterator[list[str]]:
    for heading, *cells in _worded_rows(comparison):
        yield [text_of(heading), *map(text_of, cells)]


def _worded_rows(comparison: Comparison) -> Iterator[list[Message | str]]:
    runs = comparison.runs
    yield [Message("heading-approach"), *(APPROACHES[compared.approach] for compared in runs)]
    yield [Message("heading-backbone"), *(compared.backbone for compared in runs)]
    yield [Message("heading-kept"), *(compared.what_was_kept or "–" for compared in runs)]
    if any(compared.same_weights_as for compared in runs):
        yield [Message("heading-weights"), *(_same_weights(compared.same_weights_as) for compared in runs)]
    trained = [compared.trained_parameters for compared in runs]
    yield [Message("heading-parameters-trained"), *("–" if count is None else f"{count:,}" for count in trained)]
    costs = [compared.cost for compared in runs]
    yield [Message("heading-training-time"), *(f"{cost.seconds:.1f} s" if cost else "–" for cost in costs)]
    yield [
        Message("heading-peak-memory"),
        *(f"{cost.peak_memory_bytes / 1e6:,.0f} MB" if cost else "–" for cost in costs),
    ]
    gaps = [compared.gap for compared in runs]
    score = next((gap.score_name for gap in gaps if gap), ACCURACY)
    yield [Message("heading-gap-of", metric=metric_within(score)), *map(_gap, gaps)]
    yield [Message("heading-loss-gap"), *(f"{gap.loss:+.3f}" if gap else "–" for gap in gaps)]
    results = [compared.parts[comparison.part] for compared in runs]
    for metric in results[0].compared:
        yield [metric_alone(metric.name), *(_metric(one.metric(metric.name)) for one in results)]


def _same_weights(title: str) -> Message | str:
    return Message("same-weights-as", title=title) if title else ""


def _gap(gap: Gap | None) -> Message | str:
    if gap is None:
        return "–"
    scale = scale_of(gap.score_name)
    points = f"{gap.score * scale.factor:+.{scale.digits}f}"
    return Message("percentage-points", points=points) if scale.unit == "%" else points


def _metric(metric: Metric) -> str:
    value, interval = metric.value, metric.interval
    if value is None:
        return "–"
    return f"{value:.3f} ({interval[0]:.3f} to {interval[1]:.3f})" if interval else f"{value:.3f}"


def _sentences(comparison: Comparison, paired: PairedResult) -> Iterator[Message]:
    run, reference = comparison.title_of(paired.run), comparison.reference.title
    for metric, difference in paired.differences.items():
        if difference is not None:
            yield _sentence(run, reference, metric, difference)


def _sentence(run: str, reference: str, metric: str, difference: Difference) -> Message:
    low, high = difference.interval
    return Message(
        "differs-significantly" if difference.is_more_than_chance else "differs-not-significantly",
        run=run,
        reference=reference,
        metric=metric_within(metric),
        value=difference.value,
        low=low,
        high=high,
        p="p < 0.001" if difference.adjusted_p < 0.001 else f"p = {difference.adjusted_p:.3f}",
    )
