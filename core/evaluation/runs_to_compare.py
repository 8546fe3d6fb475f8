"""Runs that are to be compared, read once, and whether they can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.dataset.dataset import Dataset, Split
from core.errors import UserError
from core.evaluation.results import PartResult, load_results
from core.messages import Message
from core.storage.files import sha256_of_file
from core.training.run import Run


@dataclass(frozen=True, kw_only=True, eq=False)
class RunToCompare:
    run: Run
    dataset: Dataset
    #: by the part, as far as it has been evaluated
    results: dict[Split, PartResult]


def read_runs_to_compare(runs: Sequence[Run]) -> list[RunToCompare]:
    """Raise UserError where there are fewer than two runs, one has no model, or they had not the same split."""
    if twice := [run for place, run in enumerate(runs) if run in runs[:place]]:
        raise UserError(Message("model-named-twice", model=twice[0].named))
    if len(runs) < 2:
        raise UserError(Message("compare-needs-two-runs"))
    for run in runs:
        if not run.is_finished:
            raise UserError(Message("run-without-model", run=run.named))
    datasets: dict[str, Dataset] = {}
    first, *others = all_runs = [_read(run, datasets) for run in runs]
    for other in others:
        if not have_same_split(first.dataset, other.dataset):
            raise UserError(Message("runs-on-other-splits", run=first.run.named, other=other.run.named))
    return all_runs


def have_same_split(one: Dataset, other: Dataset) -> bool:
    """Return whether the same images, by their content, have the same labels and stand in the same parts."""
    return one is other or (one.target == other.target and _parts(one) == _parts(other))


def _parts(dataset: Dataset) -> list[tuple[str, str, str]]:
    """Return the parts in an order that does not depend on the names of files."""
    return sorted((image.key, image.label, image.split.value) for image in dataset.readable if image.split)


def _read(run: Run, datasets: dict[str, Dataset]) -> RunToCompare:
    """Lists that are the same to the last byte, as most in a project are, are read once."""
    digest = sha256_of_file(run.files.dataset) if run.files.dataset.is_file() else ""
    dataset = datasets[digest] = datasets.get(digest) or run.dataset
    results = {part: result for part, result in load_results(run).items() if _is_of(dataset, part, result)}
    return RunToCompare(run=run, dataset=dataset, results=results)


def _is_of(dataset: Dataset, part: Split, result: PartResult) -> bool:
    """Someone may have put in a file of another run."""
    is_whole = len(dataset.of(part)) == len(result.predictions)
    return is_whole and (result.target, result.metrics.names) == (dataset.target.kind, dataset.target.names)
