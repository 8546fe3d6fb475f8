"""The list of images is read as other programs save it, and what it says is never lost without a word."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core import tasks
from core.dataset.dataset import NEEDED, OPTIONAL, Dataset
from core.dataset.reading import Reading
from core.dataset.subjects import SubjectRule, SubjectSource
from core.errors import UserError
from core.jobs import Job
from core.project.project import Project
from tests.core.modalities.images.pictures import write_classes

Rows = list[list[str]]
BY_NAME = Reading(subjects=SubjectRule(source=SubjectSource.FILE_NAME, pattern="{subject}.png"))


def rows_of(file: Path) -> Rows:
    return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))


def text_of(rows: Rows, delimiter: str = ",", end: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


def in_other_order(rows: Rows) -> Rows:
    return [row[::-1] for row in rows]


def with_another_column(rows: Rows) -> Rows:
    return [[*row, "remark" if number == 0 else f"number {number}"] for number, row in enumerate(rows)]


def without_what_is_optional(rows: Rows) -> Rows:
    kept = [place for place, name in enumerate(rows[0]) if name not in OPTIONAL]
    return [[row[place] for place in kept] for row in rows]


def with_rounded_times(rows: Rows) -> Rows:
    place = rows[0].index("modified")
    return [rows[0], rows[1], *([*row[:place], "1.79585E+18", *row[place + 1 :]] for row in rows[2:])]


AS_SAVED: dict[str, Callable[[Rows], bytes]] = {
    "as it was": lambda rows: text_of(rows).encode(),
    "with a mark": lambda rows: text_of(rows).encode("utf-8-sig"),
    "with ends of lines of Unix": lambda rows: text_of(rows, end="\n").encode(),
    "with semicolons": lambda rows: text_of(rows, ";").encode("utf-8-sig"),
    "with tabs in UTF-16": lambda rows: text_of(rows, "\t").encode("utf-16"),
    "with its separator named": lambda rows: b"sep=;\r\n" + text_of(rows, ";").encode(),
    "with blank rows": lambda rows: (text_of(rows) + "," * len(rows[0]) + "\r\n\r\n").encode(),
    "with another column": lambda rows: text_of(with_another_column(rows)).encode(),
    "in other order": lambda rows: text_of(in_other_order(rows)).encode(),
    "without what is optional": lambda rows: text_of(without_what_is_optional(rows)).encode(),
    "with rounded times": lambda rows: text_of(with_rounded_times(rows)).encode(),
}


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classes(tmp_path_factory.mktemp("pictures") / "images", count=8)


@pytest.fixture
def project(tmp_path: Path, images: Path) -> Project:
    """Its subjects stand in the names of files, and one image was dropped."""
    project = Project(folder=tmp_path / "project")
    tasks.scan_images(project, images, Job(), BY_NAME)
    settings, dataset = project.settings, project.dataset
    assert settings
    assert dataset

    first, *others = dataset.examples
    project.save(settings, dataset.with_examples([replace(first, dropped=True, split=None), *others]))
    return project


def decisions(project: Project) -> object:
    settings, dataset = project.settings, project.dataset
    assert settings
    assert dataset
    images = [(one.file, one.label, one.subject, one.split, one.dropped, one.together) for one in dataset.examples]
    return settings.reading, settings.pseudonyms, settings.fractions, settings.split_seed, settings.source, images


@pytest.mark.parametrize("saved", AS_SAVED.values(), ids=AS_SAVED)
def test_a_list_that_another_program_has_saved_keeps_all_decisions(
    project: Project, images: Path, saved: Callable[[Rows], bytes]
) -> None:
    before, file = decisions(project), project.folder / "dataset.csv"
    file.write_bytes(saved(rows_of(file)))
    assert decisions(project) == before
    tasks.scan_images(project, images, Job())
    assert decisions(project) == before


def test_columns_that_a_person_has_added_stay_in_the_list(project: Project, images: Path) -> None:
    file = project.folder / "dataset.csv"
    file.write_text(text_of(with_another_column(rows_of(file))), encoding="utf-8", newline="")
    before = rows_of(file)
    tasks.scan_images(project, images, Job())
    assert rows_of(file) == before


@pytest.mark.parametrize("name", NEEDED)
def test_a_column_that_is_missing_is_named_and_nothing_is_reset(project: Project, images: Path, name: str) -> None:
    file, settings = project.folder / "dataset.csv", project.folder / "project.json"
    rows = rows_of(file)
    place = rows[0].index(name)
    file.write_text(text_of([row[:place] + row[place + 1 :] for row in rows]), encoding="utf-8", newline="")
    before = file.read_bytes(), settings.read_bytes()
    with pytest.raises(UserError, match=rf"“dataset.csv” cannot be read \(the column “{name}” is missing\)"):
        tasks.scan_images(project, images, Job())
    assert (file.read_bytes(), settings.read_bytes()) == before


@pytest.mark.parametrize(
    ("column", "text"),
    [("subject", "1.23457E+15"), ("dropped", "maybe"), ("width", "-1"), ("width", "inf"), ("frame", "1e999"),
     ("spacing", "nan"), ("split", "half"), ("bits", "9" * 5000)],
)  # fmt: skip
def test_a_cell_that_makes_no_sense_is_refused(project: Project, images: Path, column: str, text: str) -> None:
    file = project.folder / "dataset.csv"
    rows = rows_of(file)
    rows[3][rows[0].index(column)] = text
    file.write_text(text_of(rows), encoding="utf-8", newline="")
    before = file.read_bytes()
    with pytest.raises(UserError, match=r"“dataset.csv” cannot be read"):
        tasks.scan_images(project, images, Job())
    assert file.read_bytes() == before


def test_a_list_of_a_later_format_is_refused(project: Project, images: Path) -> None:
    file = project.folder / "dataset.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("format 2", "format 9"), encoding="utf-8", newline="")
    with pytest.raises(UserError, match="later version"):
        tasks.scan_images(project, images, Job())
    with pytest.raises(UserError, match="later version"):
        Dataset.load(file)


def test_a_list_that_is_gone_takes_no_decision_on_subjects_with_it(project: Project, images: Path) -> None:
    before = (project.settings.reading, project.settings.pseudonyms) if project.settings else None
    (project.folder / "dataset.csv").unlink()
    tasks.scan_images(project, images, Job())
    assert project.settings
    assert (project.settings.reading, project.settings.pseudonyms) == before


def test_a_list_that_the_last_run_replaces_is_kept_aside(project: Project, images: Path) -> None:
    run = project.folder / "runs" / "run-001"
    run.mkdir(parents=True)
    file = project.folder / "dataset.csv"
    (run / "dataset.csv").write_bytes(file.read_bytes())
    (run / "plan.json").write_text("{}", encoding="utf-8")
    before = decisions(project)
    file.write_text("opened and saved by another program", encoding="utf-8")
    tasks.scan_images(project, images, Job())
    assert decisions(project) == before
    aside = project.folder / "dataset.unreadable.csv"
    assert aside.read_text(encoding="utf-8") == "opened and saved by another program"
