"""Learning rates are tried for a phase of the next run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.jobs import Job
from core.messages import as_written
from core.training.rate_finder import RateCurve
from gui.job_runner import JobRunner
from gui.pages.training.page import TrainingPage
from gui.session import Session
from tests.gui.engines import ScriptedEngine, wait_until_stopped
from tests.gui.pages.training.trainings import LEFT


def test_a_learning_rate_is_found_and_used(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    curve = RateCurve(phase=1, rates=(1e-4, 1e-3, 1e-2), losses=(0.7, 0.5, 0.4), suggestion=2e-3)
    engine.answers["find_learning_rate"] = lambda job, project, plan, phase: curve
    session_with_images.unfreeze(["block_3_conv"])
    shown = page()
    qtbot.waitUntil(shown.form.fine_tuning.find_button.isEnabled)

    qtbot.mouseClick(shown.form.fine_tuning.find_button, LEFT)

    dialog = shown._rates.dialog
    assert dialog
    qtbot.waitUntil(lambda: dialog.curve == curve)
    name, arguments = engine.calls[-1]
    assert (name, arguments["phase"]) == ("find_learning_rate", 1)
    assert arguments["plan"] == session_with_images.draft.plan
    qtbot.mouseClick(dialog.use_button, LEFT)
    assert session_with_images.draft.fine_tuning.learning_rate == 2e-3
    assert shown.form.fine_tuning.learning_rate.text() == "0.002"
    assert shown._rates.dialog is None


def test_who_closes_the_finder_stops_it(
    page: Callable[[], TrainingPage], engine: ScriptedEngine, runner: JobRunner, qtbot: QtBot
) -> None:
    engine.answers["find_learning_rate"] = wait_until_stopped
    shown = page()
    qtbot.waitUntil(shown.form.head.find_button.isEnabled)
    qtbot.mouseClick(shown.form.head.find_button, LEFT)
    dialog = shown._rates.dialog
    assert dialog
    assert not shown.form.head.find_button.isEnabled()

    qtbot.mouseClick(dialog.cancel_button, LEFT)

    qtbot.waitUntil(lambda: not runner.is_busy)
    assert shown._rates.dialog is None
    assert shown.notices.texts == []


def test_why_no_learning_rate_was_found_is_told_on_the_page(
    page: Callable[[], TrainingPage], engine: ScriptedEngine, runner: JobRunner, qtbot: QtBot
) -> None:
    def refuse(job: Job, **arguments: Any) -> None:
        raise UserError(as_written("The folder “images” is gone."))

    engine.answers["find_learning_rate"] = refuse
    shown = page()
    qtbot.waitUntil(shown.form.head.find_button.isEnabled)

    qtbot.mouseClick(shown.form.head.find_button, LEFT)

    qtbot.waitUntil(lambda: shown.notices.texts == ["The folder “images” is gone."])
    assert shown._rates.dialog is None
