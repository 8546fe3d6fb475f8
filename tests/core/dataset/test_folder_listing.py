"""Folders: parts are known by their names and by what they hold; what is not listed is said."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from core.dataset.dataset import Split
from core.dataset.folder_meaning import FolderMeaning, FoldersUnclear
from core.dataset.listing import Listing, given_parts, list_examples
from core.errors import UserError
from core.wording.catalogue import text_of, words_of

TRAIN, VALIDATION, TEST = Split.TRAIN, Split.VALIDATION, Split.TEST


def write(folder: Path, *files: str) -> Path:
    """Empty files: what is listed is known by its name."""
    for name in files:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return folder


def found(listing: Listing) -> Counter[tuple[str, Split | None]]:
    return Counter((one.example.label, one.example.split) for one in listing.examples)


def listed(folder: Path, meaning: FolderMeaning = FolderMeaning.AUTOMATIC) -> Counter[tuple[str, Split | None]]:
    return found(list_examples(folder, meaning=meaning))


def said(folder: Path, meaning: FolderMeaning = FolderMeaning.AUTOMATIC) -> str:
    return " ".join(map(text_of, list_examples(folder, meaning=meaning).said))


def refusal(folder: Path, meaning: FolderMeaning = FolderMeaning.AUTOMATIC) -> str:
    with pytest.raises(UserError) as caught:
        list_examples(folder, meaning=meaning)
    assert words_of(caught.value.message).hint
    return str(caught.value)


# ---- parts that are beyond doubt


@pytest.mark.parametrize(
    ("train", "test", "part"),
    [
        ("train", "test", TEST),
        ("TRAIN", "TEST", TEST),
        ("training", "testing", TEST),
        ("training_set", "test_set", TEST),
        ("Training Set", "Test Set", TEST),
        ("seg_train", "seg_test", TEST),
        ("01_train", "02_test", TEST),
        ("train_images", "test_images", TEST),
        ("trainImages", "testImages", TEST),
        ("TrainingData", "TestingData", TEST),
        ("trainset", "testset", TEST),
        ("chest-train", "chest-test", TEST),
        ("train2017", "val2017", VALIDATION),
        ("Trainingsdaten", "Testdaten", TEST),
        ("train", "val", VALIDATION),
        ("train", "valid", VALIDATION),
        ("train", "Validation_Set", VALIDATION),
        ("train", "dev", VALIDATION),
        ("train", "eval", TEST),
        ("train", "evaluation", TEST),
        ("train", "holdout", TEST),
        ("train", "hold-out set", TEST),
        ("train", "held_out", TEST),
        ("train+val", "test", TEST),
        ("trainval", "tst", TEST),
        ("Training", "PublicTest", TEST),
        ("TRAINSET", "TESTSET", TEST),
        ("my_train_v2", "my_test_v2", TEST),
        ("_train", "_test", TEST),
        ("train ", "test ", TEST),
    ],
)
def test_parts_are_known_by_their_usual_names(tmp_path: Path, train: str, test: str, part: Split) -> None:
    write(tmp_path, f"{train}/cat/0.png", f"{train}/dog/0.png", f"{test}/cat/1.png", f"{test}/dog/1.png")
    assert listed(tmp_path) == {("cat", TRAIN): 1, ("dog", TRAIN): 1, ("cat", part): 1, ("dog", part): 1}
    assert given_parts(tmp_path) == {TRAIN, part}


def test_an_evaluation_is_what_is_lacking(tmp_path: Path) -> None:
    for part in ("train", "eval", "test"):
        write(tmp_path, f"{part}/cat/{part}.png", f"{part}/dog/{part}.png")
    assert listed(tmp_path)["cat", VALIDATION] == 1
    assert said(tmp_path) == "The folder “eval” is taken for validation."
    for part in ("training", "validation", "evaluation"):  # as food-11 has them
        write(tmp_path / "food", f"{part}/cat/{part}.png", f"{part}/dog/{part}.png")
    assert listed(tmp_path / "food")["cat", TEST] == 1


@pytest.mark.parametrize("inside", ["{part}", "images", "{part}_images"])
def test_parts_may_be_nested_twice(tmp_path: Path, inside: str) -> None:
    for part in ("seg_train", "seg_test"):
        name = inside.format(part=part)
        write(tmp_path, f"{part}/{name}/cat/{part}.png", f"{part}/{name}/dog/{part}.png")
    assert listed(tmp_path) == {("cat", TRAIN): 1, ("dog", TRAIN): 1, ("cat", TEST): 1, ("dog", TEST): 1}


@pytest.mark.parametrize("above", ["dataset", "archive/data v2", "train_test_split"])
def test_a_folder_around_all_others_is_gone_through(tmp_path: Path, above: str) -> None:
    write(tmp_path, *(f"{above}/{part}/{label}/0.png" for part in ("train", "test") for label in ("cat", "dog")))
    assert given_parts(tmp_path) == {TRAIN, TEST}
    assert set(list_examples(tmp_path).said) == set()


def test_a_folder_around_class_folders_is_gone_through(tmp_path: Path) -> None:
    write(tmp_path, "pets/cat/0.png", "pets/dog/0.png", "readme.txt")
    assert listed(tmp_path) == {("cat", None): 1, ("dog", None): 1}


def test_parts_below_class_folders_are_known(tmp_path: Path) -> None:
    write(tmp_path, *(f"{label}/{part}/{part}.png" for part in ("train", "Test_set") for label in ("cat", "dog")))
    assert listed(tmp_path) == {("cat", TRAIN): 1, ("dog", TRAIN): 1, ("cat", TEST): 1, ("dog", TEST): 1}
    assert given_parts(tmp_path) == {TRAIN, TEST}


def test_parts_below_class_folders_may_be_called_as_the_class_is(tmp_path: Path) -> None:
    write(tmp_path, *(f"{one}/{one}_{part}/{part}.png" for part in ("train", "test") for one in ("cats", "dogs")))
    assert listed(tmp_path) == {("cats", TRAIN): 1, ("dogs", TRAIN): 1, ("cats", TEST): 1, ("dogs", TEST): 1}


def test_an_archive_that_holds_itself_once_more_is_read_once(tmp_path: Path) -> None:
    parts = [f"{part}/{label}/0.jpeg" for part in ("train", "val", "test") for label in ("NORMAL", "PNEUMONIA")]
    write(tmp_path, *parts, *(f"chest_xray/{file}" for file in parts), *(f"__MACOSX/{file}" for file in parts))
    assert listed(tmp_path).total() == 6
    assert "“chest_xray” is no part of the data: 6 images are left out." in said(tmp_path)


@pytest.mark.parametrize("test", ["external test", "test_unseen", "Independent Test Set"])
def test_words_around_the_test_make_no_doubt_where_training_is_plain(tmp_path: Path, test: str) -> None:
    write(tmp_path, "train/cat/0.png", "train/dog/0.png", f"{test}/cat/0.png", f"{test}/dog/0.png", "pred/0.png")
    assert given_parts(tmp_path) == {TRAIN, TEST}


def test_a_picture_beside_the_only_folder_does_not_hide_what_is_in_it(tmp_path: Path) -> None:
    write(tmp_path, "overview.png", "data/train/cat/0.png", "data/train/dog/0.png")
    assert listed(tmp_path) == {("cat", TRAIN): 1, ("dog", TRAIN): 1}
    assert "1 image is left out" in said(tmp_path)


def test_one_training_folder_is_a_part(tmp_path: Path) -> None:
    write(tmp_path, "train/cat/0.png", "train/dog/0.png")
    assert listed(tmp_path) == {("cat", TRAIN): 1, ("dog", TRAIN): 1}


# ---- classes that are called as parts are


@pytest.mark.parametrize(
    "classes",
    [
        ("control", "test"),
        ("bus", "train"),
        ("training", "rest"),
        ("contest", "latest"),
        ("training shoes", "running shoes"),
        ("Validation error", "no error"),
    ],
)
def test_a_class_may_be_called_as_a_part_is(tmp_path: Path, classes: tuple[str, str]) -> None:
    write(tmp_path, *(f"{label}/{number}.png" for label in classes for number in range(2)))
    assert listed(tmp_path) == {(label, None): 2 for label in classes}
    assert given_parts(tmp_path) == set()


def test_folders_of_patients_in_classes_make_no_parts(tmp_path: Path) -> None:
    write(tmp_path, "control/p1/0.png", "control/p2/0.png", "test/p3/0.png", "test/p1/0.png")
    assert listed(tmp_path) == {("control", None): 2, ("test", None): 2}


# ---- what the user must say


@pytest.mark.parametrize(
    "files",
    [
        ("train/0.png", "test/0.png"),
        ("train/0.png", "test/0.png", "rest/0.png"),
        ("train/p1/0.png", "test/p2/0.png"),
        ("bus/front/0.png", "bus/side/0.png", "train/front/0.png", "train/side/0.png"),
        ("val/cat/0.png", "val/dog/0.png", "test/cat/0.png", "test/dog/0.png"),
        ("pre training/p1/0.png", "pre training/p2/0.png", "post training/p1/1.png", "post training/p2/1.png"),
        ("bus/front/0.png", "train/front/0.png", "train/side/0.png", "test/front/0.png", "test/side/0.png"),
        ("cat/train/0.png", "cat/test/0.png", "dog/0.png"),
        ("cat/train/0.png", "dog/test/0.png"),
        ("cat/train/0.png", "cat/test/0.png", "cat/0.png", "dog/train/0.png", "dog/test/0.png"),
    ],
)
def test_where_it_is_not_sure_the_user_is_asked(tmp_path: Path, files: tuple[str, ...]) -> None:
    write(tmp_path, *files)
    with pytest.raises(FoldersUnclear) as caught:
        list_examples(tmp_path)
    assert "parts of the data" in text_of(caught.value.message)
    with pytest.raises(FoldersUnclear):
        given_parts(tmp_path)


def test_what_the_user_says_holds(tmp_path: Path) -> None:
    write(tmp_path, "bus/side/0.png", "train/side/0.png", "train/front/0.png", "test/0.png")
    assert listed(tmp_path, FolderMeaning.CLASSES) == {("bus", None): 1, ("train", None): 2, ("test", None): 1}
    assert listed(tmp_path, FolderMeaning.PARTS) == {("side", TRAIN): 1, ("front", TRAIN): 1}
    assert given_parts(tmp_path, meaning=FolderMeaning.PARTS) == {TRAIN}
    assert given_parts(tmp_path, meaning=FolderMeaning.CLASSES) == set()


def test_parts_that_are_none_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "cat/0.png", "dog/0.png")
    assert "has the name of a part" in refusal(tmp_path, FolderMeaning.PARTS)


def test_images_in_parts_without_classes_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "train/0.png", "test/0.png")
    assert "a folder per class" in refusal(tmp_path, FolderMeaning.PARTS)


def test_data_sets_beside_each_other_are_not_taken_for_classes(tmp_path: Path) -> None:
    for source in ("chest", "hands"):
        write(tmp_path, *(f"{source}/{part}/{label}/0.png" for part in ("train", "test") for label in ("ok", "ill")))
    text = refusal(tmp_path)
    assert "“chest” and “hands”" in text
    assert "Choose one of these folders" in text


# ---- what is left out is said


def test_images_of_parts_that_are_left_out_are_counted_and_named(tmp_path: Path) -> None:
    write(tmp_path, "seg_train/cat/0.png", "seg_train/dog/0.png", "seg_test/cat/1.png", "seg_test/dog/1.png")
    write(tmp_path, *(f"seg_pred/{number}.png" for number in range(3)), "loose.png")
    assert listed(tmp_path).total() == 4
    assert "“seg_pred” is no part of the data: 3 images are left out." in said(tmp_path)
    assert "1 image is left out, which lies beside the folders" in said(tmp_path)


def test_many_folders_are_left_out_in_one_sentence(tmp_path: Path) -> None:
    write(tmp_path, *(f"{part}/{label}/0.png" for part in ("train", "test") for label in ("cat", "dog")))
    write(tmp_path, *(f"more{number}/0.png" for number in range(9)), *(f"notes{number}/a.txt" for number in range(3)))
    told = [text_of(message) for message in list_examples(tmp_path).said]
    assert told[0] == (
        "The folders “more0”, “more1”, “more2”, “more3” and 5 more are no parts of the data: 9 images are left out."
    )
    assert told[1].startswith("The folders “notes0”, “notes1” and “notes2” hold no images that are read, but 3 files")
    assert len(told) == 2


def test_a_test_folder_without_classes_is_left_out_by_name(tmp_path: Path) -> None:
    write(tmp_path, "train/cat/0.png", "train/dog/0.png", "test/0.png", "test/1.png")
    assert listed(tmp_path) == {("cat", TRAIN): 1, ("dog", TRAIN): 1}
    assert "“test” has no folder per class: 2 images are left out." in said(tmp_path)


def test_a_folder_without_images_is_left_out_and_said(tmp_path: Path) -> None:
    write(tmp_path, "cat/0.png", "dog/0.png", "sentiment/reviews.csv")
    (tmp_path / "empty").mkdir()
    assert listed(tmp_path) == {("cat", None): 1, ("dog", None): 1}
    assert "The folder “empty” holds no images: it is left out." in said(tmp_path)
    assert "“sentiment” holds no images that are read, but 1 file (.csv: tables): it is left out." in said(tmp_path)


def test_the_parent_of_the_data_can_be_chosen(tmp_path: Path) -> None:
    write(tmp_path, *(f"chest/{part}/{label}/0.png" for part in ("train", "test") for label in ("ok", "ill")))
    write(tmp_path, "sentiment/reviews.csv", "notes/plan.txt")
    assert given_parts(tmp_path) == {TRAIN, TEST}
    assert "“sentiment”" in said(tmp_path)
    assert "“notes”" in said(tmp_path)


def test_files_that_are_not_read_are_named_beside_those_that_are(tmp_path: Path) -> None:
    write(tmp_path, "cat/0.png", "cat/1.HEIC", "cat/2.heic", "dog/0.png", "dog/x.mha", "dog/notes.txt")
    assert "Not read: 2 files (.heic: photographs in HEIF" in said(tmp_path)
    assert ".mha" in said(tmp_path)
    assert ".txt" not in said(tmp_path)


# ---- names of classes


@pytest.mark.parametrize("other", ["CAT", " cat", unicodedata.normalize("NFC", "cat"), "ca\u200bt"])
def test_classes_spelt_alike_are_matched_in_parts(tmp_path: Path, other: str) -> None:
    write(tmp_path, "train/cat/0.png", "train/cat/1.png", "train/dog/0.png", f"test/{other}/2.png", "test/dog/1.png")
    assert listed(tmp_path)["cat", TEST] == 1
    assert ("spelt alike" in said(tmp_path)) == (other != "cat")


def test_umlauts_are_matched_whatever_they_are_made_of(tmp_path: Path) -> None:
    composed, decomposed = unicodedata.normalize("NFC", "müde"), unicodedata.normalize("NFD", "müde")
    write(tmp_path, f"train/{composed}/0.png", f"train/{composed}/1.png", "train/wach/0.png")
    write(tmp_path, f"test/{decomposed}/0.png", "test/wach/0.png")
    assert listed(tmp_path) == {(composed, TRAIN): 2, ("wach", TRAIN): 1, (composed, TEST): 1, ("wach", TEST): 1}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell such names apart")
def test_classes_that_one_part_tells_apart_stay_apart(tmp_path: Path) -> None:
    write(tmp_path, "train/cat/0.png", "train/CAT/0.png", "train/dog/0.png", "test/cat/1.png", "test/dog/1.png")
    assert {label for label, _ in listed(tmp_path)} == {"cat", "CAT", "dog"}
    write(tmp_path / "plain", "cat/0.png", "CAT/0.png")
    assert {label for label, _ in listed(tmp_path / "plain")} == {"cat", "CAT"}  # the audit says so


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize(
    ("raw", "label"), [(b"R\xf6ntgen", "Röntgen"), (b"R\x94ntgen", "Röntgen"), (b"\xa9\x81", "\\xa9\\x81")]
)
def test_a_class_folder_whose_name_is_not_unicode_is_read(tmp_path: Path, raw: bytes, label: str) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw))
    write(odd, os.fsdecode(b"Bild_\xe4.png"), "1.png")
    write(tmp_path, "normal/0.png")
    assert listed(tmp_path) == {("normal", None): 1, (label, None): 2}
    assert f"is read as “{label}”" in said(tmp_path)
    said(tmp_path).encode("utf-8")


# ---- what systems leave behind


@pytest.mark.parametrize(
    "name",
    [
        "__MACOSX", "@eaDir", "lost+found", "$RECYCLE.BIN", "$Recycle.Bin", "System Volume Information", "RECYCLER",
        ".ipynb_checkpoints", ".Trash-1000", ".Trashes", "#recycle", "@Recycle", "__pycache__", "found.000",
    ],
)  # fmt: skip
def test_folders_of_systems_are_passed_over_and_counted(tmp_path: Path, name: str) -> None:
    write(tmp_path, "cat/0.png", "dog/0.png", f"{name}/cat/0.png", f"cat/{name}/0.png/thumb.jpg")
    listing = list_examples(tmp_path)
    assert found(listing) == {("cat", None): 1, ("dog", None): 1}
    assert listing.skipped == 2
    assert listing.passed_over
    assert not listing.said


def test_files_of_systems_are_passed_over_and_counted(tmp_path: Path) -> None:
    write(tmp_path, "cat/0.png", "dog/0.png", "cat/Thumbs.db", "cat/desktop.ini", "dog/._0.png", "dog/.DS_Store")
    listing = list_examples(tmp_path)
    assert (len(listing.examples), listing.skipped) == (2, 4)
    assert (
        text_of(listing.passed_over) == "Passed over: 2 hidden files and folders, 2 of the system (such as Thumbs.db)."
    )


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("target", [".", "..", "../..", "../dog/back", "itself"])
def test_links_that_lead_back_up_are_passed_over_and_counted(tmp_path: Path, target: str) -> None:
    data = write(tmp_path / "data", "cat/0.png", "dog/0.png")
    (data / "dog" / "back").symlink_to("../cat", target_is_directory=True)
    (data / "cat" / "itself").symlink_to(target, target_is_directory=True)
    listing = list_examples(data)
    assert found(listing) == {("cat", None): 1, ("dog", None): 2}
    assert "lead" in text_of(listing.passed_over)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_the_folder_itself_is_no_class(tmp_path: Path) -> None:
    write(tmp_path, "cat/0.png", "dog/0.png")
    (tmp_path / "all").symlink_to(tmp_path, target_is_directory=True)
    assert listed(tmp_path) == {("cat", None): 1, ("dog", None): 1}


@pytest.mark.skipif(os.name == "nt", reason="there are no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, "cat/0.png", "dog/0.png")
    os.mkfifo(tmp_path / "cat" / "1.png")
    assert listed(tmp_path).total() == 2


# ---- what holds no images


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (("benign/IMG_0.HEIC", "malignant/IMG_1.HEIC"), "2 files (.heic: photographs in HEIF"),
        (("a/0.mha", "b/1.mha"), ".mha"),
        (("pos/0.txt", "neg/1.txt", "neg/2.txt"), "3 files (.txt: text)"),
        (("reviews.txt",), "Frostline learns from images"),
        (("cats.zip", "dogs.zip"), "2 files (.zip: archives). Unpack them"),
        (("saved_model.pb", "variables/variables.index"), "1 file (.pb: networks)"),
        (("data-00.tfrecord",), "packed for TensorFlow"),
        (("data.tfrecord-00000-of-00002", "data.tfrecord-00001-of-00002"), "2 files (.tfrecord"),
        (("train-images-idx3-ubyte", "train-labels-idx1-ubyte"), "arrays of numbers"),
        (("train.parquet",), ".parquet"),
        (("x.npz",), ".npz"),
    ],
)
def test_a_folder_without_images_is_refused_by_what_it_holds(tmp_path: Path, files: tuple[str, ...], told: str) -> None:
    assert told in refusal(write(tmp_path, *files))


def test_one_class_is_refused_with_what_was_left_out(tmp_path: Path) -> None:
    text = refusal(write(tmp_path, "cat/0.png", "dog/0.heic"))
    assert "only one class, “cat”" in text
    assert ".heic" in text
    assert "“dog”" in text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("images.zip", b"", "Unpack"),
        ("images.dat", b"PK\x03\x04", "Unpack"),
        ("network.h5", b"", "backbones"),
        ("network.keras", b"", "backbones"),
        ("saved_model.pb", b"", "backbones"),
        ("images.npz", b"", "Save each picture"),
        ("train.parquet", b"", "of its own"),
        ("a.tfrecord", b"", "of its own"),
        ("reviews.txt", b"great film", "seems to hold text"),
        ("0.png", b"", "single image"),
        ("0.HEIC", b"", "photographs in HEIF"),
        ("anything", b"?", "neither a folder nor a table"),
    ],
)
def test_a_file_that_is_no_list_is_refused_by_what_it_is(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert told in refusal(tmp_path / name)
