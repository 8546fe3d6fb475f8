"""The real window and the real engine, through the whole job, by mouse and keyboard, on the sample."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import psutil
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from core import tasks
from core.commands.demo import resolve_errors
from core.events import BatchEnded, CheckpointWritten, Event
from core.jobs import Job
from gui.job_runner import JobRunner, RunnerState
from gui.pages.backbone.page import BackbonePage
from gui.pages.dataset.page import DatasetPage
from gui.pages.evaluation.page import EvaluationPage
from gui.pages.export.page import ExportPage
from gui.pages.prediction.page import PredictionPage
from gui.pages.training.page import TrainingPage
from gui.simulated_user import User
from gui.stages import Stage
from gui.widgets.new_folder_dialog import NewFolderDialog
from gui.widgets.theme import theme
from gui.window.main_window import MainWindow
from tests.core.small import BACKBONE

#: a task of the real engine, which may first have to import TensorFlow on a busy machine
LONG = 120_000
HEAD_EPOCHS, FINE_TUNE_EPOCHS = 25, 4


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tasks.write_sample(tmp_path_factory.mktemp("data") / "sample", Job()).parent


@pytest.fixture
def window(qtbot: QtBot, small_backbone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DOCUMENTS_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    theme()
    runner = JobRunner()
    window = MainWindow(runner)
    window.show()
    qtbot.waitExposed(window)
    runner.warm_up()
    yield window
    window.stop_and_quit()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
    shiboken6.delete(window)


def processes() -> list[psutil.Process]:
    """Below this one, but for the one that Python keeps to tidy up."""
    below = [child for child in psutil.Process().children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE]
    return [process for process in below if "resource_tracker" not in " ".join(process.cmdline())]


class Person(User):
    """A user who remembers what the engine told."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.events: list[Event] = []
        window.runner.event_received.connect(self.events.append)

    def batches(self) -> int:
        return sum(isinstance(event, BatchEnded) for event in self.events)

    def make_project(self, name: str) -> None:
        self.click(self.window.start_page.new_button)
        dialog = self.window.findChild(NewFolderDialog)
        QTest.keyClicks(dialog.name, name)
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
        self.wait(lambda: Stage.DATASET in self.window.pages)


@pytest.fixture
def user(window: MainWindow) -> Person:
    return Person(window)


def choose_images(user: Person, sample: Path) -> None:
    user.make_project("nodules")
    page = cast("DatasetPage", user.window.pages[Stage.DATASET])
    user.drop(page, sample)
    user.wait(lambda: user.window.session.dataset is not None)
    dataset = user.window.session.dataset
    assert dataset
    assert dataset.classes == ("nodule", "normal")
    assert len(dataset.readable) == 245
    user.until_idle()
    user.audit()
    assert user.window.session.audit
    assert not user.window.session.audit.errors


def tick_the_last_block(user: Person) -> None:
    user.tick_last_blocks(BACKBONE, 1)
    assert [path.split("_")[1] for path in user.window.session.draft.unfrozen] == ["3", "3"]


def set_up_training(user: Person) -> TrainingPage:
    page = user.go_to(Stage.TRAINING, TrainingPage)
    user.type_number(page.form.head.epochs, str(HEAD_EPOCHS))
    user.type_number(page.form.head.patience, str(HEAD_EPOCHS))
    user.type_number(page.form.fine_tuning.epochs, str(FINE_TUNE_EPOCHS))
    assert user.window.session.draft.head.epochs == HEAD_EPOCHS
    return page


def test_the_whole_job_by_mouse(user: Person, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = user.window
    strangers = {process.pid for process in processes()} - {window.runner.engine_process_id}
    choose_images(user, sample)
    tick_the_last_block(user)
    page = set_up_training(user)

    user.click(page.bar.start_button)
    user.wait(lambda: user.batches() > 10)
    user.click(page.bar.pause_button)
    assert window.runner.state is RunnerState.PAUSED
    user.click(page.bar.pause_button)  # which now says Resume
    user.click(page.bar.stop_button)
    user.until_idle()
    user.wait(page.interrupted.isVisible)
    assert window.session.known_runs.interrupted
    user.click(page.interrupted.resume_button)
    user.wait(lambda: window.runner.is_busy)
    user.until_idle()
    user.wait(lambda: window.session.run is not None)
    assert window.session.run
    history = window.session.run.history
    assert [epoch.epoch for epoch in history if epoch.phase == 0] == list(range(HEAD_EPOCHS))
    assert len([epoch for epoch in history if epoch.phase == 1]) >= 1

    evaluation = user.go_to(Stage.EVALUATION, EvaluationPage)
    user.wait(evaluation.evaluate_button.isVisible)
    user.click(evaluation.evaluate_button)
    user.wait(evaluation.view.isVisible)
    matrix = evaluation.view.matrix.table
    user.click(matrix.viewport(), matrix.visualRect(matrix.model().index(0, 0)).center())
    user.wait(lambda: "correctly predicted" in evaluation.view.grid_title.text())

    user.look_inside()

    prediction = user.go_to(Stage.PREDICTION, PredictionPage)
    user.drop(prediction, sample / "images")
    user.wait(lambda: prediction.save_button.isVisible() and prediction.save_button.isEnabled())
    table = tmp_path / "predictions.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(table), ""))
    user.click(prediction.save_button)
    user.wait(table.is_file)
    assert len(table.read_text(encoding="utf-8").splitlines()) == 1 + 247

    export = user.go_to(Stage.EXPORT, ExportPage)
    user.click(export.export_button)
    dialog = export.dialog
    assert dialog
    go = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Export")
    user.click(go)
    user.wait(lambda: bool(export.results))
    assert (export.results[0].exported.folder / "predict.py").is_file()

    assert window.runner.engine_process_id in {process.pid for process in processes()}
    window.close()
    assert not [process for process in processes() if process.pid not in strangers]


@pytest.mark.slow
def test_an_engine_that_is_killed_in_the_middle_of_training_loses_nothing(
    user: Person, sample: Path, tmp_path: Path
) -> None:
    window = user.window
    choose_images(user, sample)
    page = user.go_to(Stage.BACKBONE, BackbonePage)
    user.wait(lambda: BACKBONE in page.cards.names)
    user.click(page.cards.card(BACKBONE))
    training = set_up_training(user)
    user.click(training.bar.start_button)
    for number in (signal.SIGKILL, signal.SIGABRT):
        user.events.clear()
        user.wait(lambda: sum(isinstance(event, CheckpointWritten) for event in user.events) > 2)
        assert window.runner.engine_process_id
        os.kill(window.runner.engine_process_id, number)
        user.wait(lambda name=number.name: any(name in text for text in training.notices.texts))  # type: ignore[misc]
    user.wait(lambda: bool(window.session.finished_runs))
    user.until_idle()
    run = window.session.finished_runs[0]
    assert window.isVisible()
    assert [epoch.epoch for epoch in run.history] == list(range(HEAD_EPOCHS))
    project = window.session.project
    assert project
    other = type(project)(folder=tmp_path / "undisturbed")
    resolve_errors(other, sample, BACKBONE, Job())
    undisturbed = tasks.train(other, run.plan, Job(), sample)
    from tests.core.small import weights_of

    expected, weights = weights_of(undisturbed), weights_of(run)
    assert all((weights[name] == expected[name]).all() for name in expected)
