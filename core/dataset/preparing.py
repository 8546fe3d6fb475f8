"""Preparing examples: each becomes one row of numbers, kept on disk, unless it is there already."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.dataset.dataset import Dataset
from core.jobs import Job
from core.modalities.prepared_rows import PreparedRows, Recipe
from core.process.limits import Limits
from core.process.worker_pool import WorkerPool


def prepare_examples(
    dataset: Dataset,
    recipe: Recipe,
    cache: Path,
    job: Job,
    pool: WorkerPool[Any] | None = None,
    limits: Limits | None = None,
) -> tuple[PreparedRows, Dataset]:
    """Prepare the readable examples that are not in `cache` yet; stopped or killed, the next call goes on from there.

    The dataset comes back with the reason at each example that could not be prepared after all. `limits` are for the
    workers that are started where no `pool` is given. Raise UserError when the disk is full.
    """
    prepared = dataset.modality.rows(recipe, cache / recipe.key)
    try:
        missing = set(prepared.missing((example.key for example in dataset.readable), job))
        wanted = [(dataset.path(example), example) for example in dataset.readable if example.key in missing]
        with nullcontext(pool) if pool else dataset.modality.pool(limits) as workers:
            reasons = dataset.modality.fill(prepared, wanted, job, workers)
    except BaseException:
        prepared.close()
        raise
    examples = [replace(example, problem=example.problem or reasons.get(example.key)) for example in dataset.examples]
    return prepared, dataset.with_examples(examples)
