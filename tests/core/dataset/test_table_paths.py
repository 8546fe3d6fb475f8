"""Paths in tables: found where just one file fits, and it is said how; never guessed."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from core.dataset.dataset import Example
from core.dataset.listing import list_examples
from core.wording.catalogue import text_of
from tests.core.dataset.tables import folder_of, listed, problems, refusal, table_of

FILES = ("img/a.png", "img/b.png", "img/c.png", "img/d.png")
LABELS = ("cat", "cat", "dog", "dog")
FOUND = dict(zip(FILES, LABELS, strict=True))


def table_with(folder: Path, paths: tuple[str, ...], labels: tuple[str, ...] = LABELS) -> Path:
    rows = "".join(f'"{path}",{label}\n' for path, label in zip(paths, labels, strict=True))
    return table_of(folder, f"file,class\n{rows}")


@pytest.mark.parametrize(
    ("write", "how"),
    [
        (r"img\{}.png", "backslashes"),
        (r".\img\{}.png", "backslashes"),
        (r"C:\data\study 1\img\{}.png", "backslashes between folders and by the end of the path"),
        (r"D:img\{}.png", "backslashes"),
        (r"\\server\share\img\{}.png", "by the end of the path"),
        ("C:/data/img/{}.png", "by the end of the path"),
        ("/home/someone/data/img/{}.png", "by the end of the path"),
        ("../data/img/{}.png", "by the end of the path"),
        ("IMG/{}.PNG", "without regard to case"),
        ("img/{}", "without their ending"),
        ("{}", "without their ending and by the end of the path"),
        ("{}.png", "by the end of the path"),
        ("{}.jpg", "under another ending"),
        ("set1/img/{}.png", "by the end of the path"),
        ("img/new/{}.png", "by the end of the path"),
        ("  img/{}.png ", ""),
        ("'img/{}.png'", ""),
        ("img//{}.png", ""),
        ("file:///C:/data/img/{}.png", "as addresses"),
        ("file:///home/me/img/{}.png", "as addresses"),
        ("https://example.org/img/{}.png?size=2", "as addresses"),
        ("img%2F{}.png", "percent"),
    ],
)
def test_a_path_is_found_however_it_is_written(tmp_path: Path, write: str, how: str) -> None:
    folder_of(tmp_path, FILES)
    table = table_with(tmp_path, tuple(write.format(letter) for letter in "abcd"))
    assert listed(table) == FOUND
    said = " ".join(map(text_of, list_examples(table).said))
    assert how in said
    assert ("4 of 4 paths were found" in said) == bool(how)


Form = Literal["NFC", "NFD"]


@pytest.mark.parametrize(("on_disk", "in_table"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_umlauts_may_be_composed_in_another_way(tmp_path: Path, on_disk: Form, in_table: Form) -> None:
    names = ("Jörg/Ärztin 1.png", "Jörg/Ärztin 2.png", "Jörg/ß.png", "Jörg/é.png")
    folder_of(tmp_path, (unicodedata.normalize(on_disk, name) for name in names))
    table = table_with(tmp_path, tuple(unicodedata.normalize(in_table, name) for name in names))
    assert len(listed(table)) == 4
    assert "3 of 4 paths were found without regard to how accents are composed." in " ".join(
        map(text_of, list_examples(table).said)
    ) or ("4 of 4" in " ".join(map(text_of, list_examples(table).said)))


def test_numbers_are_found_that_a_spreadsheet_has_shortened(tmp_path: Path) -> None:
    folder_of(tmp_path, ("0007.png", "0012.png", "0100.png", "1000.png"))
    table = table_with(tmp_path, ("7", "12", "100.0", "1000"))
    assert listed(table) == {"0007.png": "cat", "0012.png": "cat", "0100.png": "dog", "1000.png": "dog"}
    assert "zeros in front" in " ".join(map(text_of, list_examples(table).said))


def test_a_table_may_lie_beside_the_folder_of_images(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    table = table_with(tmp_path / "tables", FILES)
    assert len(listed(table)) == 4


def test_a_note_beside_an_image_is_not_taken_for_it(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    (tmp_path / "img" / "a.txt").write_text("no image", encoding="utf-8")
    assert listed(table_with(tmp_path, ("img/a", "img/b", "img/c", "img/d"))) == FOUND


def test_links_to_folders_are_followed_once(tmp_path: Path) -> None:
    folder_of(tmp_path / "disk", ("1.png", "2.png"))
    table = table_of(tmp_path / "lists", "file,class\nD:\\x\\1.png,cat\nD:\\x\\2.png,dog\n")
    (table.parent / "images").symlink_to(tmp_path / "disk", target_is_directory=True)
    (tmp_path / "disk" / "up").symlink_to(table.parent, target_is_directory=True)
    (table.parent / "images.csv").mkdir()
    assert listed(table.parent) == {"images/1.png": "cat", "images/2.png": "dog"}


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_name_on_disk_that_is_no_unicode_is_found(tmp_path: Path) -> None:
    folder_of(tmp_path, ("1.png", "2.png"))
    (tmp_path / "1.png").rename(tmp_path / os.fsdecode(b"R\xf6ntgen.png"))
    table = table_of(tmp_path, "file,class\nRöntgen.png,cat\n2.png,dog\n")
    assert sorted(listed(table).values()) == ["cat", "dog"]


def test_where_several_files_fit_none_is_guessed(tmp_path: Path) -> None:
    folder_of(tmp_path, ("p1/1.png", "p2/1.png", "p3/2.png"))
    listing = list_examples(table_of(tmp_path, "file,class\n1.png,cat\n2.png,dog\n"))
    assert problems(listing) == {"1.png": "Several files fit what the table says."}
    said = " ".join(map(text_of, listing.said))
    assert "row 2, “1.png”: “p1/1.png”, “p2/1.png”" in said
    assert "1 of 2 paths fit several files" in said


def test_folders_decide_between_files_of_one_name(tmp_path: Path) -> None:
    folder_of(tmp_path, ("p1/x/1.png", "p2/x/1.png", "p1/y/1.png"))
    table = table_of(
        tmp_path, "file,class\nE:\\all\\p1\\x\\1.png,cat\nE:\\all\\p2\\x\\1.png,dog\nE:\\p1\\y\\1.png,dog\n"
    )
    assert listed(table) == {"p1/x/1.png": "cat", "p2/x/1.png": "dog", "p1/y/1.png": "dog"}


def test_a_file_of_another_folder_does_not_stand_in_for_one_that_is_lost(tmp_path: Path) -> None:
    folder_of(tmp_path, ("p2/1.png", "p2/2.png", "p3/9.png"))
    table = table_of(tmp_path, "file,class\np1/1.png,cat\np2/1.png,dog\np1/2.png,cat\np4/2.png,dog\np3/9.png,cat\n")
    listing = list_examples(table)
    assert set(problems(listing)) == {"p1/1.png", "p1/2.png", "p4/2.png"}
    assert listed(table) == {"p2/1.png": "dog", "p3/9.png": "cat"}


def test_files_that_differ_in_case_only_are_two(tmp_path: Path) -> None:
    folder_of(tmp_path, ("a.png", "A.png", "b.png"))
    table = table_of(tmp_path, "file,class\na.png,cat\nA.png,dog\nB.PNG,dog\n")
    assert listed(table) == {"a.png": "cat", "A.png": "dog", "b.png": "dog"}


def test_what_lies_near_is_named_where_nothing_is_found(tmp_path: Path) -> None:
    folder_of(tmp_path, ("img/scan_001.png", "img/scan_002.png"))
    text = refusal(table_of(tmp_path, "file,class\nimg/scna_001.png,cat\nimg/scna_002.png,dog\n"))
    assert "Row 2 names “img/scna_001.png”" in text
    assert "“img/scan_001.png”" in text


def test_the_first_row_whose_file_is_lost_is_named(tmp_path: Path) -> None:
    folder_of(tmp_path, ("scan_001.png", "scan_002.png"))
    listing = list_examples(table_of(tmp_path, "file,class\nscan_001.png,cat\nscan_002.png,dog\nscan_oo3.png,dog\n"))
    assert problems(listing) == {"scan_oo3.png": "The file is not there."}
    assert "1 of 3 paths were not found. The first is in row 4, “scan_oo3.png”; near it: “scan_00" in " ".join(
        map(text_of, listing.said)
    )


@pytest.mark.parametrize(("case", "files"), [("backslash", "img/i0_00.png"), ("no_ending", "i0_00.png")])
def test_the_reported_paths_are_found(shared_cases: Path, case: str, files: str) -> None:
    images: list[Example] = [one.example for one in list_examples(shared_cases / "csv-paths" / case).examples]
    assert files in {image.file for image in images}
    assert [sum(image.label == label for image in images) for label in ("normal", "sick")] == [6, 6]
    assert not any(image.problem for image in images)
