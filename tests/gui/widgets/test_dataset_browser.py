"""DatasetBrowser: a class and a part are chosen, and their images are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.dataset.dataset import Dataset, Example, Split
from core.messages import Message
from gui.widgets.dataset_browser import DatasetBrowser
from gui.widgets.part_choice import Shown
from tests.gui.pictures import PaintedThumbnails

DATASET = Dataset(
    folder=Path("/images"),
    examples=(
        Example(file="cat/bad.png", label="cat", problem=Message("damaged-or-unknown")),
        Example(file="cat/test.png", label="cat", split=Split.TEST),
        Example(file="cat/train.png", label="cat", split=Split.TRAIN),
        Example(file="dog/copy.png", label="dog"),
        Example(file="dog/train.png", label="dog", split=Split.TRAIN),
        Example(file="dog/validation.png", label="dog", split=Split.VALIDATION),
    ),
)


@pytest.fixture
def browser(qtbot: QtBot) -> DatasetBrowser:
    made = DatasetBrowser(PaintedThumbnails())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show_dataset(DATASET)
    made.show()
    return made


def choose_class(browser: DatasetBrowser, row: int, qtbot: QtBot) -> None:
    bars = browser.classes
    place = bars.visualRect(bars.model().index(row, 0)).center()
    qtbot.mouseClick(bars.viewport(), Qt.MouseButton.LeftButton, pos=place)


def choose_part(browser: DatasetBrowser, shown: Shown) -> None:
    browser.part.setCurrentIndex(list(Shown).index(shown))


def captions(browser: DatasetBrowser) -> list[str]:
    return [picture.caption for picture in browser.pictures]


def test_all_images_are_shown_at_first(browser: DatasetBrowser) -> None:
    assert [picture.frame.path for picture in browser.pictures] == [DATASET.path(image) for image in DATASET.examples]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (Shown.TRAIN, ["train.png", "train.png"]),
        (Shown.VALIDATION, ["validation.png"]),
        (Shown.TEST, ["test.png"]),
        (Shown.LEFT_OUT, ["copy.png"]),
        (Shown.UNREADABLE, ["bad.png"]),
    ],
)
def test_a_part_is_chosen(shown: Shown, expected: list[str], browser: DatasetBrowser) -> None:
    choose_part(browser, shown)

    assert captions(browser) == expected
    assert browser.part.currentText().endswith(f"({len(expected)})")


def test_a_class_and_a_part_together_are_chosen(browser: DatasetBrowser, qtbot: QtBot) -> None:
    choose_class(browser, 2, qtbot)
    assert captions(browser) == ["copy.png", "train.png", "validation.png"]

    choose_part(browser, Shown.TRAIN)
    assert [picture.frame.path for picture in browser.pictures] == [Path("/images/dog/train.png")]
    choose_part(browser, Shown.TEST)
    assert captions(browser) == []


def test_what_was_chosen_stays_so_when_the_dataset_changes(browser: DatasetBrowser, qtbot: QtBot) -> None:
    choose_class(browser, 1, qtbot)
    choose_part(browser, Shown.TRAIN)

    browser.show_dataset(DATASET.with_examples(DATASET.examples[1:]))

    assert [picture.frame.path for picture in browser.pictures] == [Path("/images/cat/train.png")]


def test_without_a_dataset_there_are_no_images(browser: DatasetBrowser) -> None:
    browser.show_dataset(None)

    assert captions(browser) == []
    assert browser.classes.model().rowCount() == 0


def test_pictures_are_a_sequence_of_which_parts_can_be_taken(browser: DatasetBrowser) -> None:
    assert [picture.caption for picture in browser.pictures[1:3]] == ["test.png", "train.png"]
    assert browser.pictures[-1].caption == "validation.png"
