"""Accuracy: what the default settings reach on test images, over seeds that decide both split and training."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figure import Figure
from benchmarks.fresh_process import in_fresh_process
from benchmarks.images import Source, listed, write_class_folders
from benchmarks.results import of_classes

BACKBONES = ("mobilenet_v2_100_224", "efficientnet_lite0")
TARGETS = {"chest_xray": 0.92, "cats_dogs": 0.98}


@dataclass(frozen=True, kw_only=True)
class SeedsRequest:
    images: Path
    backbone: str
    #: holds a project for each seed, and the cache that they share: it is keyed by what the images hold
    folder: Path
    seeds: int


@dataclass(frozen=True, kw_only=True)
class SeedResult:
    seed: int
    validation_accuracy: float
    validation_balanced_accuracy: float
    test_accuracy: float
    test_balanced_accuracy: float


def measure(bench: Bench) -> list[Figure]:
    return [_measured(bench, source) for source in bench.sources]


def train_over_seeds(request: SeedsRequest) -> list[SeedResult]:
    """Runs in a fresh process."""
    from core.process.tensorflow_start import prepare_tensorflow

    prepare_tensorflow()
    return [_train_and_evaluate(request, seed) for seed in range(request.seeds)]


def _measured(bench: Bench, source: Source) -> Figure:
    images = _images_of(bench, source)
    results = {}
    for backbone in BACKBONES:
        bench.report(f"accuracy on {source.name} with {backbone}, {bench.settings.seeds} seeds")
        request = SeedsRequest(
            images=images,
            backbone=backbone,
            folder=bench.scratch / "accuracy" / source.name,
            seeds=bench.settings.seeds,
        )
        results[backbone] = in_fresh_process(train_over_seeds, request).answer
    means = {backbone: _mean(seeds) for backbone, seeds in results.items()}
    return Figure(
        name=f"test balanced accuracy on {source.name}, mean of {bench.settings.seeds} seeds, the better backbone",
        value=max(means.values()),
        target=TARGETS.get(source.name),
        frostline=max(means, key=means.__getitem__),
        note=" ".join(_text(source, backbone, seeds) for backbone, seeds in results.items()),
        details={"means": means, "seeds": results},
    )


def _images_of(bench: Bench, source: Source) -> Path:
    if bench.settings.most_per_class is None:
        return source.path
    folder = bench.scratch / "accuracy" / f"{source.name}-images"
    write_class_folders(listed(source, bench.settings.most_per_class), folder)
    return folder


def _train_and_evaluate(request: SeedsRequest, seed: int) -> SeedResult:
    from core import tasks
    from core.dataset.dataset import Split
    from core.jobs import Job
    from core.project.project import Project
    from core.training.plan import Plan, usual_phases

    project = Project(folder=request.folder / f"{request.backbone}-{seed}")
    share_cache(project.folder, request.folder / "cache")
    plan = Plan(backbone=request.backbone, phases=usual_phases(), seed=seed)
    run = tasks.train(project, plan, Job(), request.images)
    parts = tasks.evaluate(run, Job()).parts
    validation, test = of_classes(parts[Split.VALIDATION]), of_classes(parts[Split.TEST])
    return SeedResult(
        seed=seed,
        validation_accuracy=validation.accuracy,
        validation_balanced_accuracy=validation.balanced_accuracy,
        test_accuracy=test.accuracy,
        test_balanced_accuracy=test.balanced_accuracy,
    )


def share_cache(project: Path, cache: Path) -> None:
    """Let a project use the features that another has computed."""
    cache.mkdir(parents=True, exist_ok=True)
    project.mkdir(parents=True)
    try:
        (project / "cache").symlink_to(cache, target_is_directory=True)
    except OSError:  # Windows may not allow it: then each project computes its own
        return


def _mean(seeds: list[SeedResult]) -> float:
    return statistics.mean(result.test_balanced_accuracy for result in seeds)


def _text(source: Source, backbone: str, seeds: list[SeedResult]) -> str:
    each = ", ".join(f"{result.test_balanced_accuracy:.3f}" for result in seeds)
    validation = statistics.mean(result.validation_balanced_accuracy for result in seeds)
    return (
        f"{source.name}, {backbone}: balanced accuracy on test {_mean(seeds):.3f} ({each}), "
        f"on validation {validation:.3f}."
    )
