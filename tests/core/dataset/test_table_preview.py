"""The first rows of a table, and which column is taken for what."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from core.dataset.columns import Columns, ColumnsUnknown, Role
from core.dataset.table_preview import preview_table
from core.errors import UserError
from core.messages import as_written
from tests.core.dataset.tables import table_of


def test_columns_and_rows_are_shown_as_they_would_be_read(tmp_path: Path) -> None:
    text = "Image;Befund;Patient\n" + "".join(f"{n}.png;möglich;{n // 2}\n" for n in range(20))
    preview = preview_table(table_of(tmp_path, text, "cp1252"))
    assert preview.columns == {Role.FILE: "Image", Role.CLASS: "Befund", Role.SUBJECT: "Patient"}
    assert preview.rows[0] == ("0.png", "möglich", "0")
    assert preview.assumed == "Windows-1252"


def test_what_is_known_is_shown_where_something_is_not(tmp_path: Path) -> None:
    table = table_of(tmp_path, "image,verdict,verdict\n1.png,a,b\n2.png,b,c\n")
    preview = preview_table(table)
    assert preview.names == ("image", "2", "3")  # by which two of one name can be told apart
    assert preview.columns == {Role.FILE: "image"}
    assert preview_table(table, columns=Columns(label="3")).columns == {Role.FILE: "image", Role.CLASS: "3"}


def test_a_table_that_cannot_be_read_has_no_preview(tmp_path: Path) -> None:
    (tmp_path / "labels.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(UserError, match="old format"):
        preview_table(tmp_path / "labels.xls")


def test_the_question_for_columns_crosses_processes() -> None:
    error = pickle.loads(pickle.dumps(ColumnsUnknown(as_written("message", "hint"), table="labels.csv")))
    assert (str(error), error.table) == ("message hint", "labels.csv")
