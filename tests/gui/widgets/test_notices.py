"""Notices: good news goes away by itself, errors stay until they are closed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

import gui.widgets.notices
from core.errors import UserError
from core.messages import as_written
from gui.job_runner import Broke, Done, EngineDied, Failed, WasStopped
from gui.widgets.notices import NoticeArea


@pytest.fixture
def notices(qtbot: QtBot) -> NoticeArea:
    area = NoticeArea()
    qtbot.addWidget(area)
    area.show()
    return area


def button(area: NoticeArea, text: str) -> QPushButton:
    QApplication.processEvents()  # what has just been shown takes its place
    return next(found for found in area.findChildren(QPushButton) if found.text() == text)


def test_good_news_goes_away_by_itself(notices: NoticeArea, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gui.widgets.notices, "MILLISECONDS_SHOWN", 10)
    notices.report("Saved.")
    assert notices.texts == ["Saved."]
    qtbot.waitUntil(lambda: notices.texts == [])
    assert not notices.isVisible()


def test_an_error_stays_until_it_is_closed_and_stands_there_once(notices: NoticeArea, qtbot: QtBot) -> None:
    for _ in range(2):
        notices.show_exception(UserError(as_written("No images.", "Choose others.")))
    assert notices.texts == ["No images."]
    qtbot.mouseClick(notices.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert notices.texts == []


def test_details_unfold_and_all_of_it_can_be_copied(notices: NoticeArea, qtbot: QtBot) -> None:
    notices.show_outcome(Broke("core/tasks.py:3 in train"))
    details = notices.findChild(QPlainTextEdit)
    assert not details.isVisible()
    qtbot.mouseClick(button(notices, "Details"), Qt.MouseButton.LeftButton)
    assert details.isVisible()
    qtbot.mouseClick(button(notices, "Copy"), Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    assert "Something went wrong." in copied
    assert "core/tasks.py:3" in copied


def test_an_action_is_offered_and_closes_the_notice(notices: NoticeArea, qtbot: QtBot) -> None:
    done = []
    notices.show_error("The engine ended.", action=("Resume", lambda: done.append(True)))
    qtbot.mouseClick(button(notices, "Resume"), Qt.MouseButton.LeftButton)
    assert done == [True]
    assert notices.texts == []


def test_outcomes_are_told_only_where_something_went_wrong(notices: NoticeArea) -> None:
    for outcome in (Done(3), WasStopped()):
        notices.show_outcome(outcome)
    assert notices.texts == []
    for bad in (Failed(UserError(as_written("The disk is full."))), EngineDied("SIGKILL")):
        notices.show_outcome(bad)
    assert notices.texts == ["The disk is full.", "The engine ended unexpectedly."]


def test_trying_again_clears_the_errors_and_leaves_the_news(notices: NoticeArea) -> None:
    notices.report("Saved.")
    notices.show_error("The disk is full.")
    notices.clear_errors()
    assert notices.texts == ["Saved."]


def test_a_warning_takes_the_place_of_one_about_the_same_and_of_the_oldest(notices: NoticeArea, qtbot: QtBot) -> None:
    done: list[str] = []
    notices.warn("gap", "The gap grows.", "Stop.")
    notices.warn("gap", "The gap grows on.", "Stop.", ("Stop it", lambda: done.append("stopped")))
    notices.warn("dead", "A layer is dead.", "Freeze it.")
    assert notices.texts == ["The gap grows on.", "A layer is dead."]

    qtbot.mouseClick(button(notices, "Stop it"), Qt.MouseButton.LeftButton)
    assert done == ["stopped"]
    for about in ("one", "two", "three"):
        notices.warn(about, about, "")

    assert notices.texts == ["two", "three"]


def test_errors_and_warnings_go_apart(notices: NoticeArea) -> None:
    notices.show_error("It failed.")
    notices.warn("gap", "The gap grows.", "")
    notices.clear_warnings()
    assert notices.texts == ["It failed."]

    notices.warn("gap", "The gap grows.", "")
    notices.clear_errors()
    assert notices.texts == ["The gap grows."]
