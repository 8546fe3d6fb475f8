"""Files of texts as the predict.py beside an export reads them: as the program does, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.dataset.columns import Columns
from core.dataset.table_stream import open_text_table
from core.export.plain_texts import texts_in


@pytest.mark.parametrize("content", ["text\nI came, I saw\n", "text,label\nI came, I saw and left,a\nI stayed,b\n"])
def test_a_text_that_is_only_begun_in_its_cell_is_not_taken_for_a_whole_one(tmp_path: Path, content: str) -> None:
    file = tmp_path / "one.csv"
    file.write_text(content, encoding="utf-8")
    assert next(text for _, _, text in texts_in(file, None)) is None


def test_cells_of_json_are_read_as_the_program_reads_them(tmp_path: Path) -> None:
    values = [0, ["a", "b"], True, None, " so it is ", 1.5]
    file = tmp_path / "some.jsonl"
    file.write_text("\n".join(json.dumps({"text": value}) for value in values), encoding="utf-8")
    own = [row.text for row in open_text_table(file, Columns(text="text")).rows()]
    assert [text for _, _, text in texts_in(file, None)] == own


def test_another_encoding_is_no_text_with_other_letters(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("Schön ruhig", encoding="cp1252")
    with pytest.raises(UnicodeDecodeError):
        list(texts_in(file, None))
