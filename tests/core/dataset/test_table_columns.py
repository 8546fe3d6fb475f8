"""Columns of tables: known by their usual names, shown, and changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.dataset.columns import Columns, Role, read_columns
from core.dataset.listing import list_examples
from core.dataset.modality_of_source import modality_of_source
from core.dataset.reading import Reading
from core.errors import UserError
from core.wording.catalogue import text_of
from tests.core.dataset.tables import folder_of, listed, refusal, table_of
from tests.core.modalities.images.pictures import write_classes

FILES = ("a1.png", "a2.png", "b1.png", "b2.png")
FOUND = {"a1.png": "cat", "a2.png": "cat", "b1.png": "dog", "b2.png": "dog"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path, FILES)


def rows(header: str, *cells: str) -> str:
    """One row for each file with its class, and more cells after them."""
    return f"{header}\n" + "".join(
        f"{file},{label},{','.join(cell.format(n) for cell in cells)}\n"
        for n, (file, label) in enumerate(FOUND.items())
    )


@pytest.mark.parametrize(
    "header",
    [
        "image,label", "filename,diagnosis", "File_Name,Class Name", "img,target", "image_id,dx", "filepath,category",
        "Image Index,Finding Labels", "path,finding", "Image Path,DIAGNOSIS", "Dateiname,Befund", "images,labels",
    ],
)  # fmt: skip
def test_columns_are_known_by_their_usual_names(folder: Path, header: str) -> None:
    table_of(folder, rows(f"{header},age", "40"))
    assert listed(folder) == FOUND
    file, label = header.split(",")
    said = " ".join(map(text_of, list_examples(folder).said))
    assert f"file is “{file}”, class is “{label}”" in said
    assert "--columns" in said


@pytest.mark.parametrize(
    "name", ["subject", "patient", "Patient ID", "patient_id", "PatientID", "case", "id", "participant"]
)
def test_subjects_are_known_by_their_usual_names(folder: Path, name: str) -> None:
    table_of(folder, f"image,label,{name}\na1.png,cat,7\na2.png,cat,7\nb1.png,dog,8\nb2.png,dog,8\n")
    assert [one.subject for one in list_examples(folder).examples] == ["7", "7", "8", "8"]


def test_a_number_for_each_row_is_no_subject(folder: Path) -> None:
    table_of(folder, rows("image,label,id", "{}"))
    assert {one.subject for one in list_examples(folder).examples} == {""}


def test_an_id_is_the_file_where_nothing_else_is(folder: Path) -> None:
    table_of(folder, "id,label\na1,cat\na2,cat\nb1,dog\nb2,dog\n")
    assert listed(folder) == FOUND


@pytest.mark.parametrize(("cell", "split"), [("train", "train"), ("3", None)])
def test_a_fold_is_the_part_only_where_it_names_one(folder: Path, cell: str, split: str | None) -> None:
    table_of(folder, rows("image,label,fold", cell))
    assert {one.example.split for one in list_examples(folder).examples} == {split}


def test_a_site_may_be_called_hospital(folder: Path) -> None:
    table_of(folder, rows("image,label,Hospital", "H1"))
    assert {one.site for one in list_examples(folder).examples} == {"H1"}


def test_what_else_could_be_meant_is_said(folder: Path) -> None:
    table_of(folder, rows("image,diagnosis,target", "{}"))
    assert "class is “diagnosis” (perhaps “target”)" in " ".join(map(text_of, list_examples(folder).said))


def test_the_user_says_which_column_is_what(folder: Path) -> None:
    table = table_of(folder, "x,y,who\na1.png,cat,7\na2.png,cat,7\nb1.png,dog,8\nb2.png,dog,8\n")
    columns = Columns(file="x", label="Y", subject="3")
    assert listed(table, columns) == listed(folder, columns) == FOUND
    assert {one.subject for one in list_examples(table, columns=columns).examples} == {"7", "8"}
    assert list_examples(table, columns=columns).said == ()


def test_a_column_may_be_left_out_of_account(folder: Path) -> None:
    table = table_of(folder, rows("file,class,subject", "{}"))
    assert {one.subject for one in list_examples(table, columns=Columns(subject="")).examples} == {""}


def test_a_column_that_is_not_there_is_refused_with_those_that_are(folder: Path) -> None:
    text = refusal(table_of(folder, rows("scan_name,verdict")), Columns(file="scan_nam", label="verdict"))
    assert "no column “scan_nam”. Is “scan_name” meant? Its columns are “scan_name” and “verdict”" in text


def test_columns_that_are_not_known_are_shown(folder: Path) -> None:
    text = refusal(table_of(folder, rows("image,verdict")))
    assert "no column that gives the class. It has “image” and “verdict”" in text


def test_a_table_without_names_of_columns_is_read(folder: Path) -> None:
    table = table_of(folder, "a1.png,cat\na2.png,cat\nb1.png,dog\nb2.png,dog\n")
    assert listed(table) == listed(table, Columns(file="1", label="2")) == FOUND
    assert "file is “1”, class is “2”" in " ".join(map(text_of, list_examples(table).said))


def test_columns_of_zero_and_one_of_which_one_is_set_are_the_class(folder: Path) -> None:
    table = table_of(folder, "image,cat,dog\na1.png,1,0\na2.png,1.0,0.0\nb1.png,0,1\nb2.png,0,1\n")
    assert listed(table) == FOUND
    assert "class is that of “cat”, “dog” which is 1" in " ".join(map(text_of, list_examples(table).said))


def test_facts_of_a_person_are_no_findings(folder: Path) -> None:
    table = table_of(folder, "image,sex,cat,dog\na1.png,1,1,0\na2.png,0,1,0\nb1.png,1,0,1\nb2.png,0,0,1\n")
    assert listed(table) == FOUND


@pytest.mark.parametrize("last", ["1,1", "0,0"])
def test_several_findings_an_image_are_refused(folder: Path, last: str) -> None:
    text = refusal(table_of(folder, f"image,effusion,mass\na1.png,1,0\nb1.png,0,1\nb2.png,{last}\n"))
    assert "columns of 0 and 1 (“effusion”, “mass”), and row 4 has" in text
    assert "one class an image" in text


def test_several_classes_in_a_cell_are_refused(folder: Path) -> None:
    text = refusal(table_of(folder, "image,label\na1.png,mass\nb1.png,effusion\nb2.png,mass|effusion\n"))
    assert "row 4" in text
    assert "one class an image" in text


@pytest.mark.parametrize("header", ["text,label", "review,sentiment", "id,text,label"])
def test_a_table_of_text_is_known_as_such(tmp_path: Path, header: str) -> None:
    number = "{}," if header.startswith("id") else ""
    lines = [f'{number}"a film that I liked, very much indeed",1', f'{number}"no, I did not like this one at all",0']
    text = "\n".join([header, *(line.format(n) for n, line in enumerate(lines))])
    for source in (table_of(tmp_path, text), tmp_path):
        assert modality_of_source(source).name == "text"
        assert [one.example.label for one in list_examples(source).examples] == ["1", "0"]


# ---- a table beside folders


def test_folders_that_give_the_same_classes_go_before_a_table(tmp_path: Path) -> None:
    write_classes(tmp_path, 2)
    table_of(tmp_path, "filename,label\n" + "".join(f"{c}/{n}.png,{c}\n" for c in ("cat", "dog") for n in (0, 1)))
    listing = list_examples(tmp_path)
    assert listing.read_from is None
    assert "“labels.csv” lists images, too" in " ".join(map(text_of, listing.said))


def test_a_table_goes_before_folders_that_mean_something_else(tmp_path: Path) -> None:
    write_classes(tmp_path, 2, ("batch1", "batch2"))
    table = table_of(
        tmp_path, "filename,label\nbatch1/0.png,cat\nbatch1/1.png,dog\nbatch2/0.png,cat\nbatch2/1.png,dog\n"
    )
    listing = list_examples(tmp_path)
    assert listing.read_from == table
    assert {one.example.label for one in listing.examples} == {"cat", "dog"}
    assert "names of the folders were not used" in " ".join(map(text_of, listing.said))


def test_a_table_that_cannot_be_read_is_named_where_folders_tell_nothing(folder: Path) -> None:
    table_of(folder, "file,class\n肺.png,cat\n", "gbk")
    assert "“labels.csv” is not in UTF-8" in refusal(folder)


def test_a_table_that_is_no_list_of_images_is_named(folder: Path) -> None:
    table_of(folder, "a,b\n1,2\n")
    assert "“labels.csv”" in refusal(folder)


def test_parts_that_only_folders_give_are_told(tmp_path: Path) -> None:
    folder_of(tmp_path, ("train/1.png", "train/2.png", "test/3.png"))
    table = table_of(tmp_path, "file,class\ntrain/1.png,cat\ntrain/2.png,dog\ntest/3.png,dog\n")
    assert "gives no parts, so that images of the folders “test” and “train”" in " ".join(
        map(text_of, list_examples(table).said)
    )
    table = table_of(tmp_path, "file,class,split\ntrain/1.png,cat,train\ntrain/2.png,dog,train\ntest/3.png,dog,test\n")
    assert list_examples(table).said == ()


# ---- as the user writes them


def test_columns_are_read_as_they_are_written() -> None:
    columns = read_columns("file=Image, Name,class=“Final diagnosis”, patient = Patient ID,split=", Columns(site="H"))
    assert columns == Columns(file="Image, Name", label="Final diagnosis", subject="Patient ID", split="", site="H")
    assert read_columns(columns.as_text, Columns()) == columns
    assert read_columns("class=auto", columns).of(Role.CLASS) is None
    assert read_columns("auto", columns) == Columns()


@pytest.mark.parametrize("text", ["file", "colour=x", "file=,class=x"])
def test_what_says_nothing_of_columns_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_columns(text, Columns())


def test_a_project_without_columns_in_its_settings_is_read() -> None:
    values = Reading().as_json()
    del values["columns"]
    assert Reading.from_json(values) == Reading()
    changed = Reading(columns=Columns(file="x"))
    assert Reading.from_json(changed.as_json()) == changed
