"""Tables as programs write them: encodings, separators, comments, workbooks."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from core.dataset.dataset import Split
from core.dataset.listing import given_parts, list_examples
from core.wording.catalogue import text_of
from tests.core.dataset.tables import folder_of, listed, problems, refusal, table_of

FILES = ("1.png", "2.png", "3.png")
TEXT = "file,class\n1.png,Pneumonie möglich\n2.png,gesund\n3.png,gesund\n"
FOUND = {"1.png": "Pneumonie möglich", "2.png": "gesund", "3.png": "gesund"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path, FILES)


@pytest.mark.parametrize("name", ["labels.csv", "labels.tsv", "labels.txt", "LABELS.CSV"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_columns_are_parted_in_any_usual_way(folder: Path, name: str, separator: str) -> None:
    table = table_of(folder, TEXT.replace(",", separator), name=name)
    assert listed(table) == FOUND
    assert listed(folder) == FOUND


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_without_a_word(folder: Path, encoding: str) -> None:
    table = table_of(folder, TEXT, encoding)
    assert listed(table) == listed(folder) == FOUND
    assert list_examples(table).said == ()


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("cp1252", "Windows-1252"), ("latin-1", "Windows-1252"), ("mac_roman", "Mac Roman"), ("cp850", "DOS")],
)
def test_an_old_encoding_is_read_and_named(folder: Path, encoding: str, name: str) -> None:
    table = table_of(folder, TEXT.replace("gesund", "Größe über 3 cm"), encoding)
    assert listed(table) == {**FOUND, "2.png": "Größe über 3 cm", "3.png": "Größe über 3 cm"}
    (said,) = map(text_of, list_examples(folder).said)
    assert f"it was read as {name}" in said
    assert "“Pneumonie möglich”" in said


def test_signs_beside_numbers_are_read(folder: Path) -> None:
    table = table_of(folder, "file,class\n1.png,40 µm\n2.png,5°\n", "cp1252")
    assert listed(table) == {"1.png": "40 µm", "2.png": "5°"}


@pytest.mark.parametrize(
    ("text", "encoding"), [("норма", "cp1251"), ("肺炎", "gbk"), ("正常な肺", "shift_jis"), ("żółty", "cp1250")]
)
def test_an_encoding_that_cannot_be_told_is_refused(folder: Path, text: str, encoding: str) -> None:
    assert "is not in UTF-8" in refusal(table_of(folder, TEXT.replace("Pneumonie möglich", text), encoding)) or (
        "in another encoding" in refusal(folder / "labels.csv")
    )


def test_two_encodings_in_one_table_are_refused(folder: Path) -> None:
    table = table_of(folder, "")
    table.write_bytes("file,class\n1.png,möglich\n".encode() + "2.png,unmöglich\n".encode("cp1252"))
    assert "line 3" in refusal(table)


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\n" + TEXT.replace(",", ";"),
        '"sep=|"\n' + TEXT.replace(",", "|"),
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        TEXT.replace("\n", "\n\n"),
        "\n\n" + TEXT,
        "# made by a program, 2020\n" + TEXT,
        TEXT.replace("file,class", "#file,class"),
        TEXT.replace("2.png", "# these are healthy\n2.png"),
        "Images of the study\n" + TEXT,
        TEXT.replace("file,class", ' "File" , "CLASS "'),
        TEXT.replace("file,class", "'file','class'"),
        TEXT.replace("file,class\n", 'file,class,"note\nof two lines"\n').replace("gesund\n", 'gesund,"a\nb"\n'),
        TEXT + ",\n,,\n",
        "".join(f'"{line}"\n' for line in TEXT.splitlines()),
        "1.png 'Pneumonie möglich'\n2.png gesund\n3.png gesund\n".replace("'", '"'),
    ],
)
def test_a_table_may_be_written_in_any_usual_way(folder: Path, text: str) -> None:
    assert listed(table_of(folder, text)) == FOUND


def test_a_file_whose_name_begins_as_a_comment_is_listed(tmp_path: Path) -> None:
    folder_of(tmp_path, ("#1.png", "2.png"))
    assert listed(table_of(tmp_path, "file,class\n#1.png,cat\n2.png,dog\n")) == {"#1.png": "cat", "2.png": "dog"}


# ---- workbooks


def workbook(folder: Path, sheets: dict[str, list[list[Any]]], name: str = "labels.xlsx") -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / name)
    return folder / name


def test_the_sheet_with_the_columns_is_read(folder: Path) -> None:
    table = workbook(
        folder,
        {
            "Notes": [["Study"], ["made", date(2020, 1, 2)]],
            "List": [
                ["Patient ID", "Image", "Diagnosis", "Seen"],
                [7, 1.0, "cat", date(2020, 1, 2)],
                [8.0, 2, "dog", None],
                [],
                [9, "3.png", True, 1.5],
            ],
        },
    )
    assert listed(table) == listed(folder) == {"1.png": "cat", "2.png": "dog", "3.png": "TRUE"}
    assert [one.subject for one in list_examples(table).examples] == ["7", "8", "9"]
    assert "sheet “List”" in " ".join(map(text_of, list_examples(table).said))


def test_a_workbook_that_unpacks_to_too_much_is_refused_at_once(folder: Path) -> None:
    table = workbook(folder, {"List": [["file", "class"]]})
    with (
        zipfile.ZipFile(table, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/large.xml", "w", force_zip64=True) as file,
    ):
        for _ in range(300):
            file.write(bytes(1 << 20))
    assert "too large" in refusal(table)


def test_a_workbook_that_claims_many_columns_is_read(folder: Path) -> None:
    table = workbook(folder, {"List": [["file", "class"], ["1.png", "cat"], ["2.png", "dog"]]})
    with zipfile.ZipFile(table) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b'ref="A1:B3"' in sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'ref="A1:B3"', b'ref="A1:XFD1048576"')
    with zipfile.ZipFile(table, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert listed(table) == {"1.png": "cat", "2.png": "dog"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old format of Excel"),
        (b"PK\x03\x04" + bytes(100), "cannot be read as an Excel workbook"),
        (b"", "is empty"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused(folder: Path, content: bytes, says: str) -> None:
    (folder / "labels.xlsx").write_bytes(content)
    assert says in refusal(folder / "labels.xlsx")


# ---- rows


def test_rows_that_say_the_same_count_once(folder: Path) -> None:
    listing = list_examples(table_of(folder, TEXT + "1.png,Pneumonie möglich\n./1.png,Pneumonie möglich\n"))
    assert len(listing.examples) == 3
    assert "2 rows of “labels.csv” given again, as 2 in 5" in " ".join(map(text_of, listing.said))


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("1.png,gesund,,\n", "classes"),
        ("1.png,Pneumonie möglich,p9,\n", "subjects"),
        ("1.png,Pneumonie möglich,,test\n", "parts"),
    ],
)
def test_a_file_that_two_rows_tell_otherwise_is_left_out_with_the_reason(folder: Path, row: str, what: str) -> None:
    text = TEXT.replace("class\n", "class,subject,split\n").replace("gesund\n2", "gesund,,\n2") + row + "2.png,gesund\n"
    listing = list_examples(table_of(folder, text.replace("3.png,gesund\n", "3.png,krank\n")))
    assert problems(listing) == {"1.png": f"The table lists it twice, with different {what}."}
    assert f"lists “1.png” twice, in rows 2 and 5, with different {what}" in " ".join(map(text_of, listing.said))


def test_rows_without_a_class_or_a_file_are_left_out_and_counted(folder: Path) -> None:
    listing = list_examples(table_of(folder, "file,class\n1.png,cat\n2.png,dog\n3.png,\n,cat\n"))
    assert problems(listing) == {"3.png": "The table gives it no class."}
    assert "Row 4 of “labels.csv” has no class" in " ".join(map(text_of, listing.said))
    assert "Row 5 of “labels.csv” has no file" in " ".join(map(text_of, listing.said))


def test_the_reported_encoding_is_read(shared_cases: Path) -> None:
    for source in (shared_cases / "csv-encodings" / "cp1252", shared_cases / "csv-encodings" / "cp1252" / "labels.csv"):
        labels = [one.example.label for one in list_examples(source).examples if not one.example.problem]
        assert sorted(labels) == ["Pneumonie möglich"] * 6 + ["normal"] * 6


def test_parts_are_given_by_columns_of_other_names(folder: Path) -> None:
    table_of(folder, "image,label,fold\n1.png,cat,train\n2.png,dog,test\n3.png,dog,\n")
    assert given_parts(folder) == {Split.TRAIN, Split.TEST}
