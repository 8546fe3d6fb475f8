"""Measure whether advice is right: `python -m benchmarks.advice [--seeds N] [--sets NAME…]` trains what it weighs up.

For each seed, which decides split and training, the advice is asked for; then the head alone is trained on each
backbone, and on the recommended one the last 1, 2, 4 and 8 blocks, at the recommended learning rate. After each seed
the result so far is printed, and written to build/advice.json.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from rich.console import Console

from benchmarks.accuracy import share_cache
from benchmarks.images import REAL, Source, find_sources
from benchmarks.results import of_classes
from benchmarks.table import Table
from core import tasks
from core.advice.advice import Advice
from core.dataset.dataset import Split
from core.dataset.split import Fractions
from core.evaluation.results import load_results
from core.jobs import Job
from core.process.tensorflow_start import prepare_tensorflow
from core.project.project import Project
from core.storage.files import write_json
from core.training.draft import Draft
from core.training.phase_names import name_of_blocks
from core.training.run import Run

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
RESULT = ROOT / "build" / "advice.json"
DEEPEST = 8
REASON = "a benchmark"
#: of the difference of two candidates
STANDARD_ERRORS = 1.96


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One choice that the advice weighs up, as it turned out with one seed."""

    seed: int
    name: str
    is_recommended: bool
    seconds: float
    validation: float
    test: float
    auc: float
    #: of each test image its share in the balanced accuracy: they add up to it
    shares: dict[str, float]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.advice", description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="(%(default)s)")
    parser.add_argument("--sets", nargs="*", default=list(REAL), metavar="NAME", help="(%(default)s)")
    options = parser.parse_args(arguments)
    prepare_tensorflow()
    with tempfile.TemporaryDirectory(prefix="frostline-benchmark-") as scratch:
        sources = [source for source in find_sources(DATA, Path(scratch)) if source.name in options.sets]
        found: dict[str, list[Candidate]] = {source.name: [] for source in sources}
        for seed in range(options.seeds):
            for source in sources:
                found[source.name] += _candidates(source, Path(scratch) / source.name, seed)
                _tell(source.name, found[source.name])
                write_json(RESULT, {name: [asdict(one) for one in ran] for name, ran in found.items()})


def _candidates(source: Source, folder: Path, seed: int) -> list[Candidate]:
    project = Project(folder=folder / str(seed))
    share_cache(project.folder, folder / "cache")
    tasks.scan_images(project, source.path, Job())
    tasks.split_again(project, Fractions(), seed, Job())
    began = time.monotonic()
    advice = tasks.advise(project, Job(), source.path)
    print(f"{source.name}, seed {seed}: {advice.recommendation.heading} ({time.monotonic() - began:.0f} s)", flush=True)
    recommended = advice.recommendation
    draft = replace(recommended.applied_to(Draft()), seed=seed)
    candidates = []
    for backbone in advice.measures.backbones:
        if backbone.name != recommended.backbone:
            name = f"head only, {backbone.name}"
            candidates.append(_tried(project, source, draft.with_backbone(backbone.name), name, advice))
    for depth in advice.measures.depths:
        if depth.blocks <= DEEPEST:
            name = name_of_blocks(depth.blocks) if depth.blocks else "head only"
            candidates.append(_tried(project, source, draft.with_unfrozen(depth.layers), name, advice))
    return candidates


def _tried(project: Project, source: Source, draft: Draft, name: str, advice: Advice) -> Candidate:
    began = time.monotonic()
    run = tasks.train(project, draft.plan, Job(), source.path, override=REASON)
    seconds = time.monotonic() - began
    parts = {part: of_classes(results) for part, results in tasks.evaluate(run, Job()).parts.items()}
    chosen = advice.recommendation
    candidate = Candidate(
        seed=draft.seed,
        name=name,
        is_recommended=(draft.backbone, draft.unfrozen) == (chosen.backbone, chosen.unfrozen),
        seconds=seconds,
        validation=parts[Split.VALIDATION].balanced_accuracy,
        test=parts[Split.TEST].balanced_accuracy,
        auc=parts[Split.TEST].auc or 0.0,
        shares=_shares(run),
    )
    print(f"  {name}: {candidate.test:.3f} in {seconds:.0f} s", flush=True)
    return candidate


def _shares(run: Run) -> dict[str, float]:
    dataset = run.dataset
    images = dataset.of(Split.TEST)
    labels = np.array([dataset.classes.index(image.label) for image in images])
    predicted = load_results(run)[Split.TEST].predictions.argmax(axis=1)
    sizes = np.bincount(labels)
    shares = (predicted == labels) / (sizes[labels] * len(sizes))
    return dict(zip((image.key for image in images), shares.tolist(), strict=True))


# ---- what it comes to


def _tell(name: str, candidates: Sequence[Candidate]) -> None:
    by_name: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_name.setdefault(candidate.name, []).append(candidate)
    seeds = max(map(len, by_name.values()))
    usual = {name: ran for name, ran in by_name.items() if len(ran) == seeds}  # of the backbone most often recommended
    best = max(usual.values(), key=_test)
    recommended = [candidate for candidate in candidates if candidate.is_recommended]
    rows = [_row(name, ran, best) for name, ran in usual.items()]
    columns = ("candidate", "validation", "test", "AUC", "behind the best ± error", "seconds")
    Console().print(Table(title=f"{name}, {seeds} seeds", columns=columns, rows=rows).as_rich())
    behind, error = _behind(recommended, best)
    verdict = "the best" if behind <= 0 else "within noise" if behind <= STANDARD_ERRORS * error else "not the best"
    print(f"recommended: {_test(recommended):.3f}, best: {best[0].name} {_test(best):.3f}; {verdict}\n", flush=True)


def _row(name: str, ran: Sequence[Candidate], best: Sequence[Candidate]) -> list[str]:
    times = sum(candidate.is_recommended for candidate in ran)
    behind, error = _behind(ran, best)
    return [
        f"{name} (recommended {times}×)" if times else name,
        f"{np.mean([candidate.validation for candidate in ran]):.3f}",
        f"{_test(ran):.3f}",
        f"{np.mean([candidate.auc for candidate in ran]):.3f}",
        "–" if ran is best else f"{behind:.3f} ± {error:.3f}",
        f"{np.mean([candidate.seconds for candidate in ran]):.0f}",
    ]


def _test(ran: Sequence[Candidate]) -> float:
    return float(np.mean([candidate.test for candidate in ran]))


def _behind(ran: Sequence[Candidate], best: Sequence[Candidate]) -> tuple[float, float]:
    """Return how much balanced accuracy is lost on test, and its standard error, paired by image over all seeds."""
    of_image: dict[str, float] = {}
    for one, other in zip(ran, best, strict=True):
        for key, share in other.shares.items():
            of_image[key] = of_image.get(key, 0.0) + (share - one.shares[key]) / len(ran)
    differences = np.array(list(of_image.values()))
    return float(differences.sum()), float(differences.std() * np.sqrt(len(differences)))


if __name__ == "__main__":
    main()
