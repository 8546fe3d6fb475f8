"""Which kind of data a source holds is decided by what lies in it."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

import core.dataset.modality_of_source
from core.dataset.listing import list_examples
from core.dataset.modality_of_source import modality_of_source
from core.modalities.images.image_files import ImageFiles
from core.modalities.images.modality import Images


class _Notes(ImageFiles):
    """Files of text, of which images know nothing."""

    def is_example(self, path: Path) -> bool:
        return path.suffix == ".txt"


@dataclass(frozen=True)
class _Texts(Images):
    name: str = "texts"
    files: ImageFiles = field(default_factory=_Notes)


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.dataset.modality_of_source, "MODALITIES", (Images(), _Texts()))


def write_notes(folder: Path) -> None:
    for label in "ab":
        (folder / label).mkdir(parents=True)
        (folder / label / "1.txt").write_text("a note", encoding="utf-8")


def test_a_folder_in_which_one_kind_finds_something_is_of_that_kind(tmp_path: Path) -> None:
    write_notes(tmp_path)

    assert modality_of_source(tmp_path).name == "texts"
    assert [one.example.file for one in list_examples(tmp_path).examples] == ["a/1.txt", "b/1.txt"]


def test_where_several_kinds_find_something_the_first_wins(tmp_path: Path) -> None:
    write_notes(tmp_path)
    Image.new("L", (8, 8)).save(tmp_path / "a" / "1.png")

    assert modality_of_source(tmp_path).name == "images"


@pytest.mark.parametrize("name", ["nothing", "table.csv"])
def test_where_no_kind_finds_anything_it_is_images(tmp_path: Path, name: str) -> None:
    (tmp_path / "table.csv").write_text("file,class\n", encoding="utf-8")

    assert modality_of_source(tmp_path / name).name == "images"


def test_who_knows_the_kind_says_it(tmp_path: Path) -> None:
    write_notes(tmp_path)
    Image.new("L", (8, 8)).save(tmp_path / "a" / "1.png")

    listing = list_examples(tmp_path, modality=_Texts())

    assert [one.example.file for one in listing.examples] == ["a/1.txt", "b/1.txt"]
