"""Evaluation: a run's model on its validation and test images. Each look at the test set is counted."""

from __future__ import annotations

import numpy as np

from core.dataset.dataset import Example, Split
from core.dataset.split import IN_WORDS
from core.evaluation.results import Evaluation, PartResult, count_look, looks_at_test_set, save_results
from core.jobs import Job
from core.messages import Message
from core.modalities.prepared_rows import PreparedRows
from core.training.run import Run
from core.training.trained_model import TrainedModel


def evaluate_model(
    run: Run, model: TrainedModel, prepared: PreparedRows, parts: tuple[Split, ...], job: Job
) -> Evaluation:
    """Return metrics of the model on these parts of the run's own split; the run keeps them in its evaluation file."""
    dataset = run.dataset
    results = {}
    for part in parts:
        images = dataset.of(part)
        labels = model.target.encode(image.label for image in images)
        predictions = _predictions(model, prepared, images, part, job)
        metrics = model.target.measure(labels, predictions, [image.subject for image in images])
        results[part] = PartResult(metrics=metrics, predictions=predictions, target=model.target.kind)
    looks = count_look(run) if Split.TEST in parts else looks_at_test_set(run)
    save_results(run, results)
    results_of = {part: result.metrics for part, result in results.items()}
    return Evaluation(
        classes=model.target.names,
        parts=results_of,
        test_looks=looks,
        audit_override=run.audit_override,
        origin=run.origin,
    )


def _predictions(
    model: TrainedModel, prepared: PreparedRows, images: tuple[Example, ...], part: Split, job: Job
) -> np.ndarray:
    keys = [image.key for image in images]
    size = model.read_together
    starts = range(0, len(keys), size)
    return np.concatenate(
        [
            model.predictions(prepared.read(keys[start : start + size]), job.checkpoint)
            for start in job.steps(Message("evaluating-on", part=IN_WORDS[part]), starts, len(starts))
        ]
    )
