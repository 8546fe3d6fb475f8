"""Workbooks as people keep them: what is hidden, computed or listed twice in them is said."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.dataset.listing import list_examples
from core.dataset.table_sheet_marks import sheet_marks
from core.wording.catalogue import text_of
from tests.core.dataset.tables import folder_of, listed, problems, refusal

FILES = ("1.png", "2.png", "3.png")
FOUND = {"1.png": "ill", "2.png": "well", "3.png": "ill"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path, FILES)


@pytest.fixture
def workbook() -> Workbook:
    made = Workbook()
    fill(made.worksheets[0])
    return made


def fill(sheet: Worksheet, *labels: str) -> None:
    sheet.append(("file", "class"))
    for row in zip(FILES, labels or FOUND.values(), strict=True):
        sheet.append(row)


def saved(workbook: Workbook, folder: Path) -> Path:
    workbook.save(folder / "labels.xlsx")
    return folder / "labels.xlsx"


def said(table: Path) -> str:
    return " ".join(map(text_of, list_examples(table).said))


def test_a_sheet_that_is_seen_goes_before_a_hidden_one(folder: Path, workbook: Workbook) -> None:
    fill(workbook.create_sheet("seen"), "well", "ill", "well")
    workbook.worksheets[0].sheet_state = "hidden"
    workbook.active = 1
    assert listed(saved(workbook, folder)) == {"1.png": "well", "2.png": "ill", "3.png": "well"}


def test_another_sheet_with_a_list_is_named(folder: Path, workbook: Workbook) -> None:
    workbook.worksheets[0].title = "first"
    fill(workbook.create_sheet("second"), "well", "ill", "well")
    table = saved(workbook, folder)
    assert listed(table) == FOUND
    assert "The sheet “first” of “labels.xlsx” was read, and not “second”" in said(table)


def test_hidden_rows_and_columns_are_counted_and_named(folder: Path, workbook: Workbook) -> None:
    sheet = workbook.worksheets[0]
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    table = saved(workbook, folder)
    assert listed(table) == FOUND
    assert "1 row of “labels.xlsx” is hidden there, and read like all" in said(table)
    assert "The column “class” of “labels.xlsx”, which is taken for the class, is hidden there" in said(table)


def test_formulas_without_a_value_are_counted(folder: Path, workbook: Workbook) -> None:
    workbook.worksheets[0]["B3"] = '=IF(1=1,"well","ill")'
    workbook.worksheets[0]["B4"] = "well"
    table = saved(workbook, folder)
    assert problems(list_examples(table)) == {"2.png": "The table gives it no class."}
    assert "1 formula in “labels.xlsx” came without a value" in said(table)


def test_formulas_with_a_value_are_not_counted() -> None:
    computed = b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f t="x"/><v>a</v></c></row>'
    open_ones = b'<x:row r="1"><x:c r="A1"><x:f>1+1</x:f></x:c><x:c><x:f/><x:v></x:v></x:c></x:row>'
    assert sheet_marks(computed).formulas == 0
    assert sheet_marks(open_ones).formulas == 2


def test_a_table_of_libreoffice_is_called_so(folder: Path) -> None:
    with zipfile.ZipFile(folder / "labels.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "LibreOffice" in refusal(folder / "labels.ods")


def test_a_web_page_that_is_called_xls_is_named_as_that(folder: Path) -> None:
    (folder / "labels.xls").write_text("\n<html><table><tr><td>file</td><td>class</td></tr></table></html>")
    assert "is a web page or XML" in refusal(folder / "labels.xls")
