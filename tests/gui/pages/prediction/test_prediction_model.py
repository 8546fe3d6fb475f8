"""The model behind the table of predictions: sorted, filtered, and quick with very many rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from core.messages import as_written
from core.modalities.images.frame import Frame
from core.prediction.predictions import ClassPredictions, Predictions
from core.targets.single_label import SingleLabel
from gui.pages.prediction.prediction_model import FIRST_OF_TARGET, PROBLEMS, PredictionColumn, PredictionModel
from tests.core.targets.number import Number

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
NOTHING = (np.nan,) * 4


@pytest.fixture
def model() -> PredictionModel:
    made = PredictionModel()
    made.show_predictions(
        ClassPredictions(
            target=SingleLabel(("ant", "bee", "cat", "dog")),
            files=("/a/x/d.png", "/a/C.png", "/a/b.png", "/a/x/a.png"),
            frames=(None,) * 4,
            values=np.array([[0.1, 0.2, 0.3, 0.4], [0.9, 0.1, 0, 0], NOTHING, [0.2, 0.7, 0.05, 0.05]]),
            problems=(None, None, as_written("It is no <b>image</b>."), None),
        )
    )
    return made


def files(model: PredictionModel) -> list[str]:
    return [model.data(model.index(row, PredictionColumn.FILE)) for row in range(model.rowCount())]


def test_it_keeps_the_rules_of_qt(model: PredictionModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.sort(PredictionColumn.FILE, DOWN)
    model.show_only(PROBLEMS)
    model.sort(PredictionColumn.CLASS, UP)
    model.show_only(None)
    model.show_predictions(None)
    assert tester.model() is model


def test_rows_stand_in_the_order_of_the_table_and_names_are_short(model: PredictionModel) -> None:
    assert files(model) == ["x/d.png", "C.png", "b.png", "x/a.png"]
    assert model.data(model.index(0, 0), PredictionModel.FRAME) == Frame(Path("/a/x/d.png"))


@pytest.mark.parametrize(
    ("column", "order", "expected"),
    [
        (PredictionColumn.FILE, UP, ["b.png", "C.png", "x/a.png", "x/d.png"]),
        (PredictionColumn.FILE, DOWN, ["x/d.png", "x/a.png", "C.png", "b.png"]),
        (PredictionColumn.CLASS, UP, ["C.png", "x/a.png", "x/d.png", "b.png"]),
        (PredictionColumn.CLASS, DOWN, ["x/d.png", "x/a.png", "C.png", "b.png"]),
        (PredictionColumn.PROBABILITY, UP, ["x/d.png", "x/a.png", "C.png", "b.png"]),
        (PredictionColumn.PROBABILITY, DOWN, ["C.png", "x/a.png", "x/d.png", "b.png"]),
        (PredictionColumn.PICTURE, DOWN, ["x/a.png", "b.png", "C.png", "x/d.png"]),
    ],
)
def test_every_column_sorts_and_what_was_not_read_has_no_class_to_sort_by(
    model: PredictionModel, column: PredictionColumn, order: Qt.SortOrder, expected: list[str]
) -> None:
    model.sort(column, order)

    assert files(model) == expected


def test_the_rows_of_a_class_are_shown_and_those_with_problems(model: PredictionModel) -> None:
    model.show_only(0)
    assert files(model) == ["C.png"]
    model.show_only(2)
    assert files(model) == []
    model.show_only(PROBLEMS)
    assert files(model) == ["b.png"]
    model.show_only(None)
    assert model.rowCount() == 4


def test_sorting_keeps_what_is_selected(model: PredictionModel) -> None:
    chosen = QPersistentModelIndex(model.index(1, PredictionColumn.FILE))

    model.sort(PredictionColumn.FILE, DOWN)

    assert chosen.data() == "C.png"


def test_the_three_most_probable_classes_have_bars(model: PredictionModel) -> None:
    bars = model.data(model.index(0, PredictionColumn.PROBABILITY), PredictionModel.BARS)

    assert bars == [("dog", 0.4), ("cat", 0.3), ("bee", 0.2)]
    told = model.data(model.index(0, PredictionColumn.PROBABILITY), Qt.ItemDataRole.AccessibleTextRole)
    assert told == "dog 40 %, cat 30 %, bee 20 %"


def test_a_file_that_was_not_read_says_why(model: PredictionModel) -> None:
    cells = [model.data(model.index(2, column)) for column in (PredictionColumn.CLASS, PredictionColumn.PROBABILITY)]

    assert cells == ["not read", "It is no <b>image</b>."]
    assert model.data(model.index(2, PredictionColumn.CLASS), Qt.ItemDataRole.DecorationRole) is not None
    assert "<b>" not in model.data(model.index(2, PredictionColumn.CLASS), Qt.ItemDataRole.ToolTipRole)
    assert model.data(model.index(2, 0), PredictionModel.BARS) == []


def test_a_hundred_thousand_rows_are_sorted_without_a_call_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 100_000
    probabilities = np.random.default_rng(0).random((count, 2))
    model = PredictionModel()
    calls: list[int] = []
    monkeypatch.setattr(PredictionModel, "_text", lambda self, place, column: calls.append(place))

    model.show_predictions(
        ClassPredictions(
            target=SingleLabel(("a", "b")),
            files=tuple(f"/a/{number}.png" for number in range(count)),
            frames=(None,) * count,
            values=probabilities,
            problems=(None,) * count,
        )
    )
    for column in PredictionColumn:
        model.sort(column, DOWN)
    model.show_only(1)

    assert model.rowCount() == np.count_nonzero(probabilities[:, 1] > probabilities[:, 0])
    assert calls == []


def test_numbers_have_a_column_each_by_which_they_are_sorted(model: PredictionModel) -> None:
    model.sort(PredictionColumn.PROBABILITY, UP)
    model.show_predictions(
        Predictions(
            target=Number(("age",)),
            files=("/a/a.png", "/a/b.png", "/a/c.png"),
            frames=(None,) * 3,
            values=np.array([[2.5], [1.25], [np.nan]]),
            problems=(None, None, as_written("It is no image.")),
        )
    )

    heads = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
    assert heads == ["Frame", "File", "age"]
    model.sort(FIRST_OF_TARGET, UP)
    assert [model.data(model.index(row, FIRST_OF_TARGET)) for row in range(3)] == ["1.25", "2.5", "not read"]
    model.show_only(PROBLEMS)
    assert files(model) == ["c.png"]
