"""Dataset: kept in a plain table and told apart by what training sees."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.dataset.dataset import Dataset, Example, Split
from core.errors import UserError
from core.messages import Message
from core.modalities.images.facts import PictureFacts

IMAGES = (
    Example(
        file="dog/ü, “1”.png", label="dog", subject="p1", split=Split.TRAIN, sha256="a" * 64,
        facts=PictureFacts(width=3, height=4, bits=16), size=99, modified=1_700_000_000_123_456_789,
    ),
    Example(file="cat/2\n.png", label="cat", split=Split.TEST, sha256="b" * 64, facts=PictureFacts(width=3, height=4)),
    Example(file="cat/3.png", label="cat", facts=PictureFacts(bits=32), problem=Message("file-not-there")),
)  # fmt: skip


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(folder=tmp_path, examples=IMAGES)


def test_what_is_saved_is_loaded(dataset: Dataset, tmp_path: Path) -> None:
    dataset.save(tmp_path / "dataset.csv")
    assert Dataset.load(tmp_path / "dataset.csv") == dataset


def test_a_file_name_that_is_no_text_is_kept(tmp_path: Path) -> None:
    dataset = Dataset(folder=tmp_path, examples=(Example(file="cat/\udce4.png", label="cat"),))
    dataset.save(tmp_path / "dataset.csv")
    assert Dataset.load(tmp_path / "dataset.csv") == dataset


HEADER = "file,class,subject,split,sha256,width,height,bits,size,modified,problem\n"


@pytest.mark.parametrize(
    "content", ["", "file,class\na.png,cat\n", "\0", HEADER + "a.png,cat,,\n", HEADER + "a.png,cat,,half,,1,1,8,1,1,\n"]
)
def test_a_damaged_table_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "dataset.csv").write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match="cannot be read"):
        Dataset.load(tmp_path / "dataset.csv")


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        Dataset.load(tmp_path / "dataset.csv")


def test_classes_are_in_alphabetical_order(dataset: Dataset) -> None:
    assert dataset.classes == ("cat", "dog")


def test_what_cannot_be_read_counts_for_nothing(dataset: Dataset) -> None:
    assert dataset.readable == IMAGES[:2]
    assert dataset.problems == IMAGES[2:]
    assert dataset.of(Split.TEST) == IMAGES[1:2]


def test_the_fingerprint_changes_with_what_training_sees_and_with_nothing_else(dataset: Dataset) -> None:
    def fingerprint(**changes: Any) -> str:
        return dataset.with_examples([replace(IMAGES[0], **changes), *IMAGES[1:]]).fingerprint

    assert fingerprint(file="elsewhere.png", modified=1) == dataset.fingerprint
    assert len({fingerprint(label="cat"), fingerprint(sha256="c" * 64), fingerprint(split=None)}) == 3
    assert fingerprint(label="cat") != dataset.fingerprint


def test_an_image_outside_the_folder_keeps_its_path(dataset: Dataset, tmp_path: Path) -> None:
    outside = tmp_path.parent / "outside.png"
    assert dataset.path(Example(file=outside.as_posix(), label="cat")) == outside
    assert dataset.path(IMAGES[0]) == tmp_path / "dog" / "ü, “1”.png"
