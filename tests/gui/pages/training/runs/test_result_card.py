"""The result of a run stands as long as the run is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.project.project import Project
from core.storage.files import write_json
from core.training.history import write_history
from core.training.outcome import outcome_of
from core.training.run import Run, Variant
from gui.pages.training.runs.result_card import ResultCard
from gui.pages.training.runs.run_facts import read_facts
from tests.gui.runs import begin_run, finish


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Fine-tuning was no better, and is kept as well."""
    made = finish(begin_run(Project(folder=tmp_path / "project")))
    history = [replace(epoch, best=epoch.phase == 0) for epoch in made.history]
    write_history(made.files.history, history)
    outcome = outcome_of(made.plan, history, trained_parameters={0: 51, 1: 1811}, beside=(1, 0))
    assert outcome
    outcome.save(made.files.outcome)
    write_json(made.variant_of(Variant.FINE_TUNED).model_folder / "model.json", {})
    return made


@pytest.fixture
def card(qtbot: QtBot) -> ResultCard:
    made = ResultCard()
    qtbot.addWidget(made)
    return made


def test_it_says_what_was_kept_why_the_run_ended_and_what_is_beside(card: ResultCard, run: Run) -> None:
    card.show_run(read_facts(run))

    assert card.says.text().endswith(" %. Kept: epoch 3, of the head. Fine-tuning was no better.")
    assert card.more.text() == (
        "Chosen by the lowest validation loss: 0.2982. Trained parameters: 51. "
        "It ended with the last of 2 epochs that fine-tuning was given at most. "
        "Also kept, as “run-001, fine-tuned”: epoch 4, of fine-tuning (its epoch 1)."
    )


def test_its_button_leads_on(card: ResultCard, run: Run, qtbot: QtBot) -> None:
    card.show_run(read_facts(run))

    with qtbot.waitSignal(card.evaluation_wanted):
        qtbot.mouseClick(card.evaluate_button, Qt.MouseButton.LeftButton)


def test_without_a_finished_run_it_is_not_there(card: ResultCard) -> None:
    card.show_run(None)

    assert card.isHidden()
