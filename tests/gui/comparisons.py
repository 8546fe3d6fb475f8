"""Runs that have been evaluated, and comparisons of them, without TensorFlow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from core.dataset.dataset import Split
from core.evaluation.compare import compare_runs, unevaluated
from core.evaluation.comparison import Comparison
from core.evaluation.results import PartResult, count_look, save_results
from core.evaluation.runs_to_compare import read_runs_to_compare
from core.jobs import Job
from core.modalities.images.preprocessing import Preprocessing
from core.project.project import Project
from core.storage.files import write_json
from core.targets.class_measures import measure
from core.training.history import write_history
from core.training.plan import Plan
from core.training.run import Run, create_run
from tests.gui.engines import ScriptedEngine
from tests.gui.runs import epochs_of, plan

HEAD_ONLY, FINE_TUNING = plan(unfreeze=()), plan(unfreeze=("block_3_conv", "block_3_bn"))


def add_run(project: Project, of: Plan) -> Run:
    """A finished run on the images of the project."""
    dataset = project.dataset
    assert dataset
    preprocessing = Preprocessing(height=32, width=32, depth=8)
    run = create_run(project.new_run_folder, of, dataset, preprocessing, Path("small"))
    write_history(run.files.history, epochs_of(of))
    write_json(run.model_folder / "model.json", {})
    return run


def evaluate_run(run: Run, part: Split = Split.VALIDATION, right: float = 0.7, seed: int = 0) -> None:
    """As if its model were right about this share of the images; a look at the test set is counted."""
    if part is Split.TEST:
        count_look(run)
    classes, images = run.dataset.classes, run.dataset.of(part)
    labels = np.array([classes.index(image.label) for image in images])
    is_right = np.random.default_rng(seed).permutation(len(images)) < round(right * len(images))
    said = np.where(is_right, labels, (labels + 1) % len(classes))
    probabilities = (np.eye(len(classes)) * 0.7 + 0.3 / len(classes))[said].astype(np.float32)
    metrics = measure(labels, probabilities, classes, [image.subject for image in images])
    save_results(run, {part: PartResult(metrics=metrics, predictions=probabilities)})


def comparison_of(runs: Sequence[Run], part: Split = Split.VALIDATION) -> Comparison:
    """Of runs that have been evaluated."""
    return compare_runs(read_runs_to_compare(runs), part)


def answer_comparisons(engine: ScriptedEngine, evaluate: Callable[[Run, Split], None] = evaluate_run) -> None:
    """The engine compares what has been evaluated, and evaluates in its own way what has not."""

    def known(job: Job, runs: Sequence[Run], part: Split) -> Comparison | None:
        return None if unevaluated(read_runs_to_compare(runs), part) else comparison_of(runs, part)

    def compare(job: Job, runs: Sequence[Run], part: Split) -> Comparison:
        for run in unevaluated(read_runs_to_compare(runs), part):
            evaluate(run, part)
        return comparison_of(runs, part)

    engine.answers["known_comparison"] = known
    engine.answers["compare"] = compare
