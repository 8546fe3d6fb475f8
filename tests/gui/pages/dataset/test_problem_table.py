"""ProblemTable: which images are not used, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from core.dataset.dataset import Dataset, Example, Split
from core.messages import Message
from gui.pages.dataset.problem_table import ProblemModel, ProblemTable, problem_images

DATASET = Dataset(
    folder=Path("/images"),
    examples=(
        Example(file="a.png", label="cat"),
        Example(file="b.png", label="cat", split=Split.TRAIN),
        Example(file="c.png", label="dog", problem=Message("damaged-or-unknown")),
        Example(file="d.png", label="dog", dropped=True),
    ),
)


def test_the_model_is_sound(qtbot: QtBot) -> None:
    model = ProblemModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for images in (DATASET.examples, ()):
        model.show(images)
    assert tester.model() is model


def test_images_that_are_not_used_stand_there_with_the_reason(qtbot: QtBot) -> None:
    table = ProblemTable()
    qtbot.addWidget(table)
    table.show_images(problem_images(DATASET))
    model = table.model()

    assert [[model.index(row, column).data() for column in range(2)] for row in range(model.rowCount())] == [
        ["c.png", "The file is damaged, or the kind of image in it cannot be read."],
        ["a.png", "The same image is in another part, which keeps it."],
        ["d.png", "Left out by you, as a copy."],
    ]


def test_images_that_were_never_split_are_no_problem() -> None:
    unsplit = DATASET.with_examples(replace(image, split=None) for image in DATASET.examples)

    assert problem_images(unsplit) == (DATASET.examples[2],)


def test_enter_opens_an_image(qtbot: QtBot) -> None:
    table = ProblemTable()
    qtbot.addWidget(table)
    table.show_images(problem_images(DATASET))
    table.show()
    table.setCurrentIndex(table.model().index(1, 0))

    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)

    assert opened.args == [1]
