"""The results that a run keeps: to the last bit, one part beside the other, and which images stand behind a metric."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core import tasks
from core.commands.console import print_evaluation
from core.dataset.dataset import Dataset, Example, Split
from core.evaluation.evaluated_run import EvaluatedPart, read_evaluated_run
from core.evaluation.results import Evaluation, PartResult, load_results, looks_at_test_set, save_results
from core.jobs import Job
from core.project.project import Project
from core.targets.class_measures import MOST_POINTS, measure
from core.training.run import Run
from tests.core.small import small_plan
from tests.places import ROOT
from tests.results import of_classes


@pytest.fixture(scope="module")
def trained(small_library: Path, small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_library))
        project = Project(folder=tmp_path_factory.mktemp("evaluated") / "project")
        return tasks.train(project, small_plan(epochs=1), Job(), small_images)


@pytest.fixture
def run(trained: Run, tmp_path: Path) -> Run:
    """A run of the test's own, not evaluated yet."""
    shutil.copytree(trained.project_folder, tmp_path / "project")
    return Run(folder=tmp_path / "project" / "runs" / trained.name)


def drawn_result(images: int, classes: tuple[str, ...], seed: int = 0) -> PartResult:
    draw = np.random.default_rng(seed)
    labels = np.arange(images) % len(classes)
    probabilities = draw.dirichlet(np.ones(len(classes)), images).astype(np.float32)
    return PartResult(metrics=measure(labels, probabilities, classes), predictions=probabilities)


# ---- curves


def test_two_classes_have_one_curve_and_its_area_is_the_auc() -> None:
    metrics = of_classes(drawn_result(50, ("healthy", "ill")).metrics)

    (curve,) = metrics.roc

    assert curve.label == "ill"
    assert curve.auc == pytest.approx(metrics.auc)
    assert (curve.false_positive_rate[0], curve.sensitivity[0]) == (0, 0)
    assert (curve.false_positive_rate[-1], curve.sensitivity[-1]) == (1, 1)


def test_several_classes_have_a_curve_each() -> None:
    metrics = of_classes(drawn_result(60, ("a", "b", "c")).metrics)

    assert [curve.label for curve in metrics.roc] == ["a", "b", "c"]
    assert np.mean([curve.auc for curve in metrics.roc]) == pytest.approx(metrics.auc)


def test_a_class_without_images_has_no_curve() -> None:
    probabilities = np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0]])

    metrics = measure(np.array([0, 1]), probabilities, ("a", "b", "c"))

    assert [curve.label for curve in metrics.roc] == ["a", "b"]


def test_a_long_curve_is_thinned_out_and_keeps_its_ends() -> None:
    (curve,) = of_classes(drawn_result(20_000, ("healthy", "ill")).metrics).roc

    assert len(curve.sensitivity) == len(curve.false_positive_rate) == MOST_POINTS
    assert curve.sensitivity[0] == 0
    assert curve.sensitivity[-1] == 1


# ---- the file


def test_what_is_saved_is_loaded_to_the_last_bit(tmp_path: Path) -> None:
    run, result = Run(folder=tmp_path), drawn_result(40, ("a", "b", "c"))

    save_results(run, {Split.VALIDATION: result})

    loaded = load_results(run)[Split.VALIDATION]
    assert loaded.metrics == result.metrics
    assert loaded.predictions.dtype == np.float32
    assert loaded.predictions.tobytes() == result.predictions.tobytes()


def test_a_file_from_before_there_were_intervals_is_read(tmp_path: Path) -> None:
    run, result = Run(folder=tmp_path), drawn_result(40, ("a", "b"))
    save_results(run, {Split.VALIDATION: result})
    saved = json.loads(run.files.evaluation.read_text(encoding="utf-8"))
    for name in ("accuracy_interval", "auc_interval", "subjects"):
        del saved["parts"]["validation"]["metrics"][name]
    run.files.evaluation.write_text(json.dumps(saved), encoding="utf-8")

    metrics = of_classes(load_results(run)[Split.VALIDATION].metrics)

    assert metrics.auc == of_classes(result.metrics).auc
    assert metrics.auc_interval is metrics.accuracy_interval is metrics.subjects is None


