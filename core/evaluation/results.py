"""What an evaluation finds, and the file of a run that keeps it. Needs neither TensorFlow nor scikit-learn."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.dataset.dataset import Split
from core.messages import Message
from core.storage.disk import refusal_by_disk
from core.storage.kept_json import LaterFormat, cannot_be_read, read_kept, write_kept
from core.storage.typed_values import read_as
from core.targets.kinds import USUAL, kind_of, naming
from core.targets.results import Results
from core.training.run import Run

#: enough to give a float32 back to the last bit
DIGITS = 9
#: the usual name of the file, and what is raised where it holds anything else
FILE = "evaluation.json"
DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError)


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The results of `evaluate` for each part that it was asked for."""

    classes: tuple[str, ...]
    parts: dict[Split, Results]
    #: how many times, this one included, the test set of this run has been looked at
    test_looks: int
    #: why the run began in spite of what the audit had found; "" where it had found no error
    audit_override: str = ""
    #: which epoch of its run the model is made of; None where nobody knows
    origin: Message | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "classes": list(self.classes),
            "parts": {part.value: metrics.as_json() for part, metrics in self.parts.items()},
            "test_looks": self.test_looks,
            "audit_override": self.audit_override,
        }


@dataclass(frozen=True, kw_only=True)
class PartResult:
    """What a run keeps of the evaluation on one part."""

    metrics: Results
    #: float32 [images, names of the target], in the order of the part in the run's dataset
    predictions: np.ndarray = field(compare=False)
    #: the kind of the target
    target: str = USUAL.kind


def save_results(run: Run, results: Mapping[Split, PartResult]) -> None:
    """Write them to the run's evaluation file, which keeps what it holds of other parts.

    What only a later version understands stays as it is. Raise LaterFormat where one of the results would replace it.
    """
    kept, later = _kept(run)
    for part in results:
        if part.value in later:
            kind_of(later[part.value]["target"], run.files.evaluation.name)
    parts = {part.value: _as_json(result) for part, result in {**kept, **results}.items()}
    write_kept(run.files.evaluation, {"parts": {**later, **parts}})


def load_results(run: Run) -> dict[Split, PartResult]:
    """Return results by the part; empty where nothing was evaluated yet, or the file is damaged.

    A part whose target only a later version knows is left out.
    """
    return _kept(run)[0]


def _kept(run: Run) -> tuple[dict[Split, PartResult], dict[str, Any]]:
    """Return results by the part, and as they are kept the parts whose target only a later version knows."""
    later: dict[str, Any] = {}
    try:
        parts = read_kept(run.files.evaluation, FILE)["parts"]
        later = {part: values for part, values in parts.items() if _is_of_later_version(values)}
        return {Split(part): _from_json(values) for part, values in parts.items() if part not in later}, later
    except DAMAGED:
        return {}, later


def _is_of_later_version(values: Mapping[str, Any]) -> bool:
    try:
        kind_of(values.get("target", USUAL.kind), FILE)
    except LaterFormat:
        return True
    return False


@dataclass(frozen=True, kw_only=True)
class _Looks:
    looks: int


def looks_at_test_set(run: Run) -> int:
    """Return how often the test set of this run was looked at: a metric chosen by looking is no longer honest."""
    file = run.files.test_looks
    if not os.path.lexists(file):
        return 0
    try:
        looks = read_as(_Looks, read_kept(file)).looks
        if looks < 0:
            raise ValueError("fewer looks than none")
    except LaterFormat:
        raise
    except (OSError, ValueError) as error:
        raise refusal_by_disk(error) or cannot_be_read(file, Message("put-back-looks")) from error
    return looks


def count_look(run: Run) -> int:
    """Count one more look at the test set; gives their number."""
    looks = looks_at_test_set(run) + 1
    write_kept(run.files.test_looks, {"looks": looks})
    return looks


def _as_json(result: PartResult) -> dict[str, Any]:
    return {
        **naming(result.target),
        **result.metrics.kept(),
        "probabilities": [[float(f"{value:.{DIGITS}g}") for value in row] for row in result.predictions],
    }


def _from_json(values: Mapping[str, Any]) -> PartResult:
    target = values.get("target", USUAL.kind)
    metrics = kind_of(target, FILE).results_from(values)
    predictions = np.array(values["probabilities"], np.float32)
    if predictions.shape != (metrics.images, len(metrics.names)):
        raise ValueError("a part without the predictions for all its images")
    return PartResult(metrics=metrics, predictions=predictions, target=target)
