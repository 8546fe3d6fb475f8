"""ClassBars: the classes with their numbers, one of them chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from core.dataset.dataset import Dataset, Example
from gui.widgets.class_bars import ClassBars, ClassModel


def dataset(**counts: int) -> Dataset:
    images = [
        Example(file=f"{label}/{number}.png", label=label) for label, count in counts.items() for number in range(count)
    ]
    return Dataset(folder=Path("/images"), examples=tuple(images))


@pytest.fixture
def bars(qtbot: QtBot) -> ClassBars:
    made = ClassBars()
    qtbot.addWidget(made)
    made.show()
    return made


def texts(bars: ClassBars) -> list[str]:
    model = bars.model()
    return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def test_the_model_is_sound(qtbot: QtBot) -> None:
    model = ClassModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for shown in (dataset(cat=2, dog=3), None, dataset(cat=1)):
        model.show(shown)
    assert tester.model() is model


def test_each_class_stands_there_with_its_number(bars: ClassBars) -> None:
    bars.show_dataset(dataset(cat=2, dog=4))

    assert texts(bars) == ["All classes, 6 images", "cat, 2 images", "dog, 4 images"]
    assert bars.model().index(1, 0).data(ClassModel.SHARE) == 0.5
    assert bars.label is None


def test_a_click_chooses_a_class(bars: ClassBars, qtbot: QtBot) -> None:
    bars.show_dataset(dataset(cat=2, dog=4))
    place = bars.visualRect(bars.model().index(2, 0)).center()

    with qtbot.waitSignal(bars.chosen) as chosen:
        qtbot.mouseClick(bars.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert chosen.args == ["dog"]
    assert bars.label == "dog"


def test_arrow_keys_choose_a_class(bars: ClassBars, qtbot: QtBot) -> None:
    bars.show_dataset(dataset(cat=2, dog=4))
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    assert bars.label == "cat"

    qtbot.keyClick(bars, Qt.Key.Key_Home)
    assert bars.label is None


def test_the_chosen_class_stays_so_while_it_is_there(bars: ClassBars) -> None:
    bars.show_dataset(dataset(cat=2, dog=4))
    bars.setCurrentIndex(bars.model().index(2, 0))

    bars.show_dataset(dataset(ant=1, cat=2, dog=5))
    assert bars.label == "dog"
    bars.show_dataset(dataset(ant=1, cat=2))
    assert bars.label is None
