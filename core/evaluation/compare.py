"""Comparing: the metrics of runs on the same split side by side, and paired tests of each against the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.dataset.dataset import Example, Split
from core.evaluation.comparison import ComparedRun, Comparison, Difference, Gap, PairedResult, approach_of
from core.evaluation.results import looks_at_test_set
from core.evaluation.runs_to_compare import RunToCompare
from core.statistics.paired import Tested, holm
from core.training.epoch_record import EpochRecord
from core.training.outcome import Kept
from core.training.run import Run
from core.training.weights_digest import weights_digest


def unevaluated(all_runs: Sequence[RunToCompare], part: Split) -> list[Run]:
    """Return those that have still to be evaluated on this part."""
    return [one.run for one in all_runs if part not in one.results]


def compare_runs(all_runs: Sequence[RunToCompare], part: Split) -> Comparison:
    """Return the comparison of runs that have been evaluated on this part; the first is the reference."""
    target = all_runs[0].dataset.target
    reference, *others = [_answers(one, part) for one in all_runs]
    tested = {
        one.run: target.differences(one.labels, one.predictions, reference.predictions, one.subjects) for one in others
    }
    return Comparison(
        part=part,
        runs=_with_equals_marked([_compared(one) for one in all_runs]),
        paired=tuple(PairedResult(run=run, differences=found) for run, found in _adjusted(tested).items()),
    )


@dataclass(frozen=True)
class _Answers:
    """The answers of one run, in an order of images that is the same for all runs on the same split."""

    run: Run
    #: as the target encodes them, [n, …]
    labels: np.ndarray
    #: float32 [n, names of the target]
    predictions: np.ndarray
    #: the subject of each image; None where each stands for itself
    subjects: np.ndarray | None


def _answers(one: RunToCompare, part: Split) -> _Answers:
    images, result = one.dataset.of(part), one.results[part]
    order = sorted(range(len(images)), key=lambda place: (images[place].key, images[place].label))
    images = tuple(images[place] for place in order)
    return _Answers(
        run=one.run,
        labels=one.dataset.target.encode(image.label for image in images),
        predictions=result.predictions[order],
        subjects=_subjects(images),
    )


def _subjects(images: Sequence[Example]) -> np.ndarray | None:
    names = [image.group for image in images]
    return None if len(set(names)) == len(names) else np.array(names)


def _adjusted(tested: Mapping[Run, Mapping[str, Tested | None]]) -> dict[Run, dict[str, Difference | None]]:
    """Return each metric by itself, for as many runs as it is known of."""
    metrics = list(next(iter(tested.values())))
    differences: dict[Run, dict[str, Difference | None]] = {run: dict.fromkeys(metrics) for run in tested}
    for metric in metrics:
        known = {run: found for run, by_metric in tested.items() if (found := by_metric[metric]) is not None}
        adjusted = holm([one.p for one in known.values()])
        for (run, one), p in zip(known.items(), adjusted, strict=True):
            differences[run][metric] = Difference(value=one.value, interval=one.interval, p=one.p, adjusted_p=p)
    return differences


def _compared(one: RunToCompare) -> ComparedRun:
    run, plan = one.run, one.run.plan
    kept = run.kept
    return ComparedRun(
        run=run,
        named=run.named,
        approach=approach_of(plan, kept),
        backbone=plan.backbone,
        cost=run.cost,
        gap=_gap(run.history, kept),
        parts={part: result.metrics.without_curves() for part, result in one.results.items()},
        test_looks=looks_at_test_set(run),
        kept=kept,
        what_was_kept=run.what_was_kept,
    )


def _with_equals_marked(compared: Sequence[ComparedRun]) -> tuple[ComparedRun, ...]:
    """Return the runs, of which the later of two that are the same model says so."""
    first: dict[str, ComparedRun] = {}
    marked = []
    for one in compared:
        digest = weights_digest(one.run)
        same = first.setdefault(digest, one) if digest else one
        marked.append(replace(one, same_as="" if same is one else same.named))
    return tuple(marked)


def _gap(epochs: Sequence[EpochRecord], kept: Kept | None) -> Gap | None:
    """Return the gap of the epoch whose weights are in the model."""
    if kept is None:
        return None
    best = epochs[kept.epoch_of_run]
    return Gap(
        score=best.score - best.validation_score, score_name=best.score_name, loss=best.validation_loss - best.loss
    )
