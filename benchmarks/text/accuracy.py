"""Accuracy on the test texts over several seeds: of counting words, and of what Frostline makes of the encoder."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figure import Figure
from benchmarks.fresh_process import in_fresh_process
from benchmarks.results import of_classes
from benchmarks.text.parts import ENCODER, read_part, tables

FROZEN, UNFROZEN = 0.90, 0.93


@dataclass(frozen=True, kw_only=True)
class Request:
    """Say on which texts, and in which folder what is made of them may lie."""

    table: Path
    folder: Path


@dataclass(frozen=True)
class Approach:
    """One way to learn from texts."""

    name: str
    #: gives the accuracy on the test texts; runs in a fresh process
    accuracy: Callable[[Request], float]
    #: None for comparison
    target: float | None


def count_words(request: Request) -> float:
    """Return what logistic regression on words, pairs of them and letters reaches."""
    import warnings

    warnings.filterwarnings("ignore", category=FutureWarning)
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegressionCV
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = make_pipeline(make_union(words, letters), LogisticRegressionCV(cv=3, max_iter=1000))
    train, test = read_part(request.table, "train"), read_part(request.table, "test")
    model.fit(train.texts, train.labels)
    return float(model.score(test.texts, test.labels))


def train_head(request: Request) -> float:
    """Return what the head reaches by the default settings for texts."""
    return _trained(request)


def train_all(request: Request) -> float:
    """Return what the head and then all layers reach by the default settings for texts."""
    return _trained(request, "all")


def _trained(request: Request, *unfreeze: str) -> float:
    from core.process.tensorflow_start import prepare_tensorflow

    prepare_tensorflow()
    from core import tasks
    from core.dataset.dataset import Split
    from core.jobs import Job
    from core.project.project import Project
    from core.training.draft import Draft

    plan = replace(Draft.usual("text"), backbone=ENCODER).with_unfrozen(unfreeze).plan
    run = tasks.train(Project(folder=request.folder), plan, Job(), request.table, override="a benchmark")
    return of_classes(tasks.evaluate(run, Job(), parts=(Split.TEST,)).parts[Split.TEST]).accuracy


APPROACHES = (
    Approach("tf-idf and logistic regression, for comparison", count_words, None),
    Approach("frozen encoder, head only", train_head, FROZEN),
    Approach("unfrozen by the default plan", train_all, UNFROZEN),
)


def measure(bench: Bench) -> list[Figure]:
    """Return a figure for each approach; none where there are no texts."""
    found = tables(bench)
    return [_compared(bench, approach, found) for approach in APPROACHES] if found else []


def _compared(bench: Bench, approach: Approach, tables: list[Path]) -> Figure:
    seeds = []
    for seed, table in enumerate(tables):
        bench.report(f"texts, {approach.name}, seed {seed}")
        folder = bench.scratch / "projects" / f"accuracy {table.stem}"
        seeds.append(in_fresh_process(approach.accuracy, Request(table=table, folder=folder)).answer)
    each = ", ".join(f"{seed:.3f}" for seed in seeds)
    return Figure(
        name=f"accuracy on test texts, {approach.name}, mean of {len(seeds)} seeds",
        value=statistics.mean(seeds),
        target=approach.target,
        note=f"{approach.name}: {each}.",
        details={"seeds": seeds},
    )
