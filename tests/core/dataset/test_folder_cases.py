"""Folders as people have them, from the scan to the project and back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import tasks
from core.dataset.dataset import Dataset, Split
from core.dataset.folder_meaning import FolderMeaning, FoldersUnclear
from core.dataset.reading import Reading
from core.errors import UserError
from core.events import Event, Noticed
from core.jobs import Job
from core.modalities.images.preprocessing import Preprocessing
from core.project.project import Project
from core.training.run import create_run
from core.wording.catalogue import text_of
from tests.core.modalities.images.pictures import write_classes, write_picture
from tests.core.small import small_plan

needs_bytes = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not Unicode")


def scanned(folder: Path, project: Path, **settings: Any) -> Dataset:
    reading = Reading(**settings) if settings else None
    tasks.scan_images(Project(folder=project), folder, Job(), reading)
    dataset = Project(folder=project).dataset
    assert dataset
    return dataset


def classes(dataset: Dataset) -> Counter[str]:
    return Counter(image.label for image in dataset.readable)


def test_what_the_user_says_of_folders_is_kept(tmp_path: Path) -> None:
    for part in ("train", "test"):
        for patient in (f"{part}1", f"{part}2"):
            for number in range(2):
                write_picture(
                    tmp_path / "images" / part / patient / f"{number}.png", seed=len(list(tmp_path.rglob("*.png")))
                )
    project = Project(folder=tmp_path / "project")
    with pytest.raises(FoldersUnclear):
        tasks.scan_images(project, tmp_path / "images", Job())
    dataset = scanned(tmp_path / "images", project.folder, folders=FolderMeaning.CLASSES)
    assert classes(dataset) == {"train": 4, "test": 4}
    assert classes(scanned(tmp_path / "images", project.folder)) == {"train": 4, "test": 4}
    assert project.settings
    assert project.settings.reading.folders is FolderMeaning.CLASSES


def test_a_project_of_before_asks_about_folders_anew(tmp_path: Path) -> None:
    values = Reading().as_json()
    del values["folders"]
    assert Reading.from_json(values).folders is FolderMeaning.AUTOMATIC


def test_a_project_that_was_not_asked_goes_on_with_what_it_had_assumed(tmp_path: Path) -> None:
    for part in ("bus", "train"):
        write_classes(tmp_path / "images" / part, 4, ("front", "side"))
    project = Project(folder=tmp_path / "project")
    before = scanned(tmp_path / "images", project.folder, folders=FolderMeaning.PARTS)
    settings = project.settings
    assert settings
    project.save(replace(settings, reading=Reading()), before)
    create_run(project.new_run_folder, small_plan(), before, Preprocessing(height=8, width=8), Path("backbone"))

    with pytest.raises(FoldersUnclear):
        tasks.scan_images(project, tmp_path / "images", Job())
    with pytest.raises(UserError, match="stay as they are"):
        scanned(tmp_path / "images", project.folder, folders=FolderMeaning.CLASSES)
    assert scanned(tmp_path / "images", project.folder, folders=FolderMeaning.PARTS) == before


@needs_bytes
def test_names_that_are_not_unicode_come_through_a_project(tmp_path: Path) -> None:
    images = write_classes(tmp_path / "images", 4, ("normal", os.fsdecode(b"R\xf6ntgen")))
    (images / "normal" / "0.png").rename(images / "normal" / os.fsdecode(b"Bild_\xe4.png"))
    dataset = scanned(images, tmp_path / "project")
    assert classes(dataset) == {"normal": 4, "Röntgen": 4}
    assert all(dataset.path(image).is_file() for image in dataset.examples)
    (tmp_path / "project" / "dataset.csv").read_text(encoding="utf-8")
    assert scanned(images, tmp_path / "project") == dataset


# ---- the cases


def test_the_case_of_training_set_and_test_set(shared_cases: Path, tmp_path: Path) -> None:
    dataset = scanned(shared_cases / "split-folder-names" / "training_set", tmp_path)
    assert classes(dataset) == {"cats": 10, "dogs": 10}
    assert all((image.split is Split.TEST) == image.file.startswith("test_set/") for image in dataset.examples)


@needs_bytes
def test_the_case_of_a_class_folder_in_latin_1(shared_cases: Path, tmp_path: Path) -> None:
    subprocess.run(["sh", shared_cases / "class-folder-latin1" / "make.sh", tmp_path / "images"], check=True)
    assert classes(scanned(tmp_path / "images", tmp_path / "project")) == {"normal": 5, "Röntgen": 5}


def test_the_case_of_folders_of_systems(shared_cases: Path, tmp_path: Path) -> None:
    events: list[Event] = []
    project = Project(folder=tmp_path)
    tasks.scan_images(project, shared_cases / "folders-of-systems", Job(events.append))
    assert project.dataset
    assert classes(project.dataset) == {"normal": 5, "sick": 5}
    assert any("Passed over: 1" in text_of(event.message) for event in events if isinstance(event, Noticed))


def test_the_case_of_tiff_files_of_a_microscope(shared_cases: Path, tmp_path: Path) -> None:
    assert classes(scanned(shared_cases / "endings" / "lsm", tmp_path)) == {"benign": 5, "malignant": 5}


def test_the_case_of_photographs_that_are_not_read(shared_cases: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"6 files \(\.heic"):
        scanned(shared_cases / "endings" / "heic", tmp_path)
