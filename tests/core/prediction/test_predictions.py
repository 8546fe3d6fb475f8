"""Tables of predictions, read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import UserError
from core.messages import Message, as_written, cell_of
from core.prediction.predictions import ClassPredictions, read_predictions, save_predictions
from core.prediction.table import PredictionTable
from core.targets.columns import ClassColumns
from core.targets.single_label import SingleLabel
from tests.core.targets.number import NAMES, Number

CLASSES = ("=cat", "dog, small", "eel")
TARGET = SingleLabel(CLASSES)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    with open(tmp_path / "table.csv", "w", encoding="utf-8", newline="") as file:
        rows = PredictionTable(file, ClassColumns(CLASSES))
        rows.write(Path("/a/1.png"), None, [0.1, 0.2, 0.7])
        rows.write_problem(Path("/a/2.png"), None, "It is no image.")
        rows.write(Path("/a/“3”\n,.png"), 4, [0.5, 0.25, 0.25])
    return tmp_path / "table.csv"


def test_a_table_is_read_as_it_was_written(table: Path) -> None:
    predictions = read_predictions(table, TARGET)

    assert isinstance(predictions, ClassPredictions)

    assert predictions.names == CLASSES
    assert predictions.files == ("/a/1.png", "/a/2.png", "/a/“3”\n,.png")
    assert predictions.frames == (None, None, 4)
    assert predictions.file_names == ("1.png", "2.png", "“3”\n,.png · 5")
    assert predictions.problems == (None, as_written("It is no image."), None)
    assert predictions.predicted.tolist() == [2, -1, 0]
    assert np.allclose(predictions.probability, [0.7, np.nan, 0.5], equal_nan=True)
    assert predictions.counts == {"=cat": 1, "dog, small": 0, "eel": 1}
    assert predictions.problem_count == 1


def test_a_table_is_saved_as_it_was_read(table: Path, tmp_path: Path) -> None:
    save_predictions(read_predictions(table, TARGET), tmp_path / "saved.csv")

    assert (tmp_path / "saved.csv").read_bytes() == table.read_bytes()


def test_a_reason_that_is_a_code_is_worded_where_the_table_is_saved(tmp_path: Path) -> None:
    reason = Message("type-not-read")
    with open(tmp_path / "table.csv", "w", encoding="utf-8", newline="") as file:
        PredictionTable(file, ClassColumns(CLASSES)).write_problem(Path("/a/1.txt"), None, cell_of(reason))

    predictions = read_predictions(tmp_path / "table.csv", TARGET)
    save_predictions(predictions, tmp_path / "saved.csv")

    assert predictions.problems == (reason,)
    assert "Files of this type are not read." in (tmp_path / "saved.csv").read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_to_is_told(table: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        save_predictions(read_predictions(table, TARGET), tmp_path / "table.csv" / "saved.csv")


@pytest.mark.parametrize("content", ["", "a\n", 'file,predicted class,probability of a,problem\n"x","a","many",""\n'])
def test_what_is_no_table_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "table.csv").write_text(content, encoding="utf-8")

    with pytest.raises(UserError, match="cannot be read"):
        read_predictions(tmp_path / "table.csv", TARGET)


def test_a_table_of_numbers_is_read_and_saved(tmp_path: Path) -> None:
    target, table = Number(NAMES), tmp_path / "table.csv"
    with open(table, "w", encoding="utf-8", newline="") as file:
        rows = PredictionTable(file, target.columns)
        rows.write(Path("/a/1.png"), None, [0.25])
        rows.write_problem(Path("/a/2.png"), None, "It is no image.")

    predictions = read_predictions(table, target)
    save_predictions(predictions, tmp_path / "saved.csv")

    assert predictions.names == NAMES
    assert predictions.values[0].tolist() == [0.25]
    assert predictions.problem_count == 1
    assert (tmp_path / "saved.csv").read_bytes() == table.read_bytes()


def test_a_table_of_another_target_is_told(table: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_predictions(table, SingleLabel(("ant", "bee")))
