"""Tasks on a project's images: looking at them, and drawing their split anew."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from core import tasks
from core.dataset.dataset import Dataset, Split
from core.dataset.split import Fractions
from core.errors import UserError
from core.jobs import Job
from core.modalities.images.preprocessing import Preprocessing
from core.project.project import Project
from core.training.run import create_run
from tests.core.modalities.images.pictures import write_classes, write_picture
from tests.core.small import small_plan

HALVES = Fractions(train=0.5, validation=0.25, test=0.25)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(folder=tmp_path / "project")


@pytest.fixture
def images(tmp_path: Path) -> Path:
    return write_classes(tmp_path / "images", count=12)


def dataset_of(project: Project) -> Dataset:
    assert project.dataset
    return project.dataset


def parts_of(project: Project) -> dict[str, Split | None]:
    return {image.file: image.split for image in dataset_of(project).examples}


def begin_run(project: Project) -> None:
    preprocessing = Preprocessing(height=8, width=8)
    create_run(project.new_run_folder, small_plan(), dataset_of(project), preprocessing, project.folder / "backbone")


def test_looking_at_a_folder_makes_its_images_the_projects(project: Project, images: Path) -> None:
    tasks.scan_images(project, images, Job())

    dataset = dataset_of(project)
    assert dataset.classes == ("cat", "dog")
    assert len(dataset.examples) == 24
    assert all(image.split for image in dataset.examples)
    assert project.settings
    assert project.settings.source == images.resolve()


def test_looking_again_keeps_the_part_of_each_image_and_finds_new_ones(project: Project, images: Path) -> None:
    tasks.scan_images(project, images, Job())
    before = parts_of(project)
    write_picture(images / "cat" / "new.png", seed=99)

    tasks.scan_images(project, images, Job())

    after = parts_of(project)
    assert after["cat/new.png"] in Split
    assert {file: after[file] for file in before} == before


def test_looking_again_keeps_the_shares_that_were_chosen(project: Project, images: Path) -> None:
    tasks.scan_images(project, images, Job())
    tasks.split_again(project, HALVES, 3, Job())

    tasks.scan_images(project, images, Job())

    assert project.settings
    assert (project.settings.fractions, project.settings.split_seed) == (HALVES, 3)


def test_other_images_start_anew(project: Project, images: Path, tmp_path: Path) -> None:
    tasks.scan_images(project, images, Job())
    tasks.split_again(project, HALVES, 3, Job())
    others = write_classes(tmp_path / "others", classes=("bird", "fish"))

    tasks.scan_images(project, others, Job())

    assert dataset_of(project).classes == ("bird", "fish")
    assert project.settings
    assert (project.settings.source, project.settings.fractions, project.settings.split_seed) == (
        others.resolve(),
        Fractions(),
        0,
    )


def test_images_that_cannot_be_split_leave_the_project_as_it_was(
    project: Project, images: Path, tmp_path: Path
) -> None:
    tasks.scan_images(project, images, Job())
    before = parts_of(project)

    with pytest.raises(UserError, match="too small"):
        tasks.scan_images(project, write_classes(tmp_path / "few", count=1), Job())

    assert parts_of(project) == before


def test_a_folder_that_has_disappeared_is_told_of(project: Project, images: Path) -> None:
    tasks.scan_images(project, images, Job())
    shutil.rmtree(images)

    with pytest.raises(UserError, match="There is no folder"):
        tasks.scan_images(project, images, Job())
    assert len(dataset_of(project).examples) == 24


def test_drawing_again_follows_the_shares_and_the_seed(project: Project, images: Path) -> None:
    tasks.scan_images(project, images, Job())
    tasks.split_again(project, HALVES, 1, Job())
    first = parts_of(project)
    tasks.split_again(project, HALVES, 2, Job())
    second = parts_of(project)
    tasks.split_again(project, HALVES, 1, Job())

    assert Counter(first.values()) == {Split.TRAIN: 12, Split.VALIDATION: 6, Split.TEST: 6}
    assert second != first
    assert parts_of(project) == first


def test_drawing_again_keeps_what_the_folders_give(project: Project, tmp_path: Path) -> None:
    images = tmp_path / "images"
    for place, part in enumerate(("train", "test")):
        for number in range(16):
            write_picture(images / part / ("cat", "dog")[number % 2] / f"{number}.png", seed=100 * place + number)
    tasks.scan_images(project, images, Job())

    for seed in (1, 2):
        tasks.split_again(project, HALVES, seed, Job())
        parts = parts_of(project)
        assert {part for file, part in parts.items() if file.startswith("test/")} == {Split.TEST}
        assert {part for file, part in parts.items() if file.startswith("train/")} == {Split.TRAIN, Split.VALIDATION}


def test_drawing_again_keeps_what_a_table_gives(project: Project, images: Path) -> None:
    files = sorted(path.relative_to(images).as_posix() for path in images.rglob("*.png"))
    given = {file: "test" if number % 6 == 0 else "train" for number, file in enumerate(files)}
    with open(images / "images.csv", "w", encoding="utf-8", newline="") as table:
        rows = [(file, file.split("/")[0], given[file]) for file in files]
        csv.writer(table).writerows([("file", "class", "split"), *rows])
    tasks.scan_images(project, images, Job())

    tasks.split_again(project, HALVES, 1, Job())

    assert {file for file, part in parts_of(project).items() if part is Split.TEST} == {
        file for file, part in given.items() if part == "test"
    }


def test_once_a_run_has_begun_the_split_stays(project: Project, images: Path) -> None:
    tasks.scan_images(project, images, Job())
    begin_run(project)
    before = parts_of(project)

    with pytest.raises(UserError, match="The split stays as it is"):
        tasks.split_again(project, HALVES, 1, Job())
    assert parts_of(project) == before


def test_without_images_there_is_nothing_to_split(project: Project) -> None:
    project.create()

    with pytest.raises(UserError, match="There are no images"):
        tasks.split_again(project, HALVES, 1, Job())


def test_a_damaged_list_never_moves_the_test_images_of_earlier_runs(project: Project, images: Path) -> None:
    tasks.scan_images(project, images, Job())
    tasks.split_again(project, HALVES, 7, Job())
    begin_run(project)
    before = parts_of(project)
    (project.folder / "dataset.csv").write_text("opened and saved by another program", encoding="utf-8")

    tasks.scan_images(project, images, Job())

    assert parts_of(project) == before
    assert project.settings
    assert project.settings.fractions == HALVES


def test_a_list_that_cannot_be_split_is_kept_for_a_look_at_what_is_wrong(project: Project, tmp_path: Path) -> None:
    small = write_classes(tmp_path / "small", count=2)
    with pytest.raises(UserError, match="too small"):
        tasks.scan_images(project, small, Job())
    assert len(dataset_of(project).examples) == 4


@pytest.mark.parametrize("text", ["[]", '{"format": 0}', '{"format": 1, "split_seed": 0}', "{"])
def test_a_project_whose_settings_are_damaged_says_so(project: Project, text: str) -> None:
    project.folder.mkdir()
    (project.folder / "project.json").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="not a Frostline project"):
        print(project.settings)
