"""The audit: what is hidden in the sample is found, and training waits until it is resolved."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core import tasks
from core.audit.findings import Action, Audit, BlockedByAudit, Finding, Severity
from core.audit.fingerprint import fingerprint_of
from core.dataset.dataset import Dataset, Split
from core.dataset.reading import Reading
from core.errors import UserError
from core.jobs import Job
from core.modalities.images.options import ImageOptions
from core.modalities.images.preprocessing import Window
from core.modalities.images.sample_files import HIDDEN, Problem
from core.project.project import Project
from core.training.plan import Plan, usual_phases
from core.wording.catalogue import text_of
from tests.core.small import small_plan, write_images

BACKBONE = "mobilenet_v2_100_224"
NEAR = {Problem.MIRRORED, Problem.TURNED}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tasks.write_sample(tmp_path_factory.mktemp("sample"), Job())


@pytest.fixture(scope="module")
def audited(table: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Audit]:
    project = Project(folder=tmp_path_factory.mktemp("project"))
    return project, tasks.audit(project, BACKBONE, Job(), table)


def found(audit: Audit, code: str) -> Finding:
    (finding,) = [finding for finding in audit.findings if finding.code == code]
    return finding


def dataset_of(project: Project) -> Dataset:
    assert project.dataset is not None
    return project.dataset


def files(project: Project, finding: Finding) -> set[frozenset[str]]:
    images = dataset_of(project).examples
    return {frozenset(images[place].file for place in group) for group in finding.groups}


def hidden(*problems: Problem) -> set[frozenset[str]]:
    return {
        frozenset(place.file for place in (one.place, one.other) if place) for one in HIDDEN if one.problem in problems
    }


def test_near_duplicates_of_two_patients_are_found(audited: tuple[Project, Audit]) -> None:
    project, audit = audited
    finding = found(audit, "near-duplicates-across-parts")
    assert finding.severity == Severity.ERROR
    assert files(project, finding) == hidden(*NEAR)
    assert all("mirrored" in how or "90" in how for how in map(text_of, finding.details))


def test_one_picture_in_two_classes_is_found(audited: tuple[Project, Audit]) -> None:
    project, audit = audited
    finding = found(audit, "identical-in-two-classes")
    assert finding.severity == Severity.ERROR
    assert files(project, finding) == hidden(Problem.TWO_LABELS)
    assert finding.actions == (Action.DROP_ALL,)


def test_what_does_no_harm_is_only_noted(audited: tuple[Project, Audit]) -> None:
    project, audit = audited
    assert found(audit, "identical").severity == Severity.NOTE
    assert files(project, found(audit, "identical")) == hidden(Problem.COPIED)
    assert found(audit, "unreadable").severity == Severity.NOTE
    unreadable = (Problem.CUT_OFF, Problem.NO_IMAGE)
    assert files(project, found(audit, "unreadable")) == {
        frozenset([one.place.file]) for one in HIDDEN if one.problem in unreadable
    }


def test_burned_in_text_is_flagged(audited: tuple[Project, Audit]) -> None:
    project, audit = audited
    finding = found(audit, "burned-in")
    assert finding.severity == Severity.WARNING
    assert files(project, finding) == hidden(Problem.LETTER)


def test_what_is_in_order_is_told_too(audited: tuple[Project, Audit]) -> None:
    _, audit = audited
    assert {"subjects-across-parts", "balance", "shortcuts"} <= {
        finding.code for finding in audit.findings if finding.severity == Severity.PASSED
    }


def test_findings_name_no_file_and_no_patient(audited: tuple[Project, Audit]) -> None:
    project, audit = audited
    text = (project.folder / "audit.json").read_text(encoding="utf-8")
    assert "IM0" not in text
    assert "FROST-" not in text
    assert project.audit == audit
    assert audit.fingerprint == fingerprint_of(dataset_of(project), (None, 2))


def test_training_is_refused_until_the_errors_are_resolved(table: Path, tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "project")
    plan = Plan(backbone=BACKBONE, phases=usual_phases(epochs=1))
    with pytest.raises(BlockedByAudit, match="1 pair of identical images has two labels"):
        tasks.train(project, plan, Job(), table)
    assert project.runs == []

    audit = tasks.resolve_finding(project, "identical-in-two-classes", Action.DROP_ALL, BACKBONE, Job())
    assert [error.code for error in audit.errors] == ["near-duplicates-across-parts"]
    audit = tasks.resolve_finding(project, "near-duplicates-across-parts", Action.KEEP_TOGETHER, BACKBONE, Job())
    assert audit.errors == ()
    assert files(project, found(audit, "near-duplicates")) == hidden(*NEAR)
    images = dataset_of(project).examples
    for group in found(audit, "near-duplicates").groups:
        assert len({images[place].split for place in group}) == 1

    run = tasks.train(project, plan, Job(), table)
    assert run.audit == audit


@pytest.fixture
def leaking(small_backbone: Path, tmp_path: Path) -> tuple[Project, Path]:
    """A project whose audit has found one picture under two labels."""
    images = write_images(tmp_path / "images", unreadable=0)
    (images / "pictures" / "square_0_0.png").write_bytes((images / "pictures" / "circle_0_0.png").read_bytes())
    project = Project(folder=tmp_path / "project")
    with pytest.raises(BlockedByAudit):
        tasks.train(project, small_plan(epochs=1), Job(), images)
    return project, images


def test_a_reason_lets_training_begin_and_goes_into_the_run(leaking: tuple[Project, Path]) -> None:
    project, images = leaking
    with pytest.raises(UserError, match="Why"):
        tasks.override_audit(project, "  ")
    tasks.override_audit(project, "Both labels are right.")
    run = tasks.train(project, small_plan(epochs=1), Job(), images)
    assert run.audit is not None
    assert run.audit.override == "Both labels are right."
    assert run.audit.errors
    assert tasks.evaluate(run, Job()).audit_override == "Both labels are right."


def test_a_reason_holds_only_for_the_errors_that_it_was_written_for(leaking: tuple[Project, Path]) -> None:
    project, images = leaking
    tasks.override_audit(project, "Both labels are right.")
    (images / "pictures" / "square_1_0.png").write_bytes((images / "pictures" / "circle_1_0.png").read_bytes())
    with pytest.raises(BlockedByAudit):
        tasks.train(project, small_plan(epochs=1), Job(), images)


def test_a_finding_of_other_images_is_not_resolved(leaking: tuple[Project, Path]) -> None:
    project, images = leaking
    write_images(images, subjects_per_class=11, unreadable=0)
    tasks.scan_images(project, images, Job())
    with pytest.raises(UserError, match="changed"):
        tasks.resolve_finding(project, "identical-in-two-classes", Action.DROP_ALL, "small", Job())


def test_dropping_leaves_all_other_images_in_their_part(leaking: tuple[Project, Path]) -> None:
    project, _ = leaking
    before = {image.name: image.split for image in dataset_of(project).examples}
    audit = tasks.resolve_finding(project, "identical-in-two-classes", Action.DROP_ALL, "small", Job())
    assert not audit.errors
    after = dataset_of(project)
    assert len(after.left_out) == 2
    assert all(image.split == before[image.name] for image in after.examples if not image.dropped)
    assert all(after.of(part) for part in Split)


def test_what_was_dropped_can_be_used_again(leaking: tuple[Project, Path]) -> None:
    project, images = leaking
    with pytest.raises(UserError, match="No images were dropped"):
        tasks.use_dropped_again(project)
    tasks.resolve_finding(project, "identical-in-two-classes", Action.DROP_ALL, "small", Job())
    tasks.use_dropped_again(project)
    assert dataset_of(project).left_out == ()
    with pytest.raises(BlockedByAudit):
        tasks.train(project, small_plan(epochs=1), Job(), images)


def test_what_was_dropped_stays_so_when_files_are_copied(leaking: tuple[Project, Path]) -> None:
    project, images = leaking
    tasks.resolve_finding(project, "identical-in-two-classes", Action.DROP_ALL, "small", Job())
    for file in (images / "pictures").iterdir():
        os.utime(file, (1, 1))
    tasks.scan_images(project, images, Job())
    assert sum(image.dropped for image in dataset_of(project).examples) == 2


def test_another_window_wants_another_audit(leaking: tuple[Project, Path]) -> None:
    project, images = leaking
    tasks.resolve_finding(project, "identical-in-two-classes", Action.DROP_ALL, "small", Job())
    before = project.audit
    run = tasks.train(
        project, small_plan(epochs=1), Job(), images, Reading(options=ImageOptions(window=Window(centre=9, width=3)))
    )
    assert before
    assert run.audit
    assert run.audit.fingerprint != before.fingerprint


def test_a_project_with_runs_keeps_its_images(leaking: tuple[Project, Path], tmp_path: Path) -> None:
    project, images = leaking
    tasks.train(project, small_plan(epochs=1), Job(), images, override="a test")
    other = write_images(tmp_path / "other")
    with pytest.raises(UserError, match="A run has begun"):
        tasks.train(project, small_plan(epochs=1), Job(), other)


def test_images_that_were_drawn_from_the_training_images_keep_their_part(small_backbone: Path, tmp_path: Path) -> None:
    images = write_images(tmp_path / "images", subjects_per_class=12, unreadable=0)
    table = images / "images.csv"

    def give_training() -> None:
        lines = table.read_text(encoding="utf-8").splitlines()
        text = "\n".join([f"{lines[0]},split", *(f"{line},train" for line in lines[1:])])
        table.write_text(text, encoding="utf-8")

    give_training()
    project = Project(folder=tmp_path / "project")
    tasks.scan_images(project, images, Job())
    before = {image.name: image.split for image in dataset_of(project).examples}
    assert set(before.values()) == set(Split)

    write_images(images, subjects_per_class=14, unreadable=0)
    give_training()
    tasks.scan_images(project, images, Job())
    after = {image.name: image.split for image in dataset_of(project).examples}
    assert len(after) > len(before)
    assert {name: after[name] for name in before} == before