def test_the_command_line_tells_how_sure_the_figures_are(capsys: pytest.CaptureFixture) -> None:
    labels = np.arange(40) % 2
    probabilities = np.eye(2)[np.where(np.arange(40) < 4, 1 - labels, labels)]

    for subjects in (None, [f"patient {place // 4}" for place in range(40)]):
        metrics = measure(labels, probabilities, ("a", "b"), subjects)
        print_evaluation(Evaluation(classes=("a", "b"), parts={Split.TEST: metrics}, test_looks=1))
    over_images, over_subjects = capsys.readouterr().out.split("On test, 40 images")[1:]

    assert "accuracy 0.900 (0.77 to 0.96)" in over_images
    assert "95 % intervals, over images" in over_images
    assert "AUC 0.900 (0." in over_subjects
    assert "95 % intervals, over 10 subjects" in over_subjects


def test_evaluating_one_part_keeps_the_other(tmp_path: Path) -> None:
    run = Run(folder=tmp_path)
    save_results(run, {Split.VALIDATION: drawn_result(10, ("a", "b"))})
    save_results(run, {Split.TEST: drawn_result(12, ("a", "b"))})
    save_results(run, {Split.VALIDATION: drawn_result(14, ("a", "b"))})

    assert {part: result.metrics.images for part, result in load_results(run).items()} == {
        Split.VALIDATION: 14,
        Split.TEST: 12,
    }


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"parts": {"validation": {}}}', '{"parts": {"moon": {}}}'])
def test_a_damaged_file_counts_as_none(tmp_path: Path, damage: str) -> None:
    run = Run(folder=tmp_path)
    run.files.evaluation.write_text(damage, encoding="utf-8")

    assert load_results(run) == {}


def test_results_are_read_without_tensorflow_and_scikit_learn() -> None:
    modules = "core.evaluation.evaluated_run, core.prediction.predictions, core.export.checked_export"
    code = f"import {modules}, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert not {"tensorflow", "keras", "sklearn"} & set(loaded.stdout.split())


# ---- evaluation of a run


def test_the_file_of_a_run_holds_figures_and_names_nobody(run: Run) -> None:
    evaluation = tasks.evaluate(run, Job(), [Split.VALIDATION])

    text = run.files.evaluation.read_text(encoding="utf-8")
    assert load_results(run)[Split.VALIDATION].metrics == evaluation.parts[Split.VALIDATION]
    for image in run.dataset.examples:
        assert image.file not in text
        assert image.sha256[:16] not in text or not image.sha256
    assert "roc" not in evaluation.as_json()["parts"]["validation"]
    assert json.loads(text).keys() == {"format", "parts"}


def test_probabilities_stand_in_the_order_of_the_images(run: Run) -> None:
    evaluation = tasks.evaluate(run, Job())

    evaluated = read_evaluated_run(run)
    part = evaluated.parts[Split.VALIDATION]
    confusion = of_classes(evaluation.parts[Split.VALIDATION]).confusion
    for true, row in enumerate(confusion):
        for predicted, count in enumerate(row):
            assert len(part.in_cell(true, predicted)) == count
    assert evaluated.test_looks == looks_at_test_set(run) == 1
    assert evaluated.sizes[Split.TEST] == evaluated.parts[Split.TEST].metrics.images


def test_a_file_of_another_run_is_passed_over(run: Run) -> None:
    save_results(run, {Split.VALIDATION: drawn_result(3, ("a", "b"))})

    assert read_evaluated_run(run).parts == {}


# ---- the images behind the metrics


def part_of(labels: str, probabilities: list[list[float]]) -> EvaluatedPart:
    classes = ("a", "b")
    images = tuple(Example(file=f"{number}.png", label=label) for number, label in enumerate(labels))
    values = np.array(probabilities, np.float32)
    places = np.array([classes.index(label) for label in labels])
    return EvaluatedPart(
        metrics=measure(places, values, classes),
        predictions=values,
        images=images,
        dataset=Dataset(folder=Path("/images"), examples=images),
    )


def test_a_cell_gives_its_images_the_most_confident_first() -> None:
    part = part_of("aaab", [[0.6, 0.4], [0.9, 0.1], [0.2, 0.8], [0.3, 0.7]])

    assert [image.frame.path.name for image in part.in_cell(0, 0)] == ["1.png", "0.png"]
    (mistaken,) = part.in_cell(0, 1)
    assert (mistaken.label, mistaken.predicted) == ("a", "b")
    assert mistaken.confidence == pytest.approx(0.8)
    assert part.in_cell(1, 0) == []


def test_the_most_confidently_wrong_come_first() -> None:
    part = part_of("aabb", [[0.4, 0.6], [0.1, 0.9], [0.7, 0.3], [0.2, 0.8]])

    assert [image.frame.path.name for image in part.most_wrong()] == ["1.png", "2.png", "0.png"]
