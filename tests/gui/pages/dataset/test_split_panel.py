"""SplitPanel: the sizes of the parts, and shares that always make 100 percent."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from core.dataset.dataset import Dataset, Example, Split
from core.dataset.split import Fractions
from core.messages import Message
from core.project.settings import ProjectSettings
from core.training.run import Run
from gui.job_runner import JobRunner
from gui.known_runs import KnownRuns
from gui.listing import Listing
from gui.pages.dataset.split_panel import ShareForm, SplitPanel
from gui.pages.dataset.split_table import SplitModel
from gui.session import Session

SETTINGS = ProjectSettings(source=Path("/images"), split_seed=4)
DATASET = Dataset(
    folder=Path("/images"),
    examples=(
        *(Example(file=f"cat/{number}.png", label="cat", split=Split.TRAIN) for number in range(3)),
        Example(file="cat/v.png", label="cat", split=Split.VALIDATION),
        Example(file="cat/t.png", label="cat", split=Split.TEST),
        Example(file="dog/t.png", label="dog", split=Split.TEST),
        Example(file="dog/copy.png", label="dog"),
        Example(file="dog/bad.png", label="dog", problem=Message("damaged-or-unknown")),
    ),
)


def show(
    panel: SplitPanel,
    session: Session,
    given: frozenset[Split] = frozenset(),
    has_runs: bool = False,
    is_busy: bool = False,
) -> None:
    session.settings, session.listing = SETTINGS, Listing(given)
    session.known_runs = KnownRuns((Run(folder=Path("/project/runs/run-001")),) if has_runs else ())
    panel.show_state(is_busy=is_busy)


@pytest.fixture
def form(qtbot: QtBot) -> ShareForm:
    made = ShareForm()
    qtbot.addWidget(made)
    made.show(Fractions())
    return made


@pytest.fixture
def session(runner: JobRunner) -> Session:
    """Without a project: the test says what is known."""
    return Session(runner)


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> SplitPanel:
    made = SplitPanel(session)
    qtbot.addWidget(made)
    made.show_dataset(DATASET)
    show(made, session)
    made.show()
    return made


def shares(form: ShareForm) -> tuple[int, int, int]:
    return form.train.value(), form.validation.value(), form.test.value()


def test_the_model_is_sound(qtbot: QtBot) -> None:
    model = SplitModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for shown in (DATASET, None, DATASET):
        model.show(shown)
    assert tester.model() is model


def test_the_table_counts_each_class_in_each_part(panel: SplitPanel) -> None:
    model = panel.table.model()
    rows = [[model.index(row, column).data() for column in range(5)] for row in range(3)]

    assert rows == [["cat", "3", "1", "1", "5"], ["dog", "0", "0", "1", "1"], ["All classes", "3", "1", "2", "6"]]


def test_what_the_form_shows_it_reads(form: ShareForm) -> None:
    fractions = Fractions(train=0.5, validation=0.3, test=0.2)
    form.show(fractions)

    assert shares(form) == (50, 30, 20)
    assert form.read() == fractions


@pytest.mark.parametrize(
    ("name", "share", "expected"),
    [
        ("validation", 25, (60, 25, 15)),
        ("test", 5, (80, 15, 5)),
        ("train", 80, (80, 10, 10)),
        ("train", 98, (98, 1, 1)),
        ("validation", 98, (1, 98, 1)),
        ("test", 90, (1, 9, 90)),
    ],
)
def test_shares_always_make_100_percent(name: str, share: int, expected: tuple[int, int, int], form: ShareForm) -> None:
    getattr(form, name).setValue(share)

    assert shares(form) == expected
    assert form.read().of(Split.TRAIN) == expected[0] / 100


def test_other_shares_are_asked_for_with_the_same_seed(panel: SplitPanel, qtbot: QtBot) -> None:
    assert not panel.apply_button.isEnabled()
    panel.shares.validation.setValue(25)

    with qtbot.waitSignal(panel.split_wanted) as wanted:
        qtbot.mouseClick(panel.apply_button, Qt.MouseButton.LeftButton)

    assert wanted.args == [Fractions(train=0.6, validation=0.25, test=0.15), 4]


def test_drawing_again_takes_the_next_seed(panel: SplitPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.split_wanted) as wanted:
        qtbot.mouseClick(panel.draw_button, Qt.MouseButton.LeftButton)

    assert wanted.args == [Fractions(), 5]


def test_while_a_task_runs_nothing_can_be_changed(session: Session, panel: SplitPanel) -> None:
    panel.shares.validation.setValue(25)
    show(panel, session, is_busy=True)

    assert not any(part.isEnabled() for part in (panel.shares, panel.apply_button, panel.draw_button))
    show(panel, session)
    assert panel.apply_button.isEnabled()
    assert shares(panel.shares) == (60, 25, 15)


@pytest.mark.parametrize(
    ("given", "has_runs", "says", "is_editable"),
    [
        (frozenset(), False, "", True),
        (frozenset(), True, "Fixed, because a run has begun", False),
        (frozenset(Split), False, "Given by your folders or table.", False),
        (frozenset({Split.TRAIN, Split.TEST}), False, "Partly given", True),
    ],
)
def test_it_says_why_the_split_is_as_it_is(
    session: Session, given: frozenset[Split], has_runs: bool, says: str, is_editable: bool, panel: SplitPanel
) -> None:
    show(panel, session, given, has_runs)

    assert panel.reason.text().startswith(says)
    assert panel.reason.isVisible() == bool(says)
    assert panel.draw_button.isVisible() == is_editable
