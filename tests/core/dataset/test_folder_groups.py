"""Folders that all hold the same folders: which of the two are the classes is asked, or said, and never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import tasks
from core.dataset.folder_meaning import FolderMeaning, FoldersUnclear
from core.dataset.listing import given_parts, list_examples
from core.jobs import Job
from core.project.project import Project
from core.wording.catalogue import text_of
from tests.core.dataset.test_folder_listing import TEST, TRAIN, listed, said, write
from tests.core.modalities.images.pictures import write_classes


def grid(folder: Path, outer: tuple[str, ...], inner: tuple[str, ...]) -> Path:
    return write(folder, *(f"{one}/{other}/{one[-1]}.png" for one in outer for other in inner))


@pytest.mark.parametrize(
    "outer",
    [
        ("fold1", "fold2"), ("Fold_0", "Fold_1", "Fold_2"), ("part-1", "part-2"), ("batch 1", "batch 2"),
        ("hospital_A", "hospital_B"), ("2019", "2020"), ("A", "B"), ("internal", "external"), ("siteX", "siteY"),
    ],
)  # fmt: skip
def test_folders_that_may_be_groups_are_asked_about(tmp_path: Path, outer: tuple[str, ...]) -> None:
    grid(tmp_path, outer, ("cat", "dog"))
    with pytest.raises(FoldersUnclear, match="either may be the classes") as caught:
        list_examples(tmp_path)
    assert "“cat” and “dog”" in text_of(caught.value.as_parts)
    assert all(f"“{name}”" in text_of(caught.value.as_classes) for name in outer)
    together = {("cat", None): len(outer), ("dog", None): len(outer)}
    assert listed(tmp_path, FolderMeaning.PARTS) == together
    assert "are put together" in said(tmp_path, FolderMeaning.PARTS)
    assert listed(tmp_path, FolderMeaning.CLASSES) == {(name, None): 2 for name in outer}


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("trainning", "test"), ("trian", "Test"), ("traning_set", "testing_set"), ("imagesTr", "imagesTs"),
        ("tr", "te"), ("entrenamiento", "prueba"), ("apprentissage", "test"), ("treino", "teste"),
        ("Lernen", "Prüfung"), ("train", "tset"),
    ],
)  # fmt: skip
def test_parts_that_are_misspelt_or_foreign_are_asked_about(tmp_path: Path, train: str, test: str) -> None:
    grid(tmp_path, (train, test), ("cat", "dog"))
    with pytest.raises(FoldersUnclear, match="parts of the data"):
        list_examples(tmp_path)
    assert given_parts(tmp_path, meaning=FolderMeaning.PARTS) == {TRAIN, TEST}
    assert set(listed(tmp_path, FolderMeaning.PARTS)) == {(c, p) for c in ("cat", "dog") for p in (TRAIN, TEST)}


@pytest.mark.parametrize("above", ["", "train/"])
def test_the_same_folders_in_each_class_are_named(tmp_path: Path, above: str) -> None:
    grid(tmp_path, tuple(f"{above}{name}" for name in ("benign", "malignant")), ("frontal", "lateral"))
    if above:
        grid(tmp_path, ("test/benign", "test/malignant"), ("frontal", "lateral"))
    assert {label for label, _ in listed(tmp_path)} == {"benign", "malignant"}
    assert "“frontal” and “lateral”, which were not taken for classes" in said(tmp_path)


@pytest.mark.parametrize("inner", [("case01", "case02"), ("40X", "100X"), ("1", "2"), ("images",)])
def test_folders_of_patients_in_numbered_classes_are_passed_through(tmp_path: Path, inner: tuple[str, ...]) -> None:
    grid(tmp_path, ("grade1", "grade2"), inner)
    assert set(listed(tmp_path)) == {("grade1", None), ("grade2", None)}
    assert said(tmp_path) == ""


def test_groups_in_parts_are_put_together_where_the_user_says_that_folders_are_parts(tmp_path: Path) -> None:
    grid(tmp_path, ("train/siteA", "train/siteB", "test/siteA", "test/siteB"), ("cat", "dog"))
    assert "which were not taken for classes" in said(tmp_path)
    assert set(listed(tmp_path, FolderMeaning.PARTS)) == {(c, p) for c in ("cat", "dog") for p in (TRAIN, TEST)}


def test_what_was_said_of_a_folder_is_kept_in_the_project(tmp_path: Path) -> None:
    images = write_classes(tmp_path / "images", count=4, classes=("cat", "dog"))
    (images / "notes").mkdir()
    project = Project(folder=tmp_path / "project")
    tasks.scan_images(project, images, Job())
    kept = Project(folder=project.folder).dataset
    assert kept
    assert [text_of(message) for message in kept.said] == ["The folder “notes” holds no images: it is left out."]
    (images / "notes").rmdir()
    tasks.scan_images(project, images, Job())
    kept = Project(folder=project.folder).dataset
    assert kept
    assert kept.said == ()


def test_folders_of_masks_in_classes_are_named(tmp_path: Path) -> None:
    write(tmp_path, "ill/0.png", "ill/masks/0.png", "well/images/0.png", "well/Mask_2/0.png", "well/masks/notes.txt")
    assert listed(tmp_path) == {("ill", None): 2, ("well", None): 2}
    assert "The folders “ill/masks” and “well/Mask_2” hold 2 images, counted like all others" in said(tmp_path)
