"""What of a project cannot be read is said, and nothing of it is replaced without a word."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core import tasks
from core.errors import UserError
from core.events import Noticed
from core.jobs import Job
from core.project.project import Project
from core.project.unreadable import FILES, unreadable_files
from core.storage.kept_json import LaterFormat
from core.training.draft import Draft
from core.training.plan import Phase
from core.wording.catalogue import text_of, words_of
from tests.core.modalities.images.pictures import write_classes
from tests.core.small import Recorder


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classes(tmp_path_factory.mktemp("pictures") / "images", count=8)


@pytest.fixture
def project(tmp_path: Path, images: Path) -> Project:
    project = Project(folder=tmp_path / "project")
    tasks.scan_images(project, images, Job())
    project.save_draft(Draft(head=Phase(name="head", epochs=3)))
    return project


def begin_a_run(project: Project) -> None:
    run = project.folder / "runs" / "run-001"
    run.mkdir(parents=True)
    (run / "dataset.csv").write_bytes((project.folder / "dataset.csv").read_bytes())
    (run / "plan.json").write_text("{}", encoding="utf-8")


def drop_one(project: Project) -> None:
    settings, dataset = project.settings, project.dataset
    assert settings
    assert dataset
    first, *others = dataset.examples
    project.save(settings, dataset.with_examples([replace(first, dropped=True, split=None), *others]))


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named_where_a_project_is_opened(project: Project, name: str) -> None:
    assert list(unreadable_files(project)) == []
    (project.folder / name).write_text('{"fingerprint": ', encoding="utf-8")
    (error,) = unreadable_files(project)
    assert text_of(error.message).startswith(f"“{name}” cannot be read: ")
    assert f"it is kept as “{name[:-5]}.unreadable.json”" in text_of(error.message)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_later_format_is_named_where_a_project_is_opened(project: Project, name: str) -> None:
    (project.folder / name).write_text('{"format": 9}', encoding="utf-8")
    (error,) = unreadable_files(project)
    assert text_of(error.message).startswith(f"“{name}” was written by a later version of Frostline. Until then ")
    assert words_of(error.message).hint == "Update Frostline to use it."


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_the_place_of_a_file_is_named(project: Project, name: str) -> None:
    (project.folder / name).unlink(missing_ok=True)
    (project.folder / name).mkdir()
    (error,) = unreadable_files(project)
    assert f"{name}” is a folder, where a file should be. Until then " in text_of(error.message)


@pytest.mark.parametrize("name", ["audit.json", "advice.json"])
def test_a_later_audit_or_advice_is_refused_before_anything_is_looked_at(
    project: Project, images: Path, name: str
) -> None:
    file = project.folder / name
    file.write_text('{"format": 9}', encoding="utf-8")
    recorder = Recorder()
    with pytest.raises(LaterFormat, match=name):
        tasks.scan_images(project, images, recorder)
    assert recorder.events == []
    assert file.read_text(encoding="utf-8") == '{"format": 9}'


def test_a_damaged_audit_is_said_before_another_takes_its_place(project: Project, images: Path) -> None:
    (project.folder / "audit.json").write_text("[", encoding="utf-8")
    recorder = Recorder()
    tasks.scan_images(project, images, recorder)
    assert any(text_of(event.message).startswith("“audit.json” cannot be read: ") for event in recorder.of(Noticed))


def test_a_damaged_list_of_images_is_said_where_that_of_a_run_takes_its_place(project: Project, images: Path) -> None:
    begin_a_run(project)
    (project.folder / "dataset.csv").write_text("damaged", encoding="utf-8")
    recorder = Recorder()
    tasks.scan_images(project, images, recorder)
    (said,) = [text_of(event.message) for event in recorder.of(Noticed) if "dataset.csv" in text_of(event.message)]
    assert said.endswith("The list of the last run takes its place; it is kept as “dataset.unreadable.csv”.")
    assert (project.folder / "dataset.unreadable.csv").read_text(encoding="utf-8") == "damaged"


@pytest.mark.parametrize("decide", [begin_a_run, drop_one], ids=["a run", "a dropped image"])
@pytest.mark.parametrize("content", [None, "{}"], ids=["missing", "empty"])
def test_a_project_that_has_lost_its_settings_is_not_begun_anew(
    project: Project, images: Path, decide: Callable[[Project], None], content: str | None
) -> None:
    decide(project)
    file, table = project.folder / "project.json", project.folder / "dataset.csv"
    file.unlink()
    if content is not None:
        file.write_text(content, encoding="utf-8")
    before = table.read_bytes()
    with pytest.raises(UserError, match=r"The project\.json of “project” is missing or empty"):
        tasks.scan_images(project, images, Job())
    assert table.read_bytes() == before


@pytest.mark.parametrize(("where", "name"), [("reading", "subjects"), ("reading", "label_tag"), ("fractions", "test")])
def test_a_setting_that_is_gone_is_named_and_has_no_default(
    project: Project, images: Path, where: str, name: str
) -> None:
    file = project.folder / "project.json"
    values = json.loads(file.read_text(encoding="utf-8"))
    del values[where][name]
    file.write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(UserError, match=rf"is not a Frostline project.*“{name}” is missing"):
        tasks.scan_images(project, images, Job())
    assert json.loads(file.read_text(encoding="utf-8")) == values


def test_a_list_of_images_that_came_into_another_encoding_is_refused(project: Project, images: Path) -> None:
    table = project.folder / "dataset.csv"
    text = table.read_text(encoding="utf-8")
    assert ".png," in text
    table.write_bytes(text.replace(".png,", "_für.png,").encode("cp1252"))
    before = table.read_bytes()
    with pytest.raises(UserError, match=r"it is no longer in UTF-8; save it as “CSV UTF-8”"):
        tasks.scan_images(project, images, Job())
    assert table.read_bytes() == before


def test_what_was_put_aside_before_stays(project: Project) -> None:
    for number in range(3):
        (project.folder / "draft.json").write_text(f"damaged {number}", encoding="utf-8")
        project.save_draft(Draft())
    aside = [(project.folder / f"draft.unreadable{n}.json").read_text(encoding="utf-8") for n in ("", "-2", "-3")]
    assert aside == ["damaged 0", "damaged 1", "damaged 2"]
    assert json.loads((project.folder / "draft.json").read_text(encoding="utf-8"))["format"] == 2
