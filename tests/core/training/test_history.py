"""The history of a run is kept with a format number, and read as far as it is understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import UserError
from core.storage.kept_json import LaterFormat
from core.training.epoch_record import EpochRecord
from core.training.history import read_history, write_history

EPOCH = EpochRecord(
    phase=0,
    epoch=0,
    loss=1.5,
    score=0.5,
    validation_loss=1.25,
    validation_score=0.25,
    learning_rate=1e-3,
    seconds=2.0,
    best=True,
    figure=1.25,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_history(tmp_path / "history.csv", [EPOCH])
    return tmp_path / "history.csv"


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8", newline="")


def test_each_row_has_the_number_of_the_format(file: Path) -> None:
    header, row = file.read_text(encoding="utf-8").split()
    assert header.endswith(",format")
    assert row.endswith(",accuracy,2")
    assert read_history(file) == [EPOCH]


def test_one_of_old_has_no_number(file: Path) -> None:
    change(file, "loss,score,validation_loss,validation_score", "loss,accuracy,validation_loss,validation_accuracy")
    change(file, ",score_name,format", "")
    change(file, ",accuracy,2\n", "\n")
    assert read_history(file) == [EPOCH]


def test_one_of_the_first_format_calls_the_score_accuracy(file: Path) -> None:
    change(file, "loss,score,validation_loss,validation_score", "loss,accuracy,validation_loss,validation_accuracy")
    change(file, ",score_name,format", ",format")
    change(file, ",accuracy,2\n", ",1\n")
    assert read_history(file) == [EPOCH]


def test_one_of_a_later_format_is_named_and_never_overwritten(file: Path) -> None:
    change(file, ",accuracy,2\n", ",accuracy,3\n")
    change(file, "loss", "of tomorrow")  # whatever its columns are called
    before = file.read_bytes()
    with pytest.raises(LaterFormat, match=r"“history\.csv”, was written by a later version of Frostline\. Update"):
        read_history(file)
    with pytest.raises(LaterFormat):
        write_history(file, [EPOCH])
    assert file.read_bytes() == before


def test_a_damaged_one_is_named_and_written_anew(file: Path) -> None:
    file.write_text('"', encoding="utf-8")
    with pytest.raises(UserError, match=r"The history of this run cannot be read"):
        read_history(file)
    write_history(file, [EPOCH])
    assert read_history(file) == [EPOCH]


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder, where a file should be"):
        read_history(tmp_path)
