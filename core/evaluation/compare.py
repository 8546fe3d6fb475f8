"""Comparing: the figures of runs on the same split side by side, and paired tests of each against the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.dataset.dataset import Dataset, Image, Split
from core.errors import UserError
from core.evaluation.comparison import ComparedRun, Comparison, Difference, Gap, PairedResult, approach_of
from core.evaluation.paired import Tested, accuracy_difference, auc_difference, holm
from core.evaluation.results import Metrics, PartResult, load_results, looks_at_test_set
from core.events import EpochEnded
from core.training.run import Run


def check_comparable(runs: Sequence[Run]) -> None:
    """Raises UserError where there are fewer than two runs, one has no model, or they had not the same split."""
    if len(set(runs)) < 2 or len(set(runs)) < len(runs):
        raise UserError("A comparison needs at least two different runs.", hint="Choose another run.")
    for run in runs:
        if not run.is_finished:
            raise UserError(f"The run “{run.title}” has no model yet.", hint="Resume it, or compare without it.")
    first, *others = runs
    images = first.dataset
    for run in others:
        if not have_same_split(images, run.dataset):
            raise UserError(
                f"The runs “{first.title}” and “{run.title}” were not trained on the same split.",
                hint="Only answers to the same images can be compared: choose runs between which no images were "
                "added, removed or moved.",
            )


def have_same_split(one: Dataset, other: Dataset) -> bool:
    """Whether the same images, by their content, have the same classes and stand in the same parts."""
    return one.classes == other.classes and _parts(one) == _parts(other)


def runs_without(part: Split, runs: Sequence[Run]) -> list[Run]:
    """Those that have still to be evaluated on this part."""
    return [run for run in runs if _result(run, part) is None]


def compare_runs(runs: Sequence[Run], part: Split) -> Comparison:
    """Of runs that are comparable and have been evaluated on this part; the first is the reference."""
    reference, *others = (_answers(run, part) for run in runs)
    accuracies = {
        run: accuracy_difference(one.correct, reference.correct, one.subjects)
        for run, one in zip(runs[1:], others, strict=True)
    }
    areas = {
        run: area
        for run, one in zip(runs[1:], others, strict=True)
        if (area := auc_difference(one.labels, one.scores, reference.scores, one.subjects))
    }
    of_accuracy, of_area = _adjusted(accuracies), _adjusted(areas)
    return Comparison(
        part=part,
        runs=tuple(map(_compared, runs)),
        paired=tuple(PairedResult(run=run, accuracy=of_accuracy[run], auc=of_area.get(run)) for run in runs[1:]),
    )


def _parts(dataset: Dataset) -> list[tuple[str, str, str]]:
    """In an order that does not depend on the names of files."""
    return sorted((image.key, image.label, image.split.value) for image in dataset.readable if image.split)


@dataclass(frozen=True)
class _Answers:
    """Of one run, in an order of images that is the same for all runs on the same split."""

    #: int [n], places among the classes
    labels: np.ndarray
    #: float32 [n], or [n, classes] of more than two
    scores: np.ndarray
    #: bool [n]
    correct: np.ndarray
    #: the subject of each image; None where each stands for itself
    subjects: np.ndarray | None


def _answers(run: Run, part: Split) -> _Answers:
    images, result = run.dataset.of(part), _result(run, part)
    assert result is not None, "evaluated before"
    order = sorted(range(len(images)), key=lambda place: (images[place].key, images[place].label))
    images, probabilities = tuple(images[place] for place in order), result.probabilities[order]
    classes = [figures.label for figures in result.metrics.classes]
    labels = np.array([classes.index(image.label) for image in images])
    return _Answers(
        labels=labels,
        scores=probabilities[:, 1] if len(classes) == 2 else probabilities,
        correct=probabilities.argmax(axis=1) == labels,
        subjects=_subjects(images),
    )


def _subjects(images: Sequence[Image]) -> np.ndarray | None:
    names = [image.group for image in images]
    return None if len(set(names)) == len(names) else np.array(names)


def _result(run: Run, part: Split) -> PartResult | None:
    """None also where a file of another run was put in its place."""
    result = load_results(run).get(part)
    if result is None:
        return None
    images = run.dataset.of(part)
    classes = {figures.label for figures in result.metrics.classes}
    fits = len(images) == len(result.probabilities) and {image.label for image in images} <= classes
    return result if fits else None


def _adjusted(tested: Mapping[Run, Tested]) -> dict[Run, Difference]:
    adjusted = holm([one.p for one in tested.values()])
    return {
        run: Difference(value=one.value, interval=one.interval, p=one.p, adjusted_p=p)
        for (run, one), p in zip(tested.items(), adjusted, strict=True)
    }


def _compared(run: Run) -> ComparedRun:
    plan = run.plan
    return ComparedRun(
        run=run,
        title=run.title,
        approach=approach_of(plan),
        backbone=plan.backbone,
        cost=run.cost,
        gap=_gap(run.history),
        parts={part: _without_curves(result.metrics) for part, result in load_results(run).items()},
        test_looks=looks_at_test_set(run),
    )


def _gap(epochs: Sequence[EpochEnded]) -> Gap | None:
    """Of the epoch whose weights are in the model."""
    best = next((epoch for epoch in reversed(epochs) if epoch.best), None)
    if best is None:
        return None
    return Gap(accuracy=best.accuracy - best.validation_accuracy, loss=best.validation_loss - best.loss)


def _without_curves(metrics: Metrics) -> Metrics:
    return replace(metrics, roc=())
