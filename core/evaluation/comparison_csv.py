"""A comparison as a table to take away: one row a run, then one for each metric that was tested."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from core.dataset.dataset import Split
from core.evaluation.comparison import ComparedRun, Comparison, Difference, PairedResult
from core.storage.text_cells import text_cell
from core.targets.results import Metric
from core.training.outcome_words import epoch_kept
from core.wording.catalogue import text_of

OF_RUN = (
    "what", "part", "run", "title", "approach", "backbone", "kept", "same_weights_as", "trainable_parameters",
    "parameters", "seconds", "peak_memory_bytes",
)  # fmt: skip
OF_DIFFERENCE = ("figure", "reference", "difference", "difference_low", "difference_high", "p", "adjusted_p")

Row = dict[str, object]


def as_csv(comparison: Comparison) -> bytes:
    """UTF-8. Rows of `what` run, one for each part on which a run has been evaluated, and rows of `what` difference.

    Intervals are 95 %; differences are a run's metric minus the reference's. It names no images.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _columns(comparison))
    writer.writeheader()
    for compared in comparison.runs:
        writer.writerows(_run_rows(comparison, compared))
    for paired in comparison.paired:
        writer.writerows(_difference_rows(comparison, paired))
    return text.getvalue().encode("utf-8")


def _columns(comparison: Comparison) -> list[str]:
    """Return the columns, of which those of metrics are the target's."""
    metrics = comparison.reference.parts[comparison.part].compared
    gaps = dict.fromkeys(f"gap_{run.gap.score_name}" for run in comparison.runs if run.gap)
    gaps = gaps or {f"gap_{metrics[0].name}": None}
    of_metrics = [name for metric in metrics for name in _cells(metric)]
    return [*OF_RUN, *gaps, "gap_loss", "images", "subjects", *of_metrics, "test_looks", *OF_DIFFERENCE]


def _cells(metric: Metric) -> Row:
    low, high = metric.interval or ("", "")
    value = "" if metric.value is None else metric.value
    return {metric.name: value, f"{metric.name}_low": low, f"{metric.name}_high": high}


def _run_rows(comparison: Comparison, compared: ComparedRun) -> Iterator[Row]:
    """Yield the part that is compared first."""
    for part in sorted(compared.parts, key=lambda part: part is not comparison.part):
        yield _run_row(compared, part)


def _run_row(compared: ComparedRun, part: Split) -> Row:
    metrics, cost, gap = compared.parts[part], compared.cost, compared.gap
    return {
        "what": "run",
        "part": part.value,
        "run": compared.run.name,
        "title": text_cell(compared.title),
        "approach": compared.approach.value,
        "backbone": compared.backbone,
        "kept": text_of(epoch_kept(compared.kept)) if compared.kept else "",
        "same_weights_as": text_cell(compared.same_weights_as),
        "trainable_parameters": "" if compared.trained_parameters is None else compared.trained_parameters,
        "parameters": cost.parameters if cost else "",
        "seconds": round(cost.seconds, 3) if cost else "",
        "peak_memory_bytes": cost.peak_memory_bytes if cost else "",
        **({f"gap_{gap.score_name}": gap.score} if gap else {}),
        "gap_loss": gap.loss if gap else "",
        "images": metrics.images,
        "subjects": "" if metrics.subjects is None else metrics.subjects,
        **{name: value for metric in metrics.compared for name, value in _cells(metric).items()},
        "test_looks": compared.test_looks,
    }


def _difference_rows(comparison: Comparison, paired: PairedResult) -> Iterator[Row]:
    for metric, difference in paired.differences.items():
        if difference is not None:
            yield _difference_row(comparison, paired, metric, difference)


def _difference_row(comparison: Comparison, paired: PairedResult, metric: str, difference: Difference) -> Row:
    return {
        "what": "difference",
        "part": comparison.part.value,
        "run": paired.run.name,
        "title": text_cell(comparison.title_of(paired.run)),
        "figure": metric,
        "reference": comparison.reference.run.name,
        "difference": difference.value,
        "difference_low": difference.interval[0],
        "difference_high": difference.interval[1],
        "p": difference.p,
        "adjusted_p": difference.adjusted_p,
    }
