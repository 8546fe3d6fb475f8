"""The training page: what it says, what it shows while a run trains, and where it leads."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.events import AlarmKind, DepthDecided, Progress
from core.jobs import Job
from core.messages import Message, as_written
from core.training.draft import Draft
from core.training.monitoring import Monitoring
from gui.job_runner import JobRunner, Task
from gui.pages.training.page import TrainingPage
from gui.session import Session
from gui.stages import Stage
from tests.gui.engines import ScriptedEngine, request, wait_until_stopped
from tests.gui.opening import open_project
from tests.gui.pages.training.trainings import LAYERS, LEFT, PLAN, STEPS, Training, finishes, goes_on, says
from tests.gui.runs import (
    alarm,
    batch_ended,
    begin_run,
    epoch_ended,
    events_of,
    finish,
    layers_measured,
    phase_started,
    watched,
)


def test_it_says_what_a_run_will_do(page: Callable[[], TrainingPage], session_with_images: Session) -> None:
    shown = page()
    assert shown.bar.says.text() == "Trains the new head on 42 images for up to 20 epochs."

    session_with_images.unfreeze(["block_3_conv", "block_3_bn"])

    assert (
        shown.bar.says.text()
        == "Trains the new head on 42 images for up to 20 epochs, then 2 layers for up to 10 epochs."
    )


def test_what_is_set_is_in_the_draft_at_once_and_the_other_way_round(
    page: Callable[[], TrainingPage], session_with_images: Session, qtbot: QtBot
) -> None:
    shown = page()
    qtbot.keyClick(shown.form.head.epochs, Qt.Key.Key_Up)
    assert session_with_images.draft.head.epochs == 21

    session_with_images.unfreeze(["block_3_conv"])

    assert shown.form.fine_tuning.layers.text() == "1 layer"
    assert shown.form.head.epochs.value() == 21


def test_the_way_to_the_layers_leads_to_the_backbone_page(page: Callable[[], TrainingPage], qtbot: QtBot) -> None:
    shown = page()

    with qtbot.waitSignal(shown.stage_wanted) as wanted:
        qtbot.mouseClick(shown.form.go_button, LEFT)

    assert wanted.args == [Stage.BACKBONE]


def test_a_value_that_makes_no_sense_is_told_and_nothing_starts(
    page: Callable[[], TrainingPage], engine: ScriptedEngine, qtbot: QtBot
) -> None:
    shown = page()
    shown.form.head.learning_rate.selectAll()
    qtbot.keyClicks(shown.form.head.learning_rate, "fast")

    qtbot.mouseClick(shown.bar.start_button, LEFT)

    assert "not a number" in shown.form.wrong
    assert engine.calls == []


def test_a_run_is_started_watched_and_finished(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    session_with_images.unfreeze(["block_3_conv"])
    training = Training(session_with_images, list(events_of(PLAN)), finishes)
    engine.answers["train"] = training
    shown = page()

    with qtbot.waitSignal(session_with_images.run_changed):
        qtbot.mouseClick(shown.bar.start_button, LEFT)

    name, arguments = engine.calls[0]
    assert (name, arguments["plan"]) == ("train", session_with_images.draft.plan)
    assert session_with_images.run == session_with_images.runs[0]
    assert shown.live.epochs.model().rowCount() == 5
    loss = shown.live.plot.loss
    qtbot.waitUntil(lambda: bool(loss.items.curves) and loss.items.curves[0].getData()[0] is not None)
    assert len(shown.control.shown.history.batches["x"]) == 5 * 4
    assert list(loss.items.curves[0].getData()[0]) == [1, 2, 3, 4, 5]
    assert shown.notices.texts == []
    qtbot.waitUntil(shown.result.isVisible)  # and stays: it is no message that goes by itself
    assert shown.result.says.text() == (
        "The model of “run-001” is ready: validation accuracy 88.9 %. Kept: epoch 30, of fine-tuning (its epoch 10)."
    )
    assert "Chosen by the lowest validation loss" in shown.result.more.text()
    assert "It ended with the last of 10 epochs that fine-tuning was given at most." in shown.result.more.text()
    qtbot.waitUntil(lambda: shown.tabs.tabText(0) == "Curves of run-001")
    assert shown.interrupted.isHidden()


def test_while_it_runs_the_settings_are_locked_and_show_the_runs_plan(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    session_with_images.unfreeze(["block_3_conv"])
    events = [phase_started(0, PLAN), batch_ended(0, 0, 0), epoch_ended(0, 0), batch_ended(0, 1, 0)]
    engine.answers["train"] = Training(session_with_images, events, goes_on)
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: "epoch 2 of at most 3" in says(shown))

    assert "Head (phase 1 of 2)" in says(shown)
    assert "best so far: validation accuracy 70.0 % in epoch 1 (lowest validation loss)" in says(shown)
    assert not shown.form.isEnabled()
    assert not shown.bar.start_button.isEnabled()
    assert shown.bar.start_button.toolTip()
    assert shown.bar.pause_button.hasFocus()
    session_with_images.unfreeze([])
    assert shown.form.fine_tuning.layers.text() == "1 layer"

    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert shown.form.isEnabled()
    assert "No layer ticked" in shown.form.fine_tuning.layers.text()


def test_preparing_is_told_before_the_first_phase(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    events = [Progress(step=Message("preparing-the-images"), done=3, total=40, seconds_left=50.0)]
    engine.answers["train"] = Training(session_with_images, events, goes_on)
    shown = page()

    qtbot.mouseClick(shown.bar.start_button, LEFT)

    qtbot.waitUntil(lambda: says(shown) == "Preparing the images, 3 of 40 | 50 s left")
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)


def test_an_error_is_shown_on_the_page(
    page: Callable[[], TrainingPage], engine: ScriptedEngine, runner: JobRunner, qtbot: QtBot
) -> None:
    def refuse(job: Job, **arguments: Any) -> None:
        raise UserError(as_written("The folder “images” is gone.", "Choose it again."))

    engine.answers["train"] = refuse
    shown = page()

    qtbot.mouseClick(shown.bar.start_button, LEFT)

    qtbot.waitUntil(lambda: shown.notices.texts == ["The folder “images” is gone."])
    assert shown.bar.start_button.isEnabled()


def test_no_run_is_offered_while_another_task_runs(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    begin_run(session_with_images.project, PLAN, epochs=1)
    engine.answers["predict"] = lambda job: wait_until_stopped(job)
    shown = page()

    runner.start(Task(request("predict"), "Classifying images"), lambda outcome: None)

    assert shown.interrupted.isHidden()
    assert not shown.bar.start_button.isEnabled()
    assert not shown.bar.stop_button.isEnabled()
    assert "Waiting for: Classifying images" in says(shown)
    runner.stop()
    qtbot.waitUntil(shown.interrupted.isVisible)


def test_events_of_another_task_are_no_curves(
    page: Callable[[], TrainingPage], engine: ScriptedEngine, runner: JobRunner, qtbot: QtBot
) -> None:
    engine.answers["evaluate"] = lambda job: job.report(epoch_ended(0, 0))
    shown = page()

    with qtbot.waitSignal(runner.event_received):
        runner.start(Task(request("evaluate"), "Evaluating"), lambda outcome: None)

    assert shown.control.shown.history.is_empty
    qtbot.waitUntil(lambda: not runner.is_busy)


def test_a_run_is_used_for_evaluation(
    page: Callable[[], TrainingPage], session_with_images: Session, qtbot: QtBot
) -> None:
    project = session_with_images.project
    first, _second = finish(begin_run(project, PLAN)), finish(begin_run(project, PLAN))
    shown = page()
    shown.tabs.setCurrentWidget(shown.runs.list)
    shown.runs.list.select([first])

    with qtbot.waitSignal(shown.stage_wanted) as wanted:
        qtbot.mouseClick(shown.runs.list.evaluate_button, LEFT)

    assert wanted.args == [Stage.EVALUATION]
    assert session_with_images.run == first


def test_another_project_shows_its_own_runs(
    page: Callable[[], TrainingPage], session_with_images: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    finish(begin_run(session_with_images.project, PLAN))
    shown = page()
    assert shown.live.epochs.model().rowCount() == 5

    open_project(session_with_images, tmp_path / "other")

    assert shown.live.epochs.model().rowCount() == 0
    qtbot.waitUntil(lambda: shown.tabs.tabText(2) == "All runs (0)")
    assert shown.interrupted.isHidden()


@pytest.mark.parametrize("size", [(816, 560), (1712, 1020)])
def test_everything_can_be_reached_in_any_size(
    size: tuple[int, int], page: Callable[[], TrainingPage], qtbot: QtBot
) -> None:
    shown = page()
    shown.resize(*size)
    qtbot.waitUntil(lambda: shown.size().width() == size[0])

    assert shown.minimumSizeHint().width() <= size[0]
    assert shown.live.plot.loss.plot.height() >= 220
    for control in (shown.bar.start_button, shown.bar.pause_button, shown.bar.stop_button):
        assert shown.rect().contains(QRect(control.mapTo(shown, QPoint()), control.size()))


def test_what_an_incremental_run_does_is_told(page: Callable[[], TrainingPage], session_with_images: Session) -> None:
    shown = page()

    session_with_images.change_draft(Draft(incremental=True, blocks=3))

    assert shown.bar.says.text() == (
        "Trains the new head on 42 images for up to 20 epochs, then unfreezes block by block, at most 3 blocks, "
        "for up to 10 epochs each, and goes on only while validation improves."
    )


def test_layers_and_alarms_are_shown_while_it_trains(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    events = [
        phase_started(0, STEPS), epoch_ended(0, 0), layers_measured(0, 0),
        phase_started(1, STEPS), epoch_ended(1, 0), layers_measured(1, 0, LAYERS),
        alarm(AlarmKind.DEAD, 1, 0, LAYERS[:1]),
        DepthDecided(phase=1, improvement=0.001, noise=0.01, goes_deeper=False),
    ]  # fmt: skip
    engine.answers["train"] = Training(session_with_images, events, goes_on)
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    shown.tabs.setCurrentWidget(shown.layers)

    qtbot.waitUntil(lambda: shown.layers.map.layers.rowCount() == 2)

    stopped = (
        "Stopped at the last block: this step lowered the validation loss by 0.001, "
        "less than its standard error of 0.01."
    )
    assert shown.notices.texts == ["It is dead.", stopped]
    assert shown.tabs.tabText(1) == "Layers, 1 alarm"
    assert shown.layers.found.texts == [stopped, "Epoch 2: It is dead."]
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert shown.notices.texts == [stopped]  # the alarm stays in the list of alarms
    assert shown.tabs.tabText(1) == "Layers, 1 alarm"


def test_a_run_of_before_shows_its_layers_alarms_and_depth(
    page: Callable[[], TrainingPage], session_with_images: Session, qtbot: QtBot
) -> None:
    monitoring = Monitoring()
    decided = DepthDecided(phase=1, improvement=0.001, noise=0.01, goes_deeper=False)
    for event in (layers_measured(0, 0), layers_measured(1, 0, LAYERS), alarm(AlarmKind.GAP), decided):
        monitoring.add(event)
    watched(finish(begin_run(session_with_images.project, STEPS)), monitoring)
    shown = page()

    assert shown.layers.history.epochs == [(0, 0), (1, 0)]
    assert shown.tabs.tabText(1) == "Layers, 1 alarm"
    assert shown.runs.list.depth_says.text().startswith("Stopped at the last block")
    assert shown.runs.list.model.index(0, 3).data() == "last block"


def test_a_run_that_was_really_trained_shows_its_layers(
    page: Callable[[], TrainingPage], session_with_images: Session, trained_project: Path, qtbot: QtBot
) -> None:
    shutil.copytree(trained_project / "runs", session_with_images.project.folder / "runs")
    shown = page()

    assert shown.layers.history.layers[-1] == "new head"
    values = shown.layers.history.values
    assert values.shape[1] > 1
    assert values.shape[2] == shown.live.epochs.model().rowCount()
    assert (values[0, -1] > 0).all()
