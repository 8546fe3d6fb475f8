"""Runs are paused, stopped, resumed and kept, and go on where the engine has died."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from core.audit.findings import BlockedByAudit
from core.errors import UserError
from core.events import AlarmKind, CheckpointWritten, Event
from core.jobs import Job
from core.messages import as_written
from core.training.draft import Draft
from core.training.run import Run
from core.wording.catalogue import text_of
from gui.job_runner import JobRunner, RunnerState
from gui.pages.training.page import TrainingPage
from gui.session import Session
from tests.gui.engines import ScriptedEngine, wait_until_stopped
from tests.gui.pages.training.trainings import LEFT, PLAN, STEPS, Training, dies, finishes, goes_on, says
from tests.gui.runs import (
    alarm,
    batch_ended,
    begin_run,
    epoch_ended,
    events_of,
    finish,
    phase_started,
)


def test_pause_resume_and_stop_by_their_buttons(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    written = CheckpointWritten(phase=0, epoch=0, batch=1)
    events = [phase_started(0, PLAN), batch_ended(0, 0, 0), written]
    engine.answers["train"] = Training(session_with_images, events, goes_on)
    shown = page()
    assert not shown.bar.pause_button.isEnabled()
    assert "Nothing is being trained." in shown.bar.stop_button.toolTip()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: not shown.control.shown.history.is_empty)

    qtbot.mouseClick(shown.bar.pause_button, LEFT)
    assert runner.state is RunnerState.PAUSED
    assert shown.bar.pause_button.text() == "Resume"
    assert says(shown).startswith("Paused.")
    qtbot.mouseClick(shown.bar.pause_button, LEFT)
    assert runner.state is RunnerState.RUNNING
    qtbot.mouseClick(shown.bar.stop_button, LEFT)

    qtbot.waitUntil(lambda: not runner.is_busy)
    assert shown.notices.texts == ["Stopped. What was learnt is kept."]
    qtbot.waitUntil(shown.interrupted.isVisible)


def test_an_interrupted_run_is_offered_when_the_project_opens_and_goes_on(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    project = session_with_images.project
    run = begin_run(project, PLAN, epochs=3)
    later = list(events_of(PLAN))[-12:]
    training = Training(session_with_images, [phase_started(1, PLAN), *later], finishes)
    engine.answers["resume"] = lambda job, project, run: training.go_on(job, project, run)
    shown = page()

    assert shown.interrupted.isVisible()
    assert shown.interrupted.says.text() == "The run “run-001” was interrupted in epoch 4."
    assert shown.live.epochs.model().rowCount() == 3
    with qtbot.waitSignal(session_with_images.run_changed):
        qtbot.mouseClick(shown.interrupted.resume_button, LEFT)

    assert engine.calls[-1] == ("resume", {"project": project, "run": run})
    assert shown.live.epochs.model().rowCount() == 5
    assert shown.interrupted.isHidden()


def test_an_interrupted_run_can_be_kept_as_it_is(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    run = begin_run(session_with_images.project, PLAN, epochs=2)
    engine.answers["finish_early"] = lambda job, project, run: finish(run)
    shown = page()

    with qtbot.waitSignal(session_with_images.run_changed):
        qtbot.mouseClick(shown.interrupted.keep_button, LEFT)

    assert engine.calls[-1] == ("finish_early", {"project": session_with_images.project, "run": run})
    assert session_with_images.run == run
    qtbot.waitUntil(shown.interrupted.isHidden)


def test_without_an_ended_epoch_there_is_nothing_to_keep(
    page: Callable[[], TrainingPage], session_with_images: Session
) -> None:
    begin_run(session_with_images.project, PLAN)
    shown = page()

    assert shown.interrupted.isVisible()
    assert not shown.interrupted.keep_button.isEnabled()
    assert "No epoch has ended" in shown.interrupted.keep_button.toolTip()


def test_when_the_engine_dies_training_goes_on_by_itself_and_the_curves_with_it(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    session_with_images.unfreeze(["block_3_conv"])
    events = list(events_of(PLAN))
    killed_at = events.index(batch_ended_in(events, phase=1, epoch=0, batch=2))
    engine.answers["train"] = Training(session_with_images, events[: killed_at + 1], dies)
    again = events.index(batch_ended_in(events, phase=1, epoch=0, batch=0))
    rest = Training(session_with_images, [phase_started(1, PLAN), *events[again:]], finishes)
    engine.answers["resume"] = lambda job, project, run: rest.go_on(job, project, run)
    shown = page()

    with qtbot.waitSignal(session_with_images.run_changed):
        qtbot.mouseClick(shown.bar.start_button, LEFT)

    assert [name for name, _ in engine.calls] == ["train", "resume"]
    assert shown.notices.texts[0] == "The engine ended unexpectedly (SIGKILL)."
    assert len(shown.control.shown.history.batches["x"]) == 5 * 4  # those done again stand once
    assert len(shown.control.shown.history.epochs) == 5


def batch_ended_in(events: list[Event], **place: int) -> Event:
    return next(event for event in events if all(getattr(event, name, None) == value for name, value in place.items()))


def test_a_run_that_died_without_getting_on_is_not_started_for_ever(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    events = [phase_started(0, PLAN), batch_ended(0, 0, 0)]
    engine.answers["train"] = Training(session_with_images, events, dies)
    shown = page()

    qtbot.mouseClick(shown.bar.start_button, LEFT)

    qtbot.waitUntil(shown.interrupted.isVisible)
    assert [name for name, _ in engine.calls] == ["train"]
    assert shown.notices.texts == ["The engine ended unexpectedly (SIGKILL)."]
    assert not runner.is_busy


def test_it_goes_on_only_as_long_as_it_gets_on(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    written = CheckpointWritten(phase=0, epoch=0, batch=2)
    engine.answers["train"] = Training(session_with_images, [phase_started(0, PLAN), written], dies)
    stuck = Training(session_with_images, [phase_started(0, PLAN)], dies)
    engine.answers["resume"] = lambda job, project, run: stuck.go_on(job, project, run)
    shown = page()

    qtbot.mouseClick(shown.bar.start_button, LEFT)

    qtbot.waitUntil(shown.interrupted.isVisible)
    assert [name for name, _ in engine.calls] == ["train", "resume"]


def test_any_interrupted_run_of_the_list_can_be_resumed(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    first, _second = begin_run(session_with_images.project, PLAN, 1), begin_run(session_with_images.project, PLAN, 2)
    engine.answers["resume"] = lambda job, project, run: wait_until_stopped(job)
    shown = page()
    shown.tabs.setCurrentWidget(shown.runs.list)
    shown.runs.list.select([first])

    qtbot.mouseClick(shown.runs.list.resume_button, LEFT)

    qtbot.waitUntil(lambda: bool(engine.calls))
    assert engine.calls[-1][1]["run"] == first
    assert shown.live.epochs.model().rowCount() == 1
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)


def test_errors_of_the_audit_stand_in_the_way_and_lead_there(
    page: Callable[[], TrainingPage], engine: ScriptedEngine, qtbot: QtBot
) -> None:
    def block(job: Job, **arguments: Any) -> None:
        raise BlockedByAudit(as_written("The audit found errors.", "Resolve them."))

    engine.answers["train"] = block
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: shown.notices.texts == ["The audit found errors."])
    show = next(made for made in shown.notices.findChildren(QPushButton) if made.text() == "Show the audit")

    with qtbot.waitSignal(shown.audit_wanted):
        qtbot.mouseClick(show, LEFT)
    assert shown.bar.start_button.isEnabled()


def pressed(qtbot: QtBot, page: TrainingPage, text: str) -> None:
    QApplication.processEvents()  # what has just been shown takes its place
    found = next(made for made in page.notices.findChildren(QPushButton) if made.text() == text)
    qtbot.mouseClick(found, LEFT)


def test_going_back_to_the_best_weights_stops_the_run_and_finishes_it(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    events = [phase_started(0, STEPS), epoch_ended(0, 0), phase_started(1, STEPS), epoch_ended(1, 0)]
    written = CheckpointWritten(phase=1, epoch=1, batch=0)
    worse = alarm(AlarmKind.WORSE_THAN_HEAD)
    engine.answers["train"] = Training(session_with_images, [*events, written, worse], goes_on)
    engine.answers["finish_early"] = lambda job, project, run: finish(run)
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: bool(shown.notices.texts))

    with qtbot.waitSignal(session_with_images.run_changed):
        pressed(qtbot, shown, "Go back to the best weights")

    run = session_with_images.runs[0]
    assert engine.calls[-1] == ("finish_early", {"project": session_with_images.project, "run": run})
    assert session_with_images.run == run
    qtbot.waitUntil(shown.result.isVisible)
    assert "Kept: epoch" in shown.result.says.text()


def test_a_growing_gap_leads_to_the_settings(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    events = [phase_started(0, STEPS), epoch_ended(0, 0), alarm(AlarmKind.GAP, 0)]
    engine.answers["train"] = Training(session_with_images, events, goes_on)
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: bool(shown.notices.texts))

    pressed(qtbot, shown, "Stop and change the settings")

    qtbot.waitUntil(lambda: not runner.is_busy)
    assert shown.settings_button.isChecked()
    assert shown.form.isEnabled()
    assert shown.notices.texts == []


@pytest.mark.parametrize("has_epoch", [True, False])
def test_when_the_loss_is_no_number_the_best_can_be_kept_and_a_lower_rate_set(
    has_epoch: bool,
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    qtbot: QtBot,
) -> None:
    wrong = alarm(AlarmKind.NOT_FINITE, 1, 1)

    def fails(job: Job, run: Run) -> None:
        raise UserError(wrong.message)

    session_with_images.change_draft(Draft.of(PLAN))
    ended = [epoch_ended(0, 0)] if has_epoch else []
    engine.answers["train"] = Training(session_with_images, [phase_started(0, PLAN), *ended, wrong], fails)
    engine.answers["finish_early"] = lambda job, project, run: finish(run)
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: shown.notices.texts == [text_of(wrong.message)])
    buttons = {made.text() for made in shown.notices.findChildren(QPushButton)}
    assert ("Finish with best weights" in buttons) is has_epoch

    pressed(qtbot, shown, "Set 0.000001 for the next run")

    assert session_with_images.draft.fine_tuning.learning_rate == 1e-6
    assert session_with_images.draft.head == PLAN.phases[0]
    assert shown.form.fine_tuning.learning_rate.text() == "0.000001"
    assert shown.settings_button.isChecked()


def test_what_was_learnt_before_the_loss_was_no_number_is_kept(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    wrong = alarm(AlarmKind.NOT_FINITE, 0, 1)

    def fails(job: Job, run: Run) -> None:
        raise UserError(wrong.message)

    engine.answers["train"] = Training(session_with_images, [phase_started(0, PLAN), epoch_ended(0, 0), wrong], fails)
    engine.answers["finish_early"] = lambda job, project, run: finish(run)
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: shown.notices.texts == [text_of(wrong.message)])

    with qtbot.waitSignal(session_with_images.run_changed):
        pressed(qtbot, shown, "Finish with best weights")

    assert engine.calls[-1][0] == "finish_early"
