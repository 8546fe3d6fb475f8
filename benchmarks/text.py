"""Text: the head on sentences, end to end and by accuracy, beside the recipe and beside counting words."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.bench import FROSTLINE, RECIPE, SECOND_RUN, Bench
from benchmarks.figure import Figure
from benchmarks.fresh_process import in_fresh_process
from benchmarks.frostline import FrostlineRequest, train_with_frostline
from benchmarks.results import of_classes
from benchmarks.text_recipe import USUAL_LENGTH, TextRecipeRequest, follow_text_recipe
from benchmarks.texts import find_table, read_part, write_parts
from benchmarks.tutorial_recipe import HEAD
from core.backbones.catalogue import find_backbone

ENCODER = "all_minilm_l6_v2"
FASTER_THAN_PADDED, FASTER_THAN_TRIMMED, SECOND_RUN_FASTER = 15.0, 8.0, 40.0
FROZEN = 0.90
TOKENISED = 10_000.0
#: so many times are the texts tokenised together
COPIES = 4


@dataclass(frozen=True, kw_only=True)
class _Request:
    table: Path
    folder: Path


def measure(bench: Bench) -> list[Figure]:
    """Return no figure where there are no texts."""
    table = find_table(bench.settings.data)
    if table is None:
        bench.report("no texts to measure")
        return []
    folder = bench.scratch / "texts"
    folder.mkdir()
    tables = [
        write_parts(table, folder / f"reviews-{seed}.csv", seed, bench.settings.most_per_class)
        for seed in range(bench.settings.seeds)
    ]
    return [*_timed(bench, tables[0], folder), *_accuracies(bench, tables, folder), _tokenised(bench, tables[0])]


def count_words(request: _Request) -> float:
    """Return the accuracy on test of logistic regression on words and pairs of them. Runs in a fresh process."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegressionCV
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = make_pipeline(make_union(words, letters), LogisticRegressionCV(cv=3, max_iter=1000))
    train, test = read_part(request.table, "train"), read_part(request.table, "test")
    model.fit(train.texts, train.labels)
    return float(model.score(test.texts, test.labels))


def train_head(request: _Request) -> float:
    """Return the accuracy on test of the head by the default settings. Runs in a fresh process."""
    from core.process.tensorflow_start import prepare_tensorflow

    prepare_tensorflow()
    from core import tasks
    from core.dataset.dataset import Split
    from core.jobs import Job
    from core.project.project import Project
    from core.training.plan import Plan, usual_phases

    plan = Plan(backbone=ENCODER, phases=usual_phases())
    run = tasks.train(Project(folder=request.folder), plan, Job(), request.table, override="a benchmark")
    return of_classes(tasks.evaluate(run, Job(), parts=(Split.TEST,)).parts[Split.TEST]).accuracy


def tokenise(request: _Request) -> float:
    """Return how many texts a second become tokens, the first ones left out. Runs in a fresh process."""
    from core.process.tensorflow_start import prepare_tensorflow

    prepare_tensorflow()
    texts = read_part(request.table, "train").texts
    from core.modalities.text.tokenizer import Tokenizer, in_batches
    from core.modalities.text.vocabulary import Vocabulary

    tokenizer = Tokenizer(Vocabulary.read(request.folder / "assets" / "vocab.txt"), lower_case=True)
    tokenizer.whole(texts[:64])
    began = time.perf_counter()
    for batch in in_batches(texts * COPIES):
        tokenizer.whole(batch)
    return len(texts) * COPIES / (time.perf_counter() - began)


def _timed(bench: Bench, table: Path, folder: Path) -> list[Figure]:
    epochs, module = bench.settings.epochs, find_backbone(ENCODER)
    theirs = {}
    for length, name in ((USUAL_LENGTH, f"padded to {USUAL_LENGTH}"), (None, "padded to the data")):
        bench.report(f"text, {RECIPE}, {name}")
        request = TextRecipeRequest(table=table, module=module, epochs=epochs, length=length)
        theirs[name] = in_fresh_process(follow_text_recipe, request).answer.phase(HEAD).seconds
    ours = {}
    for side, choices in ((FROSTLINE, {}), (SECOND_RUN, {"dropout": 0.4, "learning_rate": 3e-3})):
        bench.report(f"text, {side}")
        ours[side] = _frostline_seconds(table, folder / "timed", epochs, choices)
    padded, trimmed = theirs.values()
    what = f"head only on texts, {epochs} epochs, times faster than {RECIPE}"
    rows = (
        (f"{what} padded to {USUAL_LENGTH}", padded, FROSTLINE, FASTER_THAN_PADDED),
        (f"{what} padded to the data", trimmed, FROSTLINE, FASTER_THAN_TRIMMED),
        (f"second run on texts, {epochs} epochs, times faster", padded, SECOND_RUN, SECOND_RUN_FASTER),
    )
    return [
        Figure(
            name=name,
            value=other / ours[side],
            unit="×",
            target=target,
            other=f"{RECIPE} {other:.1f} s",
            frostline=f"{ours[side]:.1f} s",
        )
        for name, other, side, target in rows
    ]


def _frostline_seconds(table: Path, project: Path, epochs: int, choices: dict[str, Any]) -> float:
    request = FrostlineRequest(
        images=table,
        project=project,
        backbone=ENCODER,
        head_epochs=epochs,
        test=False,
        override="a benchmark",
        **choices,
    )
    return in_fresh_process(train_with_frostline, request).answer.phase(HEAD).seconds


def _accuracies(bench: Bench, tables: list[Path], folder: Path) -> list[Figure]:
    counted, frozen = [], []
    for seed, table in enumerate(tables):
        bench.report(f"text, accuracy, seed {seed}")
        request = _Request(table=table, folder=folder / f"seed-{seed}")
        counted.append(in_fresh_process(count_words, request).answer)
        frozen.append(in_fresh_process(train_head, request).answer)
    return [
        _accuracy("tf-idf and logistic regression, for comparison", counted, None),
        _accuracy("frozen encoder, head only", frozen, FROZEN),
    ]


def _accuracy(name: str, seeds: list[float], target: float | None) -> Figure:
    each = ", ".join(f"{seed:.3f}" for seed in seeds)
    return Figure(
        name=f"accuracy on test texts, {name}, mean of {len(seeds)} seeds",
        value=statistics.mean(seeds),
        target=target,
        note=f"{name}: {each}.",
        details={"seeds": seeds},
    )


def _tokenised(bench: Bench, table: Path) -> Figure:
    bench.report("text, tokens")
    a_second = in_fresh_process(tokenise, _Request(table=table, folder=find_backbone(ENCODER))).answer
    return Figure(name="texts made tokens", value=a_second, unit="a second", target=TOKENISED)
