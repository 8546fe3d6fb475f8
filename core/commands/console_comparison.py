"""Show a person a comparison on the command line: runs as columns, and what the paired tests say."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.commands.metric_words import metric_name
from core.evaluation.comparison import Comparison, Difference, Gap, PairedResult
from core.process.notices import RESEARCH_USE_ONLY
from core.targets.metrics import ACCURACY, scale_of
from core.targets.results import Metric
from core.wording.catalogue import text_of


def print_comparison(comparison: Comparison) -> None:
    console = Console(highlight=False)
    table = Table(title=f"On {comparison.part.value}", title_justify="left")
    table.add_column("")
    for compared in comparison.runs:
        table.add_column(Text(compared.title))
    for name, *cells in _rows(comparison):
        table.add_row(name, *map(Text, cells))
    console.print(table)
    for paired in comparison.paired:
        for line in _sentences(comparison, paired):
            console.print(Text(line), soft_wrap=True)
    if comparison.is_adjusted:
        console.print("The p values allow for several comparisons (Holm).", style="dim")
    console.print(RESEARCH_USE_ONLY, style="dim")


def _rows(comparison: Comparison) -> Iterator[list[str]]:
    runs = comparison.runs
    yield ["Approach", *(compared.approach.value for compared in runs)]
    yield ["Backbone", *(compared.backbone for compared in runs)]
    costs = [compared.cost for compared in runs]
    yield ["Kept", *(text_of(compared.what_was_kept) or "–" for compared in runs)]
    if any(compared.same_weights_as for compared in runs):
        same = [compared.same_weights_as for compared in runs]
        yield ["Weights", *(f"same as {title}" if title else "" for title in same)]
    trained = [compared.trained_parameters for compared in runs]
    yield ["Parameters trained", *("–" if count is None else f"{count:,}" for count in trained)]
    yield ["Training time", *(f"{cost.seconds:.1f} s" if cost else "–" for cost in costs)]
    yield ["Peak memory", *(f"{cost.peak_memory_bytes / 1e6:,.0f} MB" if cost else "–" for cost in costs)]
    gaps = [compared.gap for compared in runs]
    score = next((gap.score_name for gap in gaps if gap), ACCURACY)
    yield [f"Gap of {metric_name(score)}", *(_gap(gap) for gap in gaps)]
    yield ["Gap of loss", *(f"{gap.loss:+.3f}" if gap else "–" for gap in gaps)]
    results = [compared.parts[comparison.part] for compared in runs]
    for metric in results[0].compared:
        name = metric_name(metric.name)
        yield [name[:1].upper() + name[1:], *(_metric(one.metric(metric.name)) for one in results)]


def _gap(gap: Gap | None) -> str:
    if gap is None:
        return "–"
    scale = scale_of(gap.score_name)
    points = f"{gap.score * scale.factor:+.{scale.digits}f}"
    return f"{points} points" if scale.unit == "%" else points


def _metric(metric: Metric) -> str:
    value, interval = metric.value, metric.interval
    if value is None:
        return "–"
    return f"{value:.3f} ({interval[0]:.3f} to {interval[1]:.3f})" if interval else f"{value:.3f}"


def _sentences(comparison: Comparison, paired: PairedResult) -> Iterator[str]:
    against = f"{comparison.title_of(paired.run)} against {comparison.reference.title}"
    for metric, difference in paired.differences.items():
        if difference is not None:
            yield f"{against}: {metric_name(metric)} {_text(difference)}"


def _text(difference: Difference) -> str:
    low, high = difference.interval
    p = "p < 0.001" if difference.adjusted_p < 0.001 else f"p = {difference.adjusted_p:.3f}"
    verdict = "significant" if difference.is_more_than_chance else "not significant"
    return f"{difference.value:+.3f} (95 % interval {low:+.3f} to {high:+.3f}, {p}): {verdict}"
