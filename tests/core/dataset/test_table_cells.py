"""Cells of a table: what stands in a wrong column, holds nothing or holds too much is said, and never guessed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from core.dataset.class_names import key_of
from core.dataset.columns import Columns, ColumnsUnknown
from core.dataset.dataset import Split
from core.dataset.listing import list_examples
from core.errors import UserError
from core.wording.catalogue import text_of
from tests.core.dataset.tables import folder_of, listed, problems, refusal, table_of

FILES = tuple(f"{number}.png" for number in range(1, 7))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path, FILES)


def table(folder: Path, *labels: str, header: str = "file,class") -> Path:
    rows = (f"{file},{label}" for file, label in zip(FILES, labels, strict=False))
    return table_of(folder, "\n".join([header, *rows]))


def test_a_row_whose_cells_are_shifted_by_a_comma_is_left_out(folder: Path) -> None:
    shifted = table(folder, "cough,ill", "fever, chills,ill", "none,well", header="file,note,class")
    listing = list_examples(shifted)
    assert listed(shifted) == {"1.png": "ill", "3.png": "well"}
    assert "more cells" in problems(listing)["2.png"]
    assert any("Row 3 of “labels.csv” has more cells" in text for text in map(text_of, listing.said))


def test_empty_cells_behind_the_last_column_are_no_harm(folder: Path) -> None:
    assert listed(table(folder, "ill,,", "well,", "ill")) == {"1.png": "ill", "2.png": "well", "3.png": "ill"}


def test_a_table_whose_first_column_has_no_name_at_all_is_refused(folder: Path) -> None:
    rows = "\n".join(f"{place},{file},ill" for place, file in enumerate(FILES, start=1))
    assert "more cells than there are names" in refusal(table_of(folder, f"file,class\n{rows}"))


def test_columns_of_one_name_that_differ_are_asked_about(folder: Path) -> None:
    twice = table(folder, "ill,well", "well,well", header="file,class,Class")
    assert "differ in row 2" in refusal(twice)
    assert listed(twice, Columns(label="2")) == {"1.png": "ill", "2.png": "well"}
    assert listed(table(folder, "ill,ill", "well,well", header="file,class,class")) == {"1.png": "ill", "2.png": "well"}


@pytest.mark.parametrize("nothing", ["nan", "NaN", "NA", "n/a", "#N/A", "NULL", "<NA>", "?"])
def test_what_programs_write_for_nothing_is_no_class_and_no_patient(folder: Path, nothing: str) -> None:
    listing = list_examples(table(folder, f"ill,{nothing}", f"{nothing},p2", "well,p3", header="file,class,subject"))
    assert problems(listing) == {"2.png": "The table gives it no class."}
    assert [one.subject for one in listing.examples] == ["", "p2", "p3"]


@pytest.mark.parametrize("cell", ["ill;old", '"ill, old"', "ill|old"])
def test_several_classes_in_one_cell_are_refused(folder: Path, cell: str) -> None:
    assert "several classes in one cell" in refusal(table(folder, "ill", cell, "old"))


def test_a_comma_in_the_name_of_a_class_is_no_second_class(folder: Path) -> None:
    assert listed(table(folder, '"ill, old"', "ill"))["1.png"] == "ill, old"


@pytest.mark.parametrize(("one", "other"), [("1", "1.0"), ("1", "01"), ("0", "0,0"), (" 2", "2")])
def test_whole_numbers_are_one_class_however_they_are_written(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(("one", "other"), [("1", "10"), ("1", "-1"), ("1", "1.5"), ("T1", "T01")])
def test_other_numbers_stay_apart(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize(("name", "value"), [("fold", "1"), ("is_train", "True"), ("set", "b"), ("Fold 2", "x")])
def test_a_column_that_may_tell_parts_and_does_not_is_named(folder: Path, name: str, value: str) -> None:
    listing = list_examples(table(folder, f"ill,{value}", "well,0", header=f"file,class,{name}"))
    assert {one.example.split for one in listing.examples} == {None}
    assert any(f"The column “{name}” of “labels.csv” was not used" in text for text in map(text_of, listing.said))


def test_short_words_for_parts_are_known_in_a_table(folder: Path) -> None:
    listing = list_examples(table(folder, "ill,TR", "well,va", "ill,ts", header="file,class,split"))
    assert [one.example.split for one in listing.examples] == [Split.TRAIN, Split.VALIDATION, Split.TEST]


def test_without_a_header_columns_chosen_by_number_lose_no_image(folder: Path) -> None:
    bare = table_of(folder, "1,ill\n2,well\n3,ill\n")
    assert len(listed(bare, Columns(file="1", label="2"))) == 3


@pytest.mark.parametrize("header", ["text,label", "review,sentiment", "Satz,class"])
def test_short_sentences_are_called_text(folder: Path, header: str) -> None:
    with pytest.raises(UserError, match="seems to hold text") as caught:
        list_examples(table_of(folder, f"{header}\nGood,pos\nBad,neg\n"))
    assert isinstance(caught.value, ColumnsUnknown)  # the user may say which they are


def test_columns_parted_by_something_odd_are_named_as_that(folder: Path) -> None:
    assert "only one column" in refusal(table_of(folder, "file^class\n1.png^ill\n2.png^well\n"))


def test_numbers_of_a_workbook_and_of_a_csv_are_alike(folder: Path) -> None:
    found = Counter(key_of(label) for label in listed(table(folder, "1.0", "1", "0", "00")).values())
    assert found == {"1": 2, "0": 2}
