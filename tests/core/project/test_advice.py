"""Advice on a project: what it measures and keeps, what it shares with training, and what it never looks at."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import platformdirs
import pytest

from core import tasks
from core.advice.advice import Advice, advice_fingerprint
from core.audit.findings import Finding, Severity
from core.audit.fingerprint import fingerprint_of
from core.backbones import catalogue
from core.backbones.card import Card, read_card, write_card
from core.dataset.dataset import Split
from core.errors import JobStopped, UserError
from core.events import Noticed, Progress
from core.jobs import Job
from core.messages import as_written
from core.modalities.images.image_input import ImageInput
from core.project.advice import _alike
from core.project.project import Project
from core.training.draft import Draft
from core.wording.catalogue import text_of
from tests.core.backbones.modules import WIDTH, tf2_hub_module
from tests.core.small import BACKBONE, CLASSES, SUBJECTS_PER_CLASS, Recorder, assert_same_result, small_plan

COMPUTING = "Computing features"


@pytest.fixture(scope="module")
def library(small_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small backbone, and one for images of another size."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copytree(small_library / BACKBONE, folder / BACKBONE)
    card = Card(
        name="tiny",
        title="A tiny network",
        licence="",
        source="",
        sha256="",
        input=ImageInput(input_size=(48, 40), value_range=(0.0, 1.0)),
        feature_width=WIDTH,
        parameters=0,
    )
    write_card(card, tf2_hub_module(folder / "tiny", side=None))
    return folder


@pytest.fixture(autouse=True)
def _only_these_backbones(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FROSTLINE_BACKBONES", str(library))
    monkeypatch.setattr(catalogue, "BUNDLED_BACKBONES", tmp_path / "none")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path.parent / "cache")


@pytest.fixture(scope="module")
def advised(library: Path, small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Advice]:
    project = Project(folder=tmp_path_factory.mktemp("advised") / "project")
    with pytest.MonkeyPatch.context() as patch:
        cache = tmp_path_factory.mktemp("cache")
        patch.setenv("FROSTLINE_BACKBONES", str(library))
        patch.setattr(catalogue, "BUNDLED_BACKBONES", cache)
        patch.setattr(platformdirs, "user_cache_path", lambda *_, **__: cache)
        return project, tasks.advise(project, Job(), small_images)


@pytest.fixture
def own(advised: tuple[Project, Advice], tmp_path: Path) -> Project:
    """The project, for a test of its own."""
    shutil.copytree(advised[0].folder, tmp_path / "project")
    return Project(folder=tmp_path / "project")


def steps(job: Recorder) -> set[str]:
    return {text_of(event.step) for event in job.of(Progress)}


def test_every_backbone_is_measured_and_ranked(advised: tuple[Project, Advice]) -> None:
    measures = advised[1].measures
    assert {backbone.name for backbone in measures.backbones} == {BACKBONE, "tiny"}
    assert [backbone.logme for backbone in measures.backbones] == sorted(
        (backbone.logme for backbone in measures.backbones), reverse=True
    )
    for backbone in measures.backbones:
        assert backbone.probe is not None
        assert 0 < backbone.probe.score.value <= 1
        assert backbone.domain_distance is not None
    assert measures.depths[0].blocks == 0
    assert len(measures.depths) > 1


def test_images_and_subjects_are_counted_without_the_test_set(advised: tuple[Project, Advice]) -> None:
    project, advice = advised
    dataset = project.dataset
    assert dataset is not None
    known = [*dataset.of(Split.TRAIN), *dataset.of(Split.VALIDATION)]
    assert [count.label for count in advice.measures.classes] == list(CLASSES)
    for count in advice.measures.classes:
        of_class = [image for image in known if image.label == count.label]
        assert count.images == len(of_class)
        assert count.subjects == len({image.subject for image in of_class}) < SUBJECTS_PER_CLASS
    assert advice.measures.test_subjects == len({image.subject for image in dataset.of(Split.TEST)})


def test_no_feature_of_a_test_image_is_computed(advised: tuple[Project, Advice]) -> None:
    project = advised[0]
    assert project.dataset is not None
    rows = sum((store / "index.bin").stat().st_size // 40 for store in project.files.feature_cache.iterdir())
    assert rows == 2 * sum(len(project.dataset.of(part)) for part in (Split.TRAIN, Split.VALIDATION))


def test_the_project_keeps_the_advice_and_names_no_image(advised: tuple[Project, Advice]) -> None:
    project, advice = advised
    assert project.advice == advice
    text = (project.folder / "advice.json").read_text(encoding="utf-8")
    assert ".png" not in text
    assert "pictures" not in text
    assert Advice.from_json(json.loads(json.dumps(advice.as_json()))) == advice


def test_damaged_advice_counts_as_none(own: Project) -> None:
    (own.folder / "advice.json").write_text('{"measures": []}', encoding="utf-8")
    assert own.advice is None


def test_training_after_advice_computes_no_features_again_and_ends_alike(
    own: Project, small_images: Path, tmp_path: Path
) -> None:
    job = Recorder()
    run = tasks.train(own, small_plan(), job, small_images)
    assert COMPUTING not in steps(job)
    other = tasks.train(Project(folder=tmp_path / "fresh"), small_plan(), Job(), small_images)
    assert_same_result(run, other)


def test_advice_after_training_computes_no_features_again(
    small_images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "list_backbones", lambda *_: [read_card(catalogue.find_backbone(BACKBONE))])
    project = Project(folder=tmp_path / "project")
    tasks.train(project, small_plan(epochs=1), Job(), small_images)
    job = Recorder()
    tasks.advise(project, job, small_images)
    assert COMPUTING not in steps(job)


def test_the_plan_of_the_advice_can_be_trained(own: Project, small_images: Path) -> None:
    plan = own.advice.recommendation.applied_to(Draft.usual("images")).plan
    short = replace(plan, phases=tuple(replace(phase, epochs=1) for phase in plan.phases))
    assert tasks.train(own, short, Job(), small_images).is_finished


def test_other_images_or_another_split_make_advice_stale(own: Project) -> None:
    dataset, advice, settings = own.dataset, own.advice, own.settings
    assert dataset
    assert advice
    assert settings
    assert advice.fingerprint == advice_fingerprint(dataset, settings.reading)
    fewer = dataset.with_examples(replace(image, dropped=not place) for place, image in enumerate(dataset.examples))
    assert advice.fingerprint != advice_fingerprint(fewer, settings.reading)


def test_it_says_whether_the_audit_found_errors(
    own: Project, small_images: Path, advised: tuple[Project, Advice]
) -> None:
    assert "not been audited" in text_of(advised[1].cautions[0])
    audit = tasks.audit(own, BACKBONE, Job(), small_images)
    assert tasks.advise(own, Job(), small_images).cautions == ()
    error = Finding(code="x", severity=Severity.ERROR, message=as_written("Copies in training and test"))
    assert own.dataset
    assert audit.fingerprint == fingerprint_of(own.dataset, (None, 2))
    own.save_audit(replace(audit, findings=(error,)))
    assert "Copies in training and test" in text_of(tasks.advise(own, Job(), small_images).cautions[0])


def test_a_backbone_that_cannot_be_opened_is_left_out_and_told_of(
    own: Project, small_images: Path, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "library"
    shutil.copytree(library, broken)
    (broken / "tiny" / "saved_model.pb").write_bytes(b"nothing")
    monkeypatch.setenv("FROSTLINE_BACKBONES", str(broken))
    job = Recorder()
    advice = tasks.advise(own, job, small_images)
    assert [backbone.name for backbone in advice.measures.backbones] == [BACKBONE]
    assert any(text_of(event.message).startswith("A tiny network is left out.") for event in job.of(Noticed))
    shutil.rmtree(broken / BACKBONE)
    with pytest.raises(UserError):
        tasks.advise(own, Job(), small_images)


def test_without_any_backbone_it_says_so(
    own: Project, small_images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FROSTLINE_BACKBONES", str(tmp_path / "nothing"))
    with pytest.raises(UserError, match="no backbone"):
        tasks.advise(own, Job(), small_images)


def test_it_can_be_stopped_and_the_last_advice_stays(own: Project, small_images: Path) -> None:
    before = own.advice
    job = Job()
    job.stop()
    with pytest.raises(JobStopped):
        tasks.advise(own, job, small_images)
    assert own.advice == before


def test_of_many_images_some_of_every_subject_are_looked_at() -> None:
    groups = np.repeat(np.arange(10), 5)
    chosen = _alike(groups, 20)
    assert np.bincount(groups[chosen]).tolist() == [2] * 10
    assert list(chosen) == sorted(chosen)
