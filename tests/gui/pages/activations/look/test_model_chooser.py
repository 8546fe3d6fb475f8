"""The choice of a network: the run of the window, unless the user asks for something else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from core.backbones.card import Card
from core.modalities.images.image_input import ImageInput
from core.training.run import Run
from gui.pages.activations.look.model_chooser import ModelChooser
from gui.session import Session
from tests.gui.runs import begin_run, finish, reload_runs

SMALL = Card(
    name="small", title="Small, 32 px", licence="", source="", sha256="",
    input=ImageInput(input_size=None, value_range=(0, 1)), feature_width=1, parameters=1,
)  # fmt: skip
CARDS = [replace(SMALL, name="other", title="Other"), SMALL]


@pytest.fixture
def chooser(session: Session, qtbot: QtBot) -> ModelChooser:
    """In a project without runs, for which the small backbone was chosen."""
    session.change_draft(session.draft.with_backbone("small"))
    made = ModelChooser(session)
    qtbot.addWidget(made)
    made.show_backbones(CARDS)
    return made


def choose(chooser: ModelChooser, model: str | Run) -> None:
    """As Qt does it: the row changes first."""
    place = [chooser.itemData(place) for place in range(chooser.count())].index(model)
    chooser.setCurrentIndex(place)
    chooser.activated.emit(place)


def add_run(session: Session) -> Run:
    assert session.project
    run = finish(begin_run(session.project))
    reload_runs(session, run)
    return run


def test_before_there_is_a_run_the_backbone_of_the_draft_is_meant(chooser: ModelChooser) -> None:
    assert chooser.chosen_model == "small"
    assert chooser.currentText() == "Small, as published"


def test_a_run_that_is_finished_takes_its_place(chooser: ModelChooser, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chooser.model_changed):
        run = add_run(session)
    assert chooser.chosen_model == run
    assert chooser.currentText() == "run-001 · epoch 5, fine-tuning"


def test_what_the_user_asked_for_stays(chooser: ModelChooser, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chooser.model_changed):
        choose(chooser, "other")
    add_run(session)
    assert chooser.chosen_model == "other"


def test_a_run_is_chosen_for_the_whole_window_and_the_other_way_round(chooser: ModelChooser, session: Session) -> None:
    first, second = add_run(session), add_run(session)
    choose(chooser, first)
    assert session.run == first
    session.select_run(second)
    assert chooser.chosen_model == second
