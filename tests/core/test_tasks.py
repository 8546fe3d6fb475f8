"""Tasks: what holds between one call and the next."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest

from core import tasks
from core.commands import demo
from core.dataset.dataset import Split
from core.errors import JobStopped, UserError
from core.events import Noticed, PhaseStarted, Progress
from core.jobs import Job
from core.project.project import Project
from core.training.run import Run
from core.wording.catalogue import text_of
from tests.core.small import BACKBONE, Recorder, small_plan, stopping_at, write_images
from tests.results import of_classes

HEAD_ONLY = small_plan(epochs=1)


@pytest.fixture(scope="module")
def trained(small_library: Path, small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_library))
        return tasks.train(Project(folder=tmp_path_factory.mktemp("trained")), HEAD_ONLY, Job(), small_images)


@pytest.fixture
def own_run(trained: Run, small_backbone: Path, tmp_path: Path) -> Run:
    """The trained run in a project of the test's own."""
    shutil.copytree(trained.project_folder, tmp_path / "project")
    return Project(folder=tmp_path / "project").runs[0]


def split_of(project: Project) -> dict[str, Split | None]:
    assert project.dataset is not None
    return {image.file: image.split for image in project.dataset.examples if not image.problem}


def test_images_that_cannot_be_read_are_told_of_and_left_out(
    small_images: Path, small_backbone: Path, tmp_path: Path
) -> None:
    job = Recorder()
    run = tasks.train(Project(folder=tmp_path), HEAD_ONLY, job, small_images)

    assert [text_of(event.message) for event in job.of(Noticed)] == [
        "2 images cannot be read and will be left out; dataset.csv in the project lists which and why."
    ]
    with open(tmp_path / "dataset.csv", encoding="utf-8", newline="") as file:
        problems = {row["file"]: row["problem"] for row in csv.DictReader(file) if row["problem"]}
    assert problems.keys() == {"pictures/unreadable_0.png", "pictures/unreadable_1.png"}
    assert all(problems.values())
    assert run.is_finished


def test_known_images_keep_their_part_when_others_are_added(small_backbone: Path, tmp_path: Path) -> None:
    images = write_images(tmp_path / "images", subjects_per_class=6)
    project = Project(folder=tmp_path / "project")
    first = tasks.train(project, HEAD_ONLY, Job(), images)
    before = split_of(project)

    write_images(images, subjects_per_class=9)
    second = tasks.train(project, small_plan(epochs=1, seed=5), Job(), images)

    after = split_of(project)
    assert len(after) == len(before) * 9 / 6
    assert {file: after[file] for file in before} == before
    assert {first.name, second.name} == {"run-001", "run-002"}
    assert len(first.dataset.examples) < len(second.dataset.examples)
    with open(images / "images.csv", encoding="utf-8", newline="") as file:
        subjects = {row["file"]: row["subject"] for row in csv.DictReader(file)}
    parts: dict[str, set] = {}
    for name, part in after.items():
        parts.setdefault(subjects[name], set()).add(part)
    assert all(len(found) == 1 for found in parts.values())


def test_each_look_at_the_test_set_is_counted(own_run: Run) -> None:
    for looks in (1, 2):
        assert tasks.evaluate(own_run, Job()).test_looks == looks
    assert tasks.evaluate(own_run, Job(), [Split.VALIDATION]).test_looks == 2
    assert tasks.evaluate(own_run, Job(), [Split.TEST]).test_looks == 3


def test_evaluation_measures_each_part_of_the_runs_own_split(own_run: Run) -> None:
    evaluation = tasks.evaluate(own_run, Job())

    assert set(evaluation.parts) == {Split.VALIDATION, Split.TEST}
    for part, metrics in evaluation.parts.items():
        assert metrics.images == len(own_run.dataset.of(part))
        assert sum(map(sum, of_classes(metrics).confusion)) == metrics.images
        assert 0 <= of_classes(metrics).accuracy <= 1
    validation = of_classes(evaluation.parts[Split.VALIDATION])
    assert validation.accuracy == pytest.approx(own_run.history[-1].validation_score)


