"""Comparing runs on the same split: real runs of the small backbone."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import tasks
from core.dataset.dataset import Dataset, Example, Split
from core.errors import JobStopped, UserError
from core.evaluation.compare import compare_runs
from core.evaluation.comparison import Approach
from core.evaluation.comparison_csv import as_csv
from core.evaluation.results import PartResult, load_results, looks_at_test_set, save_results
from core.evaluation.runs_to_compare import have_same_split, read_runs_to_compare
from core.events import EpochEnded, PhaseStarted
from core.jobs import Job
from core.project.approaches import head_only
from core.project.project import Project
from core.targets.class_measures import measure
from core.training.cost import RunCost
from core.training.plan import Phase
from core.training.run import Notes, Run
from tests.core.small import Recorder, small_plan, stopping_at, write_images
from tests.results import of_classes

PLAN = small_plan("last:1", epochs=2, fine_tune_epochs=1)


@pytest.fixture(scope="module")
def compared_project(small_library: Path, small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both approaches on the small images; copy it before changing anything in it."""
    folder = tmp_path_factory.mktemp("compared") / "project"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_library))
        tasks.compare_approaches(Project(folder=folder), PLAN, Job(), small_images)
    return folder


@pytest.fixture
def project(compared_project: Path, small_backbone: Path, tmp_path: Path) -> Project:
    shutil.copytree(compared_project, tmp_path / "project")
    return Project(folder=tmp_path / "project")


def answer(run: Run, right: np.ndarray, part: Split = Split.VALIDATION) -> None:
    """As if the run had been evaluated, with right answers for these images of the part."""
    images = run.dataset.of(part)
    classes = run.dataset.classes
    labels = np.array([classes.index(image.label) for image in images])
    said = np.where(right, labels, (labels + 1) % len(classes))
    probabilities = (np.eye(len(classes)) * 0.7 + 0.3 / len(classes))[said].astype(np.float32)
    metrics = measure(labels, probabilities, classes, [image.subject for image in images])
    save_results(run, {part: PartResult(metrics=metrics, predictions=probabilities)})


def test_both_approaches_are_trained_on_the_same_budget_and_compared(project: Project) -> None:
    alone, fine_tuned = project.runs

    comparison = tasks.compare([alone, fine_tuned], Job())

    assert [compared.approach for compared in comparison.runs] == [Approach.FEATURE_EXTRACTION, Approach.FINE_TUNING]
    assert (alone.plan.phases[0].epochs, fine_tuned.plan) == (3, PLAN)
    assert replace(alone.plan, phases=PLAN.phases) == PLAN
    assert have_same_split(alone.dataset, fine_tuned.dataset)
    for compared, run in zip(comparison.runs, project.runs, strict=True):
        metrics = load_results(run)[Split.VALIDATION].metrics
        assert compared.parts == {Split.VALIDATION: metrics.without_curves()}
        best = [epoch for epoch in run.history if epoch.best][-1]
        assert compared.gap
        assert compared.gap.score == best.score - best.validation_score
        assert compared.gap.loss == best.validation_loss - best.loss
        assert compared.test_looks == 0
    first, second = (of_classes(compared.parts[Split.VALIDATION]).accuracy for compared in comparison.runs)
    (paired,) = comparison.paired
    assert paired.run == fine_tuned
    assert paired.differences["accuracy"].value == pytest.approx(second - first)
    assert paired.differences["accuracy"].adjusted_p == paired.differences["accuracy"].p
    assert paired.differences["auc"]


def test_what_has_been_trained_is_not_trained_again(project: Project, small_images: Path) -> None:
    job = Recorder()

    tasks.compare_approaches(project, PLAN, job, small_images)

    assert not job.of(PhaseStarted)
    assert len(project.runs) == 2


def test_an_interrupted_comparison_keeps_the_first_run_and_goes_on(
    small_backbone: Path, small_images: Path, tmp_path: Path
) -> None:
    project = Project(folder=tmp_path / "project")
    in_fine_tuning = stopping_at(lambda event: isinstance(event, EpochEnded) and event.phase == 1)
    plan = replace(PLAN, phases=(PLAN.phases[0], replace(PLAN.phases[1], epochs=3)))

    with pytest.raises(JobStopped):
        tasks.compare_approaches(project, plan, in_fine_tuning, small_images)

    assert [run.is_finished for run in project.runs] == [True, False]
    job = Recorder()
    comparison = tasks.compare_approaches(project, plan, job, small_images)

    assert [event.phase for event in job.of(PhaseStarted)] == [1]
    assert [compared.run for compared in comparison.runs] == project.runs
    assert all(run.is_finished for run in project.runs)


