"""Another target than classes goes through all stages without a changed line: here a number."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import tasks
from core.audit.label_checks import label_findings
from core.dataset.dataset import Dataset, Split
from core.errors import UserError
from core.evaluation.evaluated_run import read_evaluated_run
from core.evaluation.results import PartResult, load_results, save_results
from core.export.check import TOLERANCE
from core.export.export import export_model
from core.export.formats import ExportFormat
from core.jobs import Job
from core.project.project import Project
from core.targets import kinds
from core.targets.class_measures import measure
from core.training.names import BIAS, KERNEL
from core.training.run import Run
from core.training.trained_model import TrainedModel
from tests.core.models import tiny_model
from tests.core.small import CLASSES, small_plan
from tests.core.targets.number import ERROR, NAMES, Errors, Number


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frostline knows the target."""
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, Number))


@pytest.fixture
def model(tmp_path: Path) -> TrainedModel:
    tiny = tiny_model(tmp_path / "tiny")
    weights = {KERNEL: 1_000 * tiny.weights[KERNEL][:, :1], BIAS: tiny.weights[BIAS][:1]}
    return replace(tiny, target=Number(NAMES), weights={**tiny.weights, **weights})


def test_a_number_is_learnt_measured_and_kept(
    new_project: Callable[..., Project], small_images: Path, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dataset, "target", property(lambda self: Number(NAMES)))

    run = tasks.train(new_project(features=True), small_plan(), Job(), small_images)
    found = tasks.evaluate(run, Job(), (Split.VALIDATION,)).parts[Split.VALIDATION]

    assert label_findings(run.dataset, [], dict) == []
    last = run.history[-1]
    assert last.score_name == ERROR
    kept = load_results(run)[Split.VALIDATION]
    assert kept.metrics == found
    assert kept.predictions.shape == (found.images, 1)
    worst = read_evaluated_run(run).parts[Split.VALIDATION].most_wrong()
    off = [abs(CLASSES.index(image.label) - float(image.predicted)) for image in worst]
    assert len(off) == found.images
    assert off == sorted(off, reverse=True)
    assert worst[0].confidence is None
    best = next(epoch for epoch in reversed(run.history) if epoch.best)
    assert found.metric(ERROR).value == pytest.approx(best.validation_score, abs=1e-4)


def test_a_number_is_exported_and_predicted_elsewhere(model: TrainedModel, tmp_path: Path) -> None:
    exported = export_model(model, tmp_path / "exported", ExportFormat.SAVED_MODEL, Job())

    assert exported.largest_difference <= TOLERANCE
    command = [sys.executable, "-I", str(exported.folder / "predict.py"), str(tmp_path / "gone.png")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "There is no file or folder" in done.stderr
    assert "class" not in (exported.folder / "README.md").read_text(encoding="utf-8").lower()


def test_what_only_a_later_version_understands_is_not_overwritten(
    known: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(folder=tmp_path)
    found = Errors(images=2, subjects=None, mean_error=0.5)
    kept = PartResult(metrics=found, predictions=np.ones((2, 1), np.float32), target=Number.kind)
    save_results(run, {Split.TEST: kept})
    with monkeypatch.context() as earlier:
        earlier.setattr(kinds, "KINDS", tuple(kind for kind in kinds.KINDS if kind is not Number))
        assert load_results(run) == {}
        save_results(run, {Split.VALIDATION: classes()})
        assert list(load_results(run)) == [Split.VALIDATION]
        with pytest.raises(UserError, match="later version"):
            save_results(run, {Split.TEST: classes()})

    assert load_results(run) == {Split.TEST: kept, Split.VALIDATION: classes()}


def classes() -> PartResult:
    probabilities = np.eye(2, dtype=np.float32)
    return PartResult(metrics=measure(np.array([0, 1]), probabilities, ("a", "b")), predictions=probabilities)
