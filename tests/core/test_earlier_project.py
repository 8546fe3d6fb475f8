"""A project of an earlier version opens for ever: it is shown, evaluated, predicts, goes on, and trains anew."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path

import pytest

from core import tasks
from core.dataset.dataset import Split
from core.errors import UserError
from core.events import Noticed
from core.export.formats import ExportFormat
from core.jobs import Job
from core.project.project import Project
from core.wording.catalogue import text_of
from tests.core.small import Recorder, small_plan
from tests.places import FIXTURES

#: as version 0.1.0 left it: one run that is finished, and one that was stopped while it was fine-tuning
FIXTURE = FIXTURES / "project_of_0_1_0"
PLACE_OF_IMAGES = "/images-of-the-fixture/"


@pytest.fixture
def project(tmp_path: Path, small_backbone: Path) -> Project:
    """The project in a place of its own, its images untouched since."""
    folder = shutil.copytree(FIXTURE, tmp_path / "of old") / "project"
    images = folder.parent / "images"
    for table in (folder / "dataset.csv", *folder.glob("runs/*/dataset.csv")):
        table.write_text(
            table.read_text(encoding="utf-8").replace(PLACE_OF_IMAGES, f"{images}/"), encoding="utf-8", newline=""
        )
    with open(folder / "dataset.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["modified"]:
                os.utime(images / row["file"], ns=(int(row["modified"]), int(row["modified"])))
    return Project(folder=folder)


def test_all_that_it_holds_is_there(project: Project) -> None:
    settings, dataset = project.settings, project.dataset
    assert settings is not None
    assert dataset is not None
    assert settings.source == project.folder.parent / "images"
    assert dataset.classes == ("circle", "square", "stripes")
    assert len(dataset.of(Split.TEST)) == 6
    assert project.audit is not None
    assert project.advice is not None
    finished, stopped = project.runs
    assert finished.title == "Head and last block"
    assert finished.is_finished
    assert not stopped.is_finished
    assert [epoch.phase for epoch in finished.history] == [0, 0, 1, 1]


def test_its_model_is_evaluated_and_predicts(project: Project, tmp_path: Path) -> None:
    run = project.runs[0]
    evaluation = tasks.evaluate(run, Job())
    assert evaluation.parts[Split.TEST].images == 6

    tasks.predict(run, [project.folder.parent / "images" / "pictures"], tmp_path / "table.csv", Job())
    with open(tmp_path / "table.csv", encoding="utf-8", newline="") as file:
        assert sum(not row["problem"] for row in csv.DictReader(file)) == 42


def test_a_run_that_was_stopped_goes_on(project: Project) -> None:
    run = tasks.resume(project, Recorder())
    assert run.is_finished
    assert [epoch.phase for epoch in run.history] == [0, 0, 1, 1]


def test_its_images_are_known_and_train_another_run(project: Project) -> None:
    before = project.dataset
    assert before is not None
    tasks.scan_images(project, project.folder.parent / "images", Job())
    after = project.dataset
    assert after is not None
    assert [(one.file, one.label, one.split, one.subject) for one in after.examples] == [
        (one.file, one.label, one.split, one.subject) for one in before.examples
    ]
    run = tasks.train(project, small_plan(epochs=1), Job(), project.folder.parent / "images")
    assert run.is_finished


def test_keys_and_columns_of_a_later_version_stop_nothing(project: Project, tmp_path: Path) -> None:
    for file in project.folder.rglob("*.json"):
        values = json.loads(file.read_text(encoding="utf-8"))
        if "plan" in values:
            values["plan"]["of tomorrow"] = values["plan"]["phases"][0]["of tomorrow"] = 1
        file.write_text(json.dumps({**values, "of tomorrow": 1}), encoding="utf-8")
    for table in project.folder.rglob("*.csv"):
        header, *rows = table.read_text(encoding="utf-8").splitlines()
        table.write_text("\n".join([f"{header},remark", *(f"{row},1" for row in rows)]), encoding="utf-8")

    run = project.runs[0]
    assert tasks.evaluate(run, Job()).parts[Split.TEST].images == 6
    tasks.predict(run, [project.folder.parent / "images" / "pictures"], tmp_path / "table.csv", Job())
    tasks.export(run, tmp_path / "exported", ExportFormat.SAVED_MODEL, Job())
    recorder = Recorder()
    assert tasks.resume(project, recorder).is_finished
    notices = [text_of(event.message) for event in recorder.of(Noticed)]
    assert any(text.startswith("The plan of this run holds settings of a later version") for text in notices)
    tasks.compare(project.runs, Job(), part=Split.VALIDATION)


def test_a_run_of_a_later_format_is_named_by_whatever_would_use_it(project: Project, tmp_path: Path) -> None:
    for run in project.runs:
        file = run.folder / "plan.json"
        file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), "format": 9}), encoding="utf-8")
    run = project.runs[0]
    for use in (
        lambda: tasks.evaluate(run, Job()),
        lambda: tasks.predict(run, [project.folder.parent / "images"], tmp_path / "table.csv", Job()),
        lambda: tasks.export(run, tmp_path / "exported", ExportFormat.SAVED_MODEL, Job()),
        lambda: tasks.resume(project, Job()),
    ):
        with pytest.raises(UserError, match=r"“plan\.json” was written by a later version of Frostline\. Update"):
            use()