def test_a_run_that_was_ended_early_has_not_used_its_budget(project: Project, small_images: Path) -> None:
    history = project.runs[0].files.history
    lines = history.read_text(encoding="utf-8").splitlines(keepends=True)
    history.write_text("".join(lines[:2]), encoding="utf-8")

    tasks.compare_approaches(project, PLAN, Job(), small_images)

    assert [run.plan for run in project.runs] == [head_only(PLAN), PLAN, head_only(PLAN)]


def test_both_are_trained_anew_when_images_were_added(small_backbone: Path, tmp_path: Path) -> None:
    images = write_images(tmp_path / "images", subjects_per_class=5)
    project = Project(folder=tmp_path / "project")
    plan = small_plan("last:1", epochs=1, fine_tune_epochs=1)
    tasks.train(project, head_only(plan), Job(), images)
    write_images(images, subjects_per_class=6)

    comparison = tasks.compare_approaches(project, plan, Job(), images)

    assert [run.name for run in project.runs] == ["run-001", "run-002", "run-003"]
    assert [compared.run.name for compared in comparison.runs] == ["run-003", "run-002"]


def test_nothing_to_unfreeze_or_a_wrong_pattern_is_told_before_anything_is_trained(
    small_backbone: Path, small_images: Path, tmp_path: Path
) -> None:
    project = Project(folder=tmp_path / "project")

    with pytest.raises(UserError, match="No layers are to be fine-tuned"):
        tasks.compare_approaches(project, small_plan(), Job(), small_images)
    with pytest.raises(UserError, match="matches “block_9”"):
        tasks.compare_approaches(project, small_plan("block_9"), Job(), small_images)

    assert project.runs == []


def test_the_head_alone_gets_the_epochs_of_all_phases() -> None:
    first, second = small_plan("last:1", epochs=7, fine_tune_epochs=4).phases
    plan = small_plan("last:1")
    whole = replace(plan, phases=(replace(first, patience=2), second, Phase(name="more", unfreeze=("all",), epochs=5)))

    (head,) = head_only(whole).phases

    assert (head.epochs, head.learning_rate, head.patience, head.unfreeze) == (16, 1e-2, 2, ())


def test_runs_on_another_split_cannot_be_compared(project: Project) -> None:
    first, second = project.runs
    dataset = second.dataset
    moved = next(place for place, image in enumerate(dataset.examples) if image.split == Split.TRAIN)
    images = list(dataset.examples)
    images[moved] = replace(images[moved], split=Split.TEST)
    dataset.with_examples(images).save(second.files.dataset)

    with pytest.raises(UserError, match="not trained on the same split"):
        tasks.compare([first, second], Job(), Split.TEST)
    assert looks_at_test_set(first) == 0


def test_one_run_alone_or_one_without_a_model_cannot_be_compared(project: Project) -> None:
    first, second = project.runs
    shutil.rmtree(second.model_folder)

    for runs, told in (([first], "at least two"), ([first, first], "named twice"), ([first, second], "no model yet")):
        with pytest.raises(UserError, match=told):
            read_runs_to_compare(runs)


def test_names_and_order_of_files_do_not_make_another_split() -> None:
    images = [
        Example(file=f"{number}.png", label="a", sha256=f"{number:064x}", split=Split.TRAIN) for number in range(4)
    ]
    renamed = [replace(image, file=f"x/{image.file}") for image in reversed(images)]
    one, other = (Dataset(folder=Path("/"), examples=tuple(some)) for some in (images, renamed))

    assert have_same_split(one, other)
    assert not have_same_split(one, other.with_examples([*renamed[1:], replace(renamed[0], split=Split.TEST)]))


def test_the_test_set_is_only_looked_at_when_asked_for_and_each_look_counts(project: Project) -> None:
    first, second = project.runs
    tasks.evaluate(first, Job(), [Split.TEST])

    assert set(tasks.compare([first, second], Job()).runs[0].parts) == {Split.VALIDATION, Split.TEST}
    assert [looks_at_test_set(run) for run in (first, second)] == [1, 0]

    comparison = tasks.compare([first, second], Job(), Split.TEST)

    assert [looks_at_test_set(run) for run in (first, second)] == [1, 1]
    assert [compared.test_looks for compared in comparison.runs] == [1, 1]
    assert comparison.part is Split.TEST


