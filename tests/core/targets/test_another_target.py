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
from core.audit.copies import copy_findings
from core.audit.label_checks import label_findings
from core.dataset.dataset import Dataset, Example, Split
from core.errors import JobStopped, UserError
from core.evaluation.evaluated_run import read_evaluated_run
from core.evaluation.results import PartResult, load_results, save_results
from core.events import EpochEnded
from core.export.check import TOLERANCE
from core.export.export import export_model
from core.export.formats import ExportFormat
from core.jobs import Job
from core.prediction.predictions import read_predictions
from core.project.project import Project
from core.targets import kinds
from core.targets.class_measures import measure
from core.targets.target import Target
from core.training.model_target import model_target
from core.training.names import BIAS, KERNEL
from core.training.run import Run
from core.training.trained_model import TrainedModel
from tests.core.models import tiny_model
from tests.core.small import CLASSES, small_plan, stopping_at
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


def test_a_number_is_learnt_measured_and_kept(new_project: Callable[..., Project], known: None) -> None:
    project = new_project(features=True)
    run = tasks.train(project, small_plan(), Job(), reading=replace(project.settings.reading, target=Number.kind))
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


def test_a_number_goes_through_the_whole_job_of_a_project_that_is_opened_anew(
    new_project: Callable[..., Project], small_images: Path, known: None, tmp_path: Path
) -> None:
    project = new_project(features=True)
    reading = replace(project.settings.reading, target=Number.kind)
    with pytest.raises(JobStopped):
        tasks.train(project, small_plan(), stopping_at(lambda event: isinstance(event, EpochEnded)), reading=reading)

    first = tasks.resume(opened_anew(project), Job())
    second = tasks.train(opened_anew(project), small_plan(seed=1), Job())
    for run in opened_anew(project).runs:
        assert tasks.evaluate(run, Job()).parts[Split.TEST].metric(ERROR).value is not None
    assert {run.dataset.target for run in (first, second)} == {Number(NAMES)}
    assert known_targets(opened_anew(project)) == (Number.kind, Number(NAMES))
    compared = tasks.compare(opened_anew(project).runs, Job())
    assert [one.parts[Split.VALIDATION].compared[0].name for one in compared.runs] == [ERROR, ERROR]
    table = tmp_path / "predicted.csv"
    counted = tasks.predict(first, [small_images / "pictures"], table, Job())
    predicted = read_predictions(table, model_target(first))
    assert np.isfinite(predicted.values).sum() == counted.predicted
    assert tasks.export(second, tmp_path / "exported", ExportFormat.SAVED_MODEL, Job()).largest_difference <= TOLERANCE


def opened_anew(project: Project) -> Project:
    return Project(folder=project.folder)


def known_targets(project: Project) -> tuple[str, Target]:
    """As the settings have it, and the list of images."""
    assert project.settings
    assert project.dataset
    return project.settings.reading.target, project.dataset.target


def test_a_project_of_a_target_of_a_later_version_is_not_taken_for_one_of_classes(
    new_project: Callable[..., Project], small_images: Path, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = new_project()
    tasks.scan_images(project, small_images, Job(), replace(project.settings.reading, target=Number.kind))
    monkeypatch.setattr(kinds, "KINDS", (kinds.USUAL,))

    with pytest.raises(UserError, match="later version"):
        _ = project.settings
    with pytest.raises(UserError, match="later version"):
        _ = project.dataset


def test_the_project_of_a_classifier_is_as_earlier_versions_read_it(new_project: Callable[..., Project]) -> None:
    project = new_project()

    assert "target" not in project.files.project.read_text(encoding="utf-8")
    assert kinds.USUAL.kind not in project.files.dataset.read_text(encoding="utf-8")
    assert known_targets(project)[0] == kinds.USUAL.kind


def test_identical_images_contradict_each_other_only_where_the_target_says_so(known: None, tmp_path: Path) -> None:
    def codes(*labels: str) -> list[str]:
        images = [Example(file=f"{label}.png", label=label, sha256="same", split=Split.TRAIN) for label in labels]
        images.append(Example(file="other.png", label=CLASSES[1], sha256="other", split=Split.TRAIN))
        dataset = Dataset(folder=tmp_path, examples=tuple(images), target_kind=Number.kind)
        return [finding.code for finding in copy_findings(dataset, range(len(images)))]

    assert codes(CLASSES[0], CLASSES[1]) == ["identical"]
    assert codes(CLASSES[0], CLASSES[2]) == ["identical-in-two-classes"]


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
