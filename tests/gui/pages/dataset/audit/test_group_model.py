"""GroupModel: groups of images as lines of a table."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from gui.pages.dataset.audit.group_model import GroupModel
from tests.gui.audits import ACROSS, DATASET

TOLD = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def model() -> GroupModel:
    made = GroupModel()
    made.show_columns(2)
    made.show(DATASET, ACROSS)
    return made


def captions(model: GroupModel) -> list[list[str | None]]:
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def test_it_keeps_the_rules_of_qt(model: GroupModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_columns(3)
    model.show(DATASET, None)
    model.show(DATASET, ACROSS)
    model.show(None, None)
    assert tester.model() is model


def test_each_group_begins_a_line_and_takes_as_many_as_it_needs(model: GroupModel) -> None:
    assert captions(model) == [["0.png", "1.png"], ["2.png", "3.dcm · 5"], ["0.png", None]]
    assert [model.is_first(row) for row in range(3)] == [True, True, False]
    assert [model.group_of(row) for row in range(3)] == [0, 1, 1]

    model.show_columns(3)
    assert captions(model) == [["0.png", "1.png", None], ["2.png", "3.dcm · 5", "0.png"]]


def test_the_head_of_a_group_says_how_its_images_are_alike(model: GroupModel) -> None:
    assert model.head(0) == "Group 1 · mirrored"
    assert model.head(1) == "Group 2"


def test_an_image_tells_in_what_it_differs_from_its_group(model: GroupModel) -> None:
    first, last = (model.index(row, 0).data(GroupModel.MEMBER) for row in (0, 2))

    assert (first.differs_in_class, first.differs_in_part) == (False, True)
    assert (last.differs_in_class, last.differs_in_part) == (True, False)
    assert model.index(0, 0).data(TOLD) == "0.png, a, training, Group 1 · mirrored"


def test_empty_cells_cannot_be_reached(model: GroupModel) -> None:
    assert model.flags(model.index(2, 1)) == Qt.ItemFlag.NoItemFlags
    assert model.index(2, 1).data(TOLD) is None


def test_ten_thousand_groups_are_shown_at_once(model: GroupModel) -> None:
    many = replace(ACROSS, groups=((0, 1, 2),) * 10_000)
    began = time.perf_counter()
    model.show(DATASET, many)
    assert model.rowCount() == 20_000
    assert model.index(19_999, 0).data() == "2.png"
    assert time.perf_counter() - began < 0.5