def test_what_is_known_is_compared_without_evaluating_anything(project: Project) -> None:
    first, second = project.runs

    known = tasks.known_comparison([first, second])

    assert known == tasks.compare([first, second], Job())
    assert tasks.known_comparison([first, second], Split.TEST) is None
    assert not (first.folder / "test_looks.json").exists()


def test_answers_are_paired_by_image_and_not_by_place(project: Project) -> None:
    """The list of the second run is in another order, and so are its answers."""
    first, second = project.runs
    images = first.dataset.of(Split.VALIDATION)
    right = np.arange(len(images)) < 5
    answer(first, right)
    dataset = second.dataset
    turned = dataset.with_examples(reversed(dataset.examples))
    turned.save(second.files.dataset)
    answer(second, right[::-1])

    (paired,) = compare_runs(read_runs_to_compare([first, second]), Split.VALIDATION).paired

    assert (paired.differences["accuracy"].value, paired.differences["accuracy"].p) == (0, 1)
    assert paired.differences["auc"]
    assert paired.differences["auc"].value == 0


def test_what_differs_for_all_subjects_is_more_than_chance(project: Project) -> None:
    first, second = project.runs
    count = len(first.dataset.of(Split.VALIDATION))
    answer(first, np.zeros(count, bool))
    answer(second, np.ones(count, bool))

    (paired,) = compare_runs(read_runs_to_compare([first, second]), Split.VALIDATION).paired

    subjects = len({image.subject for image in first.dataset.of(Split.VALIDATION)})
    assert paired.differences["accuracy"].p == pytest.approx(2 * 0.5**subjects)
    assert paired.differences["auc"]
    assert paired.differences["auc"].value > 0.5


def test_p_values_allow_for_several_comparisons(project: Project) -> None:
    first, second = project.runs
    third = Run(folder=second.folder.with_name("run-003"))
    shutil.copytree(second.folder, third.folder)
    images = len(first.dataset.of(Split.VALIDATION))
    answer(first, np.arange(images) % 2 == 0)
    answer(second, np.ones(images, bool))
    answer(third, np.arange(images) % 3 > 0)

    comparison = compare_runs(read_runs_to_compare([first, second, third]), Split.VALIDATION)

    assert comparison.is_adjusted
    smaller, larger = sorted(
        (paired.differences["accuracy"] for paired in comparison.paired), key=lambda difference: difference.p
    )
    assert smaller.adjusted_p == pytest.approx(2 * smaller.p)
    assert larger.adjusted_p == pytest.approx(max(larger.p, smaller.adjusted_p))


def test_results_of_another_run_are_made_anew(project: Project) -> None:
    first, second = project.runs
    saved = json.loads(second.files.evaluation.read_text(encoding="utf-8"))
    part = saved["parts"]["validation"]
    part["probabilities"] = part["probabilities"][:-1]
    part["metrics"]["images"] -= 1
    second.files.evaluation.write_text(json.dumps(saved), encoding="utf-8")

    comparison = tasks.compare([first, second], Job())

    images = len(second.dataset.of(Split.VALIDATION))
    assert comparison.runs[1].parts[Split.VALIDATION].images == images


def test_the_table_has_a_row_for_each_run_and_each_difference(project: Project) -> None:
    first, second = project.runs
    second.save_notes(Notes(title="=with “blocks”"))
    RunCost(trainable_parameters=51, parameters=3000, seconds=2.5, peak_memory_bytes=10**9).save(first.files.cost)
    second.files.cost.unlink()  # as in a run of old
    tasks.evaluate(first, Job(), [Split.TEST])
    comparison = tasks.compare([first, second], Job())

    rows = list(csv.DictReader(io.StringIO(as_csv(comparison).decode("utf-8"))))

    assert [(row["what"], row["run"], row["part"], row["figure"]) for row in rows] == [
        ("run", "run-001", "validation", ""),
        ("run", "run-001", "test", ""),
        ("run", "run-002", "validation", ""),
        ("difference", "run-002", "validation", "accuracy"),
        ("difference", "run-002", "validation", "auc"),
    ]
    of_first, _, of_second, difference, _ = rows
    assert (of_first["trainable_parameters"], of_first["seconds"], of_second["seconds"]) == ("51", "2.5", "")
    assert of_second["title"] == "'=with “blocks”"
    assert float(difference["difference"]) == pytest.approx(float(of_second["accuracy"]) - float(of_first["accuracy"]))
    assert difference["reference"] == "run-001"
    assert not any(str(image.file) in text for image in first.dataset.examples for row in rows for text in row.values())
