"""Comparing: the figures of runs on the same split side by side, and paired tests of each against the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.dataset.dataset import Example, Split
from core.evaluation.candidates import Candidate
from core.evaluation.comparison import ComparedRun, Comparison, Difference, Gap, PairedResult, approach_of
from core.evaluation.results import Metrics, looks_at_test_set
from core.events import EpochEnded
from core.statistics.paired import Tested, accuracy_difference, auc_difference, holm
from core.training.outcome import Kept
from core.training.run import Run
from core.training.weights_digest import weights_digest


def unevaluated(candidates: Sequence[Candidate], part: Split) -> list[Run]:
    """Those that have still to be evaluated on this part."""
    return [candidate.run for candidate in candidates if part not in candidate.results]


def compare_candidates(candidates: Sequence[Candidate], part: Split) -> Comparison:
    """Of runs that have been evaluated on this part; the first is the reference."""
    reference, *others = [_answers(candidate, part) for candidate in candidates]
    accuracies = {one.run: accuracy_difference(one.correct, reference.correct, one.subjects) for one in others}
    areas = {one.run: auc_difference(one.labels, one.scores, reference.scores, one.subjects) for one in others}
    of_accuracy = _adjusted(accuracies)
    of_area = _adjusted({run: area for run, area in areas.items() if area})
    return Comparison(
        part=part,
        runs=_with_equals_marked([_compared(candidate) for candidate in candidates]),
        paired=tuple(
            PairedResult(run=one.run, accuracy=of_accuracy[one.run], auc=of_area.get(one.run)) for one in others
        ),
    )


@dataclass(frozen=True)
class _Answers:
    """Of one run, in an order of images that is the same for all runs on the same split."""

    run: Run
    #: int [n], places among the classes
    labels: np.ndarray
    #: float32 [n], or [n, classes] of more than two
    scores: np.ndarray
    #: bool [n]
    correct: np.ndarray
    #: the subject of each image; None where each stands for itself
    subjects: np.ndarray | None


def _answers(candidate: Candidate, part: Split) -> _Answers:
    images, result = candidate.dataset.of(part), candidate.results[part]
    order = sorted(range(len(images)), key=lambda place: (images[place].key, images[place].label))
    images, probabilities = tuple(images[place] for place in order), result.probabilities[order]
    classes = [figures.label for figures in result.metrics.classes]
    labels = np.array([classes.index(image.label) for image in images])
    return _Answers(
        run=candidate.run,
        labels=labels,
        scores=probabilities[:, 1] if len(classes) == 2 else probabilities,
        correct=probabilities.argmax(axis=1) == labels,
        subjects=_subjects(images),
    )


def _subjects(images: Sequence[Example]) -> np.ndarray | None:
    names = [image.group for image in images]
    return None if len(set(names)) == len(names) else np.array(names)


def _adjusted(tested: Mapping[Run, Tested]) -> dict[Run, Difference]:
    adjusted = holm([one.p for one in tested.values()])
    return {
        run: Difference(value=one.value, interval=one.interval, p=one.p, adjusted_p=p)
        for (run, one), p in zip(tested.items(), adjusted, strict=True)
    }


def _compared(candidate: Candidate) -> ComparedRun:
    run, plan = candidate.run, candidate.run.plan
    kept = run.kept
    return ComparedRun(
        run=run,
        title=run.title,
        approach=approach_of(plan, kept),
        backbone=plan.backbone,
        cost=run.cost,
        gap=_gap(run.history, kept),
        parts={part: _without_curves(result.metrics) for part, result in candidate.results.items()},
        test_looks=looks_at_test_set(run),
        kept=kept,
        kept_text=run.kept_text,
    )


def _with_equals_marked(compared: Sequence[ComparedRun]) -> tuple[ComparedRun, ...]:
    """Where two runs are the same model, the later one says so."""
    first: dict[str, ComparedRun] = {}
    marked = []
    for one in compared:
        digest = weights_digest(one.run)
        same = first.setdefault(digest, one) if digest else one
        marked.append(replace(one, same_weights_as="" if same is one else same.title))
    return tuple(marked)


def _gap(epochs: Sequence[EpochEnded], kept: Kept | None) -> Gap | None:
    """Of the epoch whose weights are in the model."""
    if kept is None:
        return None
    best = epochs[kept.epoch_of_run]
    return Gap(accuracy=best.accuracy - best.validation_accuracy, loss=best.validation_loss - best.loss)


def _without_curves(metrics: Metrics) -> Metrics:
    return replace(metrics, roc=())
