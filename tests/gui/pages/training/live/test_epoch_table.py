"""The epoch table tells what each epoch has brought, and keeps the newest in sight."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from core.figures.training_history import TrainingHistory
from gui.pages.training.live.epoch_model import EpochColumn, EpochModel
from gui.pages.training.live.epoch_table import EpochTable
from tests.gui.runs import epoch_ended, events_of, phase_started, plan

STRICT = QAbstractItemModelTester.FailureReportingMode.Fatal


def at(model: EpochModel, row: int, column: int, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> Any:
    return model.data(model.index(row, column), role)


def texts(model: EpochModel, row: int) -> list[str]:
    return [at(model, row, column) for column in range(model.columnCount())]


@pytest.fixture
def history() -> TrainingHistory:
    return TrainingHistory()


@pytest.fixture
def model(history: TrainingHistory) -> EpochModel:
    made = EpochModel()
    made.show_history(history)
    return made


def test_the_model_keeps_qts_rules_while_epochs_come_and_go(model: EpochModel, history: TrainingHistory) -> None:
    tester = QAbstractItemModelTester(model, STRICT)
    for event in [*events_of(plan()), epoch_ended(1, 0), epoch_ended(1, 1)]:
        history.add(event)
        model.show_new()

    assert model.rowCount() == 5
    assert tester.model() is model


def test_an_epoch_is_told_in_numbers_that_people_read(model: EpochModel, history: TrainingHistory) -> None:
    history.add(phase_started(0, plan()))
    history.add(epoch_ended(0, 0, 0.5))
    history.add(phase_started(1, plan()))
    history.add(epoch_ended(1, 0, 0.25))
    model.show_new()

    assert texts(model, 0) == ["1", "Head · 1", "0.5000", "75.0 %", "0.5500", "70.0 %", "–", "0.001", "2.5 s"]
    assert texts(model, 1)[:2] == ["2", "Fine-tuning · 1"]
    assert texts(model, 1)[EpochColumn.LEARNING_RATE] == "0.00001"


def test_the_best_epoch_is_bold_and_has_a_star(model: EpochModel, history: TrainingHistory) -> None:
    history.add(epoch_ended(0, 0))
    history.add(epoch_ended(0, 1, best=False))
    model.show_new()

    assert at(model, 0, 2, Qt.ItemDataRole.FontRole).bold()
    assert not at(model, 0, 0, Qt.ItemDataRole.DecorationRole).isNull()
    assert model.data(model.index(1, 2), Qt.ItemDataRole.FontRole) is None


def test_the_newest_epoch_is_in_sight_unless_the_user_looks_at_an_earlier_one(
    qtbot: QtBot, history: TrainingHistory
) -> None:
    table = EpochTable()
    qtbot.addWidget(table)
    table.resize(700, 200)
    with qtbot.waitExposed(table):
        table.show()
    table.show_history(history)
    bar = table.verticalScrollBar()
    for epoch in range(30):
        history.add(epoch_ended(0, epoch))
        table.show_new()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())

    bar.setValue(0)
    before = bar.maximum()
    history.add(epoch_ended(0, 30))
    table.show_new()

    qtbot.waitUntil(lambda: bar.maximum() > before)
    assert bar.value() == 0


def test_the_figure_that_selects_has_a_column_where_it_is_not_the_loss(qtbot: QtBot) -> None:
    table = EpochTable()
    qtbot.addWidget(table)
    table.show_history(TrainingHistory())
    assert table.isColumnHidden(EpochColumn.SELECTING)

    history = TrainingHistory()
    history.select_by = "balanced-accuracy"
    history.add(replace(epoch_ended(0, 0), figure=0.913))
    table.show_history(history)

    assert not table.isColumnHidden(EpochColumn.SELECTING)
    assert table.model().index(0, EpochColumn.SELECTING).data() == "91.3 %"
    assert "highest balanced accuracy" in table.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
