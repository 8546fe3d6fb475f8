"""Sample: honestly named, and the same each time."""

from __future__ import annotations

from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path

import pytest

from core.dataset.dataset import Split
from core.dataset.decoding import DecodePool
from core.dataset.sample import write_sample
from core.dataset.scan import scan
from core.dataset.split import Fractions, split_dataset
from core.errors import UserError
from core.jobs import Job


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("sample"), Job())


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def test_it_is_the_same_each_time(table: Path, tmp_path: Path) -> None:
    write_sample(tmp_path / "again", Job())
    assert contents(tmp_path / "again") == contents(table.parent)


def test_it_says_that_it_is_synthetic(table: Path) -> None:
    assert (table.parent / "README.txt").read_text(encoding="utf-8").startswith("This dataset is synthetic.")


def test_it_holds_sixty_subjects_of_two_classes(table: Path, pool: DecodePool) -> None:
    dataset = scan(table.parent, Job(), pool=pool)
    assert len(dataset.readable) == 240
    assert Counter(image.label for image in dataset.images) == {"nodule": 120, "normal": 120}
    assert set(Counter(image.subject for image in dataset.images).values()) == {4}
    assert {(image.width, image.height, image.bits) for image in dataset.images} == {(256, 256, 16)}


def test_it_is_split_by_subject(table: Path, pool: DecodePool) -> None:
    dataset = split_dataset(scan(table, Job(), pool=pool), Fractions(), seed=0)
    subjects = defaultdict(set)
    for image in dataset.images:
        subjects[image.split].add(image.subject)
    assert [len(subjects[part]) for part in Split] == pytest.approx([42, 9, 9], abs=1)


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="not an empty folder"):
        write_sample(tmp_path, Job())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
