"""What a user does to the runs of a project."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from gui.pages.training.page import TrainingPage
from gui.session import Session
from tests.gui.pages.training.trainings import PLAN
from tests.gui.runs import (
    begin_run,
    finish,
)


def test_runs_are_renamed_noted_and_deleted(
    page: Callable[[], TrainingPage], session_with_images: Session, qtbot: QtBot
) -> None:
    project = session_with_images.project
    first, second = finish(begin_run(project, PLAN)), finish(begin_run(project, PLAN))
    shown = page()

    shown.runs.list.renamed.emit(first, "With flips")
    qtbot.waitUntil(lambda: first.title == "With flips")
    shown.runs.list.noted.emit(first, "small nodules")
    qtbot.waitUntil(lambda: first.notes.note == "small nodules")
    assert first.title == "With flips"
    qtbot.waitUntil(lambda: "With flips" in [facts.title for facts in shown.runs.list.model.facts])
    shown.runs.list.delete_wanted.emit([second])

    qtbot.waitUntil(lambda: session_with_images.runs == (first,))
    assert session_with_images.run == first
    qtbot.waitUntil(lambda: shown.tabs.tabText(0) == "Curves of With flips")


def test_why_a_run_cannot_be_deleted_is_told(
    page: Callable[[], TrainingPage], session_with_images: Session, qtbot: QtBot
) -> None:
    project = session_with_images.project
    run = finish(begin_run(project, PLAN))
    shown = page()

    with project.locked():
        shown.runs.list.delete_wanted.emit([run])
        qtbot.waitUntil(lambda: shown.notices.texts == ["Another Frostline is working in this project."])

    assert project.runs == [run]