def test_a_project_that_has_been_moved_still_works(own_run: Run, tmp_path: Path) -> None:
    moved = (tmp_path / "project").rename(tmp_path / "elsewhere")

    assert tasks.evaluate(tasks.find_run(moved), Job()).test_looks == 1


def test_a_backbone_that_has_changed_is_refused(own_run: Run) -> None:
    (own_run.backbone_folder / "saved_model.pb").write_bytes(b"another")

    with pytest.raises(UserError, match="missing or has changed"):
        tasks.evaluate(own_run, Job())


@pytest.mark.parametrize("spoil", [lambda content: b"", lambda content: content[:200], lambda content: content[:-40]])
def test_a_damaged_model_is_refused(spoil: Any, own_run: Run) -> None:
    weights = own_run.model_folder / "weights.npz"
    weights.write_bytes(spoil(weights.read_bytes()))

    with pytest.raises(UserError, match="damaged"):
        tasks.evaluate(own_run, Job())


def test_a_run_is_found_by_its_folder_or_its_project_from_wherever_one_stands(
    own_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tasks.find_run(own_run.folder) == own_run
    assert tasks.find_run(tmp_path / "project") == own_run
    monkeypatch.chdir(own_run.folder)
    assert tasks.find_run(Path()).backbone_folder == own_run.backbone_folder
    monkeypatch.chdir(own_run.folder.parent)
    assert tasks.find_run(Path(own_run.name)).backbone_folder == own_run.backbone_folder


def test_a_folder_that_is_no_run_or_has_none_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a run"):
        tasks.find_run(tmp_path)
    (tmp_path / "project.json").write_text("{}")
    with pytest.raises(UserError, match="no finished run"):
        tasks.find_run(tmp_path)


def test_without_an_interrupted_run_there_is_nothing_to_resume(own_run: Run, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no interrupted run"):
        tasks.resume(Project(folder=tmp_path / "project"), Job())


def test_a_run_whose_images_are_gone_cannot_go_on_and_says_so(small_backbone: Path, tmp_path: Path) -> None:
    images = write_images(tmp_path / "images", subjects_per_class=5)
    project = Project(folder=tmp_path / "project")
    with pytest.raises(JobStopped):
        tasks.train(project, HEAD_ONLY, stopping_at(lambda event: isinstance(event, PhaseStarted)), images)
    shutil.rmtree(project.folder / "cache")
    shutil.rmtree(images)

    with pytest.raises(UserError, match="can no longer be read"):
        tasks.resume(project, Job())


def test_a_backbone_that_is_not_there_is_refused_before_anything_is_done(small_images: Path, tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "project")

    with pytest.raises(UserError, match="no backbone"):
        tasks.train(project, small_plan(backbone="none"), Job(), small_images)
    assert not project.folder.exists()


def test_the_main_job_does_no_work_twice(small_backbone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "PLAN", small_plan("last:1", epochs=1, fine_tune_epochs=1, backbone=BACKBONE))

    first = demo.train_on_sample(Job(), tmp_path)
    job = Recorder()
    second = demo.train_on_sample(job, tmp_path)

    assert second == first
    assert not job.of(Progress)
    assert [text_of(event.message) for event in job.of(Noticed)] == ["The sample has been trained before."]


@pytest.mark.parametrize("step", ["Creating the sample images", "Computing features"])
def test_the_main_job_goes_on_wherever_it_was_stopped(
    step: str, small_backbone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "PLAN", small_plan(epochs=1, backbone=BACKBONE))
    is_in_step = lambda event: isinstance(event, Progress) and text_of(event.step) == step and event.done > 0  # noqa: E731
    with pytest.raises(JobStopped):
        demo.train_on_sample(stopping_at(is_in_step), tmp_path)

    assert demo.train_on_sample(Job(), tmp_path).is_finished
