"""Evaluation: a run's model on its validation and test images. Each look at the test set is counted."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from core.dataset.dataset import Image, Split
from core.dataset.prepared import PreparedImages
from core.evaluation.metrics import Metrics, measure
from core.files import write_json
from core.jobs import Job
from core.training.run import Run
from core.training.trained_model import TrainedModel

#: images that are read, and classified, between two looks at the job
BATCH = 64


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What `evaluate` gives for each part that it was asked for."""

    classes: tuple[str, ...]
    parts: dict[Split, Metrics]
    #: how many times, this one included, the test set of this run has been looked at
    test_looks: int

    def as_json(self) -> dict[str, Any]:
        return {
            "classes": list(self.classes),
            "parts": {part.value: asdict(metrics) for part, metrics in self.parts.items()},
            "test_looks": self.test_looks,
        }


def evaluate_model(
    run: Run, model: TrainedModel, prepared: PreparedImages, parts: tuple[Split, ...], job: Job
) -> Evaluation:
    """Metrics of the model on these parts of the run's own split."""
    dataset = run.dataset
    looks = _count_look(run) if Split.TEST in parts else test_looks(run)
    results = {}
    for part in parts:
        images = dataset.of(part)
        labels = np.array([model.classes.index(image.label) for image in images])
        results[part] = measure(labels, _probabilities(model, prepared, images, part, job), model.classes)
    return Evaluation(classes=model.classes, parts=results, test_looks=looks)


def test_looks(run: Run) -> int:
    """How many times the test set of this run has been looked at: a figure chosen by looking is no longer honest."""
    try:
        return int(json.loads((run.folder / "test_looks.json").read_text(encoding="utf-8"))["looks"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _count_look(run: Run) -> int:
    looks = test_looks(run) + 1
    write_json(run.folder / "test_looks.json", {"looks": looks})
    return looks


def _probabilities(
    model: TrainedModel, prepared: PreparedImages, images: tuple[Image, ...], part: Split, job: Job
) -> np.ndarray:
    keys = [image.sha256 for image in images]
    starts = range(0, len(keys), BATCH)
    return np.concatenate(
        [
            model.probabilities(prepared.read(keys[start : start + BATCH]))
            for start in job.steps(f"Evaluating on {part}", starts, len(starts))
        ]
    )
