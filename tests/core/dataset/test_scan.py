"""Scan: any usual layout is recognised, and what cannot be used is said."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.dataset.dataset import Dataset, Split
from core.dataset.folder_meaning import named
from core.dataset.listing import given_parts
from core.dataset.scan import scan
from core.dataset.subjects import Pseudonyms
from core.errors import JobStopped, UserError
from core.events import Event, Noticed, Progress
from core.jobs import Job
from core.messages import Message
from core.modalities.images.decoding import DecodePool, ImageLimits
from core.modalities.images.facts import PictureFacts, picture_facts
from core.storage.files import sha256_of_file
from core.wording.catalogue import text_of, words_of
from tests.core.modalities.images.pictures import write_classes, write_picture, write_pixels


def labels(dataset: Dataset) -> dict[str, str]:
    return {image.file: image.label for image in dataset.examples}


def splits(dataset: Dataset) -> dict[str, Split | None]:
    return {image.file: image.split for image in dataset.examples}


def write_table(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "images.csv").write_text(text, encoding="utf-8")
    return folder / "images.csv"


def refusal(source: Path, pool: DecodePool) -> str:
    with pytest.raises(UserError) as caught:
        scan(source, Job(), pool=pool)
    assert words_of(caught.value.message).hint
    return text_of(caught.value.message)


# ---- folders


def test_a_folder_per_class_is_recognised(tmp_path: Path, pool: DecodePool) -> None:
    dataset = scan(write_classes(tmp_path, 2), Job(), pool=pool)
    assert labels(dataset) == {"cat/0.png": "cat", "cat/1.png": "cat", "dog/0.png": "dog", "dog/1.png": "dog"}
    assert set(splits(dataset).values()) == {None}


def test_each_image_is_looked_at(tmp_path: Path, pool: DecodePool) -> None:
    write_classes(tmp_path, 1)
    write_pixels(tmp_path / "cat" / "deep.png", np.zeros((3, 5), np.uint16))
    image = scan(tmp_path, Job(), pool=pool).examples[1]
    status = (tmp_path / "cat" / "deep.png").stat()
    assert (image.file, image.facts) == ("cat/deep.png", PictureFacts(width=5, height=3, bits=16))
    assert (image.size, image.modified) == (status.st_size, status.st_mtime_ns)
    assert image.sha256 == sha256_of_file(tmp_path / "cat" / "deep.png")


def test_folders_in_a_class_belong_to_it(tmp_path: Path, pool: DecodePool) -> None:
    write_classes(tmp_path, 1)
    write_picture(tmp_path / "cat" / "old" / "1.png")
    assert labels(scan(tmp_path, Job(), pool=pool))["cat/old/1.png"] == "cat"


def test_a_link_back_up_is_followed_once(tmp_path: Path, pool: DecodePool) -> None:
    write_classes(tmp_path, 1)
    (tmp_path / "cat" / "loop").symlink_to(tmp_path / "cat", target_is_directory=True)
    assert len(scan(tmp_path, Job(), pool=pool).examples) == 2


@pytest.mark.parametrize(
    "words", [("train", "val", "test"), ("Training", "valid", "Test"), ("train", "validation", "test")]
)
def test_train_validation_and_test_folders_are_recognised(
    tmp_path: Path, pool: DecodePool, words: tuple[str, str, str]
) -> None:
    for word in words:
        write_classes(tmp_path / word, 1)
    dataset = scan(tmp_path, Job(), pool=pool)
    assert dataset.classes == ("cat", "dog")
    assert [splits(dataset)[f"{word}/cat/0.png"] for word in words] == list(Split)


def test_a_class_may_be_called_test(tmp_path: Path, pool: DecodePool) -> None:
    dataset = scan(write_classes(tmp_path, 1, ("control", "test")), Job(), pool=pool)
    assert dataset.classes == ("control", "test")
    assert set(splits(dataset).values()) == {None}


def test_a_class_may_be_called_train(tmp_path: Path, pool: DecodePool) -> None:
    assert scan(write_classes(tmp_path, 1, ("bus", "train")), Job(), pool=pool).classes == ("bus", "train")


def test_hidden_files_and_other_types_are_skipped_and_counted(tmp_path: Path, pool: DecodePool) -> None:
    write_classes(tmp_path, 1)
    for name in ("notes.txt", ".hidden", "cat/.DS_Store", "cat/Thumbs.db", "dog/._0.png", ".cache/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    dataset = scan(tmp_path, Job(), pool=pool)
    assert len(dataset.examples) == 2
    assert dataset.skipped == 6


def test_what_cannot_be_read_is_listed_with_the_reason(tmp_path: Path, pool: DecodePool) -> None:
    write_classes(tmp_path, 1)
    (tmp_path / "cat" / "broken.png").write_bytes(b"no image")
    dataset = scan(tmp_path, Job(), pool=pool)
    assert [image.file for image in dataset.problems] == ["cat/broken.png"]
    assert "not an image" in text_of(dataset.problems[0].problem)
    assert len(dataset.readable) == 2


def test_images_above_the_limit_of_pixels_are_listed(tmp_path: Path) -> None:
    write_classes(tmp_path, 1)
    write_picture(tmp_path / "cat" / "large.png", size=(50, 50))
    with DecodePool(ImageLimits(pixels=2000), workers=1) as pool:
        dataset = scan(tmp_path, Job(), pool=pool)
    assert [image.file for image in dataset.problems] == ["cat/large.png"]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, pool: DecodePool) -> None:
    assert "There is no" in refusal(tmp_path / "nowhere", pool)


def test_a_folder_without_classes_is_refused(tmp_path: Path, pool: DecodePool) -> None:
    assert "holds neither images nor texts" in refusal(tmp_path, pool)


def test_images_outside_class_folders_are_refused(tmp_path: Path, pool: DecodePool) -> None:
    write_picture(tmp_path / "0.png")
    assert "are not in folders" in refusal(tmp_path, pool)


def test_one_class_is_refused(tmp_path: Path, pool: DecodePool) -> None:
    assert "only one class, “cat”" in refusal(write_classes(tmp_path, 2, ("cat",)), pool)


def test_an_empty_class_folder_is_left_out(tmp_path: Path, pool: DecodePool) -> None:
    write_classes(tmp_path, 1)
    (tmp_path / "empty").mkdir()
    events: list[Event] = []
    assert scan(tmp_path, Job(events.append), pool=pool).classes == ("cat", "dog")
    assert Noticed(message=Message("folders-without-images", folders=named(["empty"]), number=1), stays=True) in events


def test_a_file_that_is_no_table_is_refused(tmp_path: Path, pool: DecodePool) -> None:
    assert "neither a folder nor a table" in refusal(write_picture(tmp_path / "a.png"), pool)


# ---- tables


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for number in range(4):
        write_picture(tmp_path / "images" / f"{number}.png", seed=number)
    return tmp_path


def test_a_table_is_read(pictures: Path, pool: DecodePool) -> None:
    table = write_table(
        pictures,
        "file,class,subject,split\nimages/0.png,cat,p1,train\nimages/1.png,dog,p2,val\nimages/2.png,dog,,\n",
    )
    names = Pseudonyms("ab12")
    dataset = scan(table, Job(), pool=pool, pseudonyms=names)
    found = [(image.file, image.label, image.subject, image.split) for image in dataset.examples]
    assert found == [
        ("images/0.png", "cat", names.of("p1"), Split.TRAIN),
        ("images/1.png", "dog", names.of("p2"), Split.VALIDATION),
        ("images/2.png", "dog", "", None),
    ]
    assert dataset.folder == pictures
    assert len(dataset.readable) == 3


@pytest.mark.parametrize(
    "text",
    [
        "Class, FILE\ncat,images/0.png\ndog, images/1.png\n",
        "file;class;subject\nimages/0.png;cat;1\nimages/1.png;dog;2\n",
        "\ufefffile\tclass\r\nimages/0.png\tcat\r\n\r\nimages/1.png\tdog\r\n",
        '"file","class"\n"images/0.png","cat"\n"./images/1.png","dog"\n',
    ],
)
def test_a_table_may_be_written_in_any_usual_way(pictures: Path, pool: DecodePool, text: str) -> None:
    assert labels(scan(write_table(pictures, text), Job(), pool=pool)) == {
        "images/0.png": "cat",
        "images/1.png": "dog",
    }


def test_a_table_is_found_in_its_folder(pictures: Path, pool: DecodePool) -> None:
    write_table(pictures, "file,class\nimages/0.png,cat\nimages/1.png,dog\n")
    (pictures / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert len(scan(pictures, Job(), pool=pool).readable) == 2


def test_several_tables_in_a_folder_are_refused(pictures: Path, pool: DecodePool) -> None:
    write_table(pictures, "file,class\nimages/0.png,cat\n")
    (pictures / "second.csv").write_text("file,class\n", encoding="utf-8")
    assert "“images.csv”, “second.csv”" in refusal(pictures, pool)


def test_files_outside_the_folder_keep_their_whole_path(pictures: Path, pool: DecodePool) -> None:
    table = write_table(pictures / "table", f"file,class\n../images/0.png,cat\n{pictures}/images/1.png,dog\n")
    dataset = scan(table, Job(), pool=pool)
    assert [dataset.path(image) for image in dataset.readable] == [pictures / "images" / f"{n}.png" for n in (0, 1)]


def test_a_listed_file_that_is_not_there_is_a_problem_of_its_own(pictures: Path, pool: DecodePool) -> None:
    dataset = scan(write_table(pictures, "file,class\nimages/0.png,cat\nimages/9.png,dog\n"), Job(), pool=pool)
    assert [(image.file, text_of(image.problem)) for image in dataset.problems] == [
        ("images/9.png", "The file is not there.")
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no columns named file and class"),
        ("where,what\nhere,cat\n", "no column that names files. It has “where” and “what”"),
        ("file,class\n", "no classes"),
        ("file,class\nimages/0.png,cat\n", "only one class"),
        ("file,class\nimages/0.png,cat\nimages/1.png,\n", "Row 3 of “images.csv” has no class"),
        ("file,class\n,cat\n", "Row 2 of “images.csv” has no file"),
        ("file,class\nimages/0.png\n", "Row 2 of “images.csv” has no class"),
        ("file,class,split\nimages/0.png,cat,half\n", "Row 2 of “images.csv” has the split “half”"),
        ("file,class\nimages/0.png,cat\nimages/./0.png,dog\n", "twice, in rows 2 and 3"),
        ("file,class\n8.png,cat\n9.png,dog\n", "None of the files"),
        ('file,class\n"images/0.png,cat\n', "not a sound CSV file"),
    ],
)
def test_a_table_with_a_mistake_is_refused(pictures: Path, pool: DecodePool, text: str, message: str) -> None:
    assert message in refusal(write_table(pictures, text), pool)


def test_a_table_in_another_encoding_is_refused(pictures: Path, pool: DecodePool) -> None:
    table = write_table(pictures, "")
    table.write_bytes("file,class\nimages/0.png,Bär\n".encode("latin-1"))
    assert "not in UTF-8" in refusal(table, pool)


# ---- what is known


def test_unchanged_files_are_not_opened_again(tmp_path: Path) -> None:
    write_classes(tmp_path, 2)
    (tmp_path / "cat" / "broken.png").write_bytes(b"no image")
    with DecodePool(workers=1) as pool:
        known = scan(tmp_path, Job(), pool=pool)
    with DecodePool(workers=1) as pool:
        assert scan(tmp_path, Job(), known=known, pool=pool) == known
        assert not pool.is_running


def test_changed_files_are_looked_at_again(tmp_path: Path, pool: DecodePool) -> None:
    write_classes(tmp_path, 2)
    known = scan(tmp_path, Job(), pool=pool)
    path = write_picture(tmp_path / "cat" / "0.png", seed=99, size=(20, 20))
    os.utime(path, ns=(1, 1))
    image = scan(tmp_path, Job(), known=known, pool=pool).examples[0]
    assert (picture_facts(image).width, image.sha256) == (20, sha256_of_file(path))


def test_a_problem_of_a_file_that_was_mended_is_forgotten(tmp_path: Path, pool: DecodePool) -> None:
    write_classes(tmp_path, 1)
    known = scan(tmp_path, Job(), pool=pool)
    known = known.with_examples(
        [replace(known.examples[0], problem=Message("damaged-or-unknown"), modified=1), known.examples[1]]
    )
    assert scan(tmp_path, Job(), known=known, pool=pool).problems == ()


def test_what_was_drawn_before_is_not_taken_for_given(tmp_path: Path, pool: DecodePool) -> None:
    write_classes(tmp_path, 1)
    known = scan(tmp_path, Job(), pool=pool)
    drawn = known.with_examples(replace(image, split=Split.TEST) for image in known.examples)
    assert scan(tmp_path, Job(), known=drawn, pool=pool) == known


def test_a_scan_reports_its_progress_and_can_be_stopped(tmp_path: Path) -> None:
    write_classes(tmp_path, 20)
    events: list[Event] = []

    def stop_at_once(event: Event) -> None:
        events.append(event)
        job.stop()

    job = Job(stop_at_once)
    with DecodePool(workers=1) as pool, pytest.raises(JobStopped):
        scan(tmp_path, job, pool=pool)
    assert isinstance(events[0], Progress)
    assert events[0].total == 40


def test_the_real_chest_radiographs_are_found(shared_data: Path, pool: DecodePool) -> None:
    dataset = scan(shared_data / "chest_xray", Job(), pool=pool)
    assert len(dataset.readable) == 624
    assert dataset.classes == ("NORMAL", "PNEUMONIA")
    assert len({image.sha256 for image in dataset.readable}) == 618


# ---- what the source gives


def test_the_parts_that_folders_give_are_told(tmp_path: Path) -> None:
    write_classes(tmp_path / "plain", 1)
    for part in ("Train", "val", "extra"):
        write_classes(tmp_path / "split" / part, 1)

    assert given_parts(tmp_path / "plain") == frozenset()
    assert given_parts(tmp_path / "split") == {Split.TRAIN, Split.VALIDATION}


def test_the_parts_that_a_table_gives_are_told(tmp_path: Path) -> None:
    table = write_table(tmp_path, "file,class,split\na.png,cat,train\nb.png,dog,\nc.png,dog,test\n")

    assert given_parts(table) == given_parts(tmp_path) == {Split.TRAIN, Split.TEST}
