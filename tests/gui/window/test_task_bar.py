"""The task bar: what is running, how far it is, and its two buttons."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from core.events import BatchEnded, EpochEnded, PhaseStarted, Progress
from core.jobs import Job
from core.messages import Message
from gui.job_runner import JobRunner, RunnerState, Task
from gui.widgets.parts import button as button_with_text
from gui.widgets.parts import keep_icon
from gui.widgets.theme import theme
from gui.window.task_bar import TaskBar
from tests.gui.engines import TRAIN, ScriptedEngine, wait_until_stopped


def texts(bar: TaskBar) -> str:
    return " | ".join(label.text() for label in bar.findChildren(QLabel) if label.isVisible())


def button(bar: TaskBar, text: str) -> QPushButton:
    return next(found for found in bar.findChildren(QPushButton) if found.text() == text)


def started(runner: JobRunner, engine: ScriptedEngine, qtbot: QtBot, *events: object) -> TaskBar:
    bar = TaskBar(runner)
    qtbot.addWidget(bar)
    bar.show()
    told = threading.Event()

    def work(job: Job, **arguments: object) -> None:
        for event in events:
            job.report(event)  # type: ignore[arg-type]
        told.set()
        wait_until_stopped(job)

    engine.answers["train"] = work
    runner.start(Task(TRAIN, "Training"), lambda outcome: None)
    qtbot.waitUntil(told.is_set)
    return bar


def test_nothing_runs(runner: JobRunner, qtbot: QtBot) -> None:
    bar = TaskBar(runner)
    qtbot.addWidget(bar)
    bar.show()
    assert texts(bar) == "Ready"
    assert not bar.findChild(QProgressBar).isVisible()


def test_a_step_shows_how_far_it_is_and_the_time_left(runner: JobRunner, engine: ScriptedEngine, qtbot: QtBot) -> None:
    bar = started(
        runner, engine, qtbot, Progress(step=Message("reading-the-images"), done=50, total=200, seconds_left=42)
    )
    qtbot.waitUntil(lambda: "Reading the images, 50 of 200" in texts(bar))
    assert "45 s left" in texts(bar)
    assert bar.findChild(QProgressBar).value() == 250


def test_training_shows_phase_epoch_and_the_most_it_can_take(
    runner: JobRunner, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    bar = started(
        runner,
        engine,
        qtbot,
        PhaseStarted(phase=0, phases=2, name="head", epochs=10, trainable_parameters=1, parameters=2),
        EpochEnded(
            phase=0, epoch=0, loss=1, score=0, validation_loss=1, validation_score=0,
            learning_rate=1e-3, seconds=10.0, best=True,
        ),
        BatchEnded(phase=0, epoch=1, batch=9, batches=10, part="train", loss=1, score=0),
    )  # fmt: skip
    qtbot.waitUntil(lambda: "Head (phase 1 of 2) · epoch 2" in texts(bar))
    assert "at most 1 min 30 s left" in texts(bar)


def test_its_buttons_pause_resume_and_stop(runner: JobRunner, engine: ScriptedEngine, qtbot: QtBot) -> None:
    bar = started(runner, engine, qtbot)
    qtbot.mouseClick(button(bar, "Pause"), Qt.MouseButton.LeftButton)
    assert runner.state is RunnerState.PAUSED
    assert "paused" in texts(bar)
    qtbot.mouseClick(button(bar, "Resume"), Qt.MouseButton.LeftButton)
    assert runner.state is RunnerState.RUNNING
    qtbot.mouseClick(button(bar, "Stop"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: texts(bar) == "Ready")


def test_a_button_that_changes_its_icon_follows_the_theme_once(qtbot: QtBot) -> None:
    made = button_with_text("Pause", "pause")
    qtbot.addWidget(made)
    for name in ("start", "pause", "start"):
        keep_icon(made, name)
    shown: list[str] = []
    made.setIcon = lambda icon: shown.append("anew")  # type: ignore[method-assign]
    theme().changed.emit()
    assert shown == ["anew"]
