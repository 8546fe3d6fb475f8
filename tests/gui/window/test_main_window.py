"""The window as a whole: opening, the stages and what they need, closing while something runs."""

from __future__ import annotations

import logging
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMessageBox, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from core.jobs import Job
from core.process.notices import RESEARCH_USE_ONLY
from core.project.project import Project
from gui.job_runner import JobRunner, Task
from gui.opening import Opening
from gui.stages import Stage
from gui.widgets.new_folder_dialog import NewFolderDialog
from gui.widgets.theme import Appearance, theme
from gui.window.application import Excepthook
from gui.window.dialogs import AboutDialog, GuideDialog
from gui.window.main_window import SAMPLES, MainWindow, projects_folder
from gui.window.recent_projects import recent_projects
from tests.gui.engines import TRAIN, ScriptedEngine, wait_until_stopped
from tests.gui.opening import open_project, wait_until_open
from tests.places import ROOT


@pytest.fixture
def window(runner: JobRunner, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(runner)
    window.show()
    qtbot.waitExposed(window)
    yield window
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)
    window.close()
    shiboken6.delete(window)  # else every window of every test is styled anew when the theme changes


@pytest.fixture
def trained(trained_project: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "trained"
    shutil.copytree(trained_project, copy)
    return copy


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_without_a_project_there_is_the_start_page(window: MainWindow) -> None:
    assert window.start_page.isVisible()
    assert window.stage is None
    assert "Frostline" in texts(window.start_page)


def test_a_new_project_is_made_by_name(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.start_page.new_button, Qt.MouseButton.LeftButton)
    dialog = window.findChild(NewFolderDialog)
    assert not dialog.action_button.isEnabled()
    qtbot.keyClicks(dialog.name, "a/b")
    assert not dialog.action_button.isEnabled()
    dialog.name.clear()
    qtbot.keyClicks(dialog.name, "chests")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    wait_until_open(window.session)
    assert window.session.project
    assert window.session.project.folder == projects_folder().resolve() / "chests"
    assert window.stage is Stage.DATASET
    folder = window.session.project.folder
    qtbot.waitUntil(lambda: recent_projects() == [folder])


def test_a_stage_that_needs_an_earlier_one_says_so_and_leads_there(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    open_project(window, tmp_path / "new")
    window.stages.setFocus()
    qtbot.keyClick(window.stages, Qt.Key.Key_End)
    assert window.stage is Stage.EXPORT
    assert "There is no trained model yet." in texts(window)
    go = next(button for button in window.findChildren(QAbstractButton) if button.text() == "Go to Training")
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    assert window.stage is Stage.TRAINING
    assert "Choose the images to train on first." in texts(window)


def test_runs_can_be_compared_as_soon_as_there_are_images_to_train_them_on(
    window: MainWindow, scanned_project: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    open_project(window, tmp_path / "new")
    window.show_stage(Stage.COMPARISON)
    assert "Choose the images to train on first." in texts(window)

    shutil.copytree(scanned_project, tmp_path / "scanned")
    open_project(window, tmp_path / "scanned")
    qtbot.waitUntil(lambda: window.session.dataset is not None)
    window.show_stage(Stage.COMPARISON)

    assert window.pages[Stage.COMPARISON].isVisible()
    qtbot.waitUntil(lambda: "There are not two trained models yet." in texts(window))


def test_a_project_opens_at_the_stage_where_it_was(
    window: MainWindow, trained: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    open_project(window, trained)
    window.show_stage(Stage.EVALUATION)
    qtbot.waitUntil(lambda: (trained / "window.json").is_file())
    open_project(window, tmp_path / "another")
    assert window.stage is Stage.DATASET
    open_project(window, trained)
    assert window.stage is Stage.EVALUATION
    assert window.pages[Stage.EVALUATION].isVisible()


def test_a_damaged_project_is_refused_in_place(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "project.json").write_text("{", encoding="utf-8")
    open_project(window, tmp_path / "broken")
    assert window.start_page.notices.texts == ["“broken” is not a Frostline project."]


def test_a_project_on_a_slow_disk_is_said_to_open_and_can_be_left(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    read = Opening.read
    monkeypatch.setattr(Opening, "read", lambda opening: read(opening) if answers.wait(60) else None)
    window.open_project(tmp_path / "far away")
    qtbot.waitUntil(window.opening_page.isVisible)
    assert "Opening “far away” …" in texts(window)

    qtbot.mouseClick(window.opening_page.cancel_button, Qt.MouseButton.LeftButton)
    assert window.start_page.isVisible()
    window.open_project(tmp_path / "far away")
    answers.set()
    wait_until_open(window.session)

    assert window.session.project
    assert window.pages[Stage.DATASET].isVisible()


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_sample_is_made_and_looked_at(kind: str, window: MainWindow, engine: ScriptedEngine, qtbot: QtBot) -> None:
    written, scanned = [], []

    def write(job: Job, folder: Path, kind: str) -> Path:
        written.append(kind)
        return folder / "sample.csv"

    engine.answers["write_sample"] = write
    engine.answers["scan_images"] = lambda job, project, source: scanned.append(source)
    page = window.start_page
    chosen = {"images": page.sample_button, "text": page.text_sample_button}[kind]
    qtbot.mouseClick(chosen, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(scanned) == 1)
    project, _ = SAMPLES[kind]
    assert (written, scanned[0].parent) == ([kind], projects_folder() / project)


def test_no_other_project_is_opened_while_a_task_runs(
    window: MainWindow, engine: ScriptedEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    open_project(window, tmp_path / "one")
    engine.answers["train"] = wait_until_stopped
    window.runner.start(Task(TRAIN, "Training"), lambda outcome: None)
    window.open_project(tmp_path / "two")
    assert window.session.opening is None
    assert window.notices.texts == ["A task is running."]
    window.runner.stop()
    qtbot.waitUntil(lambda: not window.runner.is_busy)


@pytest.mark.parametrize("answer", ["Keep waiting", "Stop and close"])
def test_closing_while_a_task_runs_asks(
    window: MainWindow, engine: ScriptedEngine, tmp_path: Path, qtbot: QtBot, answer: str
) -> None:
    open_project(window, tmp_path / "project")
    began = threading.Event()

    def train(job: Job, **arguments: object) -> None:
        began.set()
        wait_until_stopped(job)

    engine.answers["train"] = train
    window.runner.start(Task(TRAIN, "Training"), lambda outcome: None)
    qtbot.waitUntil(began.is_set)

    def click() -> None:
        box = window.findChild(QMessageBox)
        assert "Training" in box.text()
        button = next(button for button in box.buttons() if button.text() == answer)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, click)
    window.close()
    if answer == "Stop and close":
        qtbot.waitUntil(lambda: not window.isVisible())
        assert engine.process_id is None
    else:
        assert window.isVisible()
        assert window.runner.is_busy


def test_what_nobody_foresaw_is_logged_and_told(
    window: MainWindow, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    try:
        raise ValueError("a secret name")
    except ValueError as error:
        Excepthook(window)(type(error), error, error.__traceback__)
    assert window.notices.texts == ["Something went wrong."]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    caplog.clear()


def test_the_appearance_can_be_chosen_and_is_remembered(window: MainWindow) -> None:
    from gui.window.settings import apply_settings

    dark = next(
        action
        for menu in window.menuBar().actions()
        for action in (menu.menu().actions() if menu.menu() else [])  # type: ignore[attr-defined]
        if action.text() == "&Dark"
    )
    dark.trigger()
    assert theme().is_dark
    theme().choose(Appearance.LIGHT)
    apply_settings()
    assert theme().is_dark
    theme().choose(Appearance.SYSTEM)


def test_the_guide_and_the_about_box_say_what_it_must_not_be_used_for(window: MainWindow, qtbot: QtBot) -> None:
    about, guide = AboutDialog(window), GuideDialog(window)
    assert any(label.text() == RESEARCH_USE_ONLY for label in about.findChildren(QLabel))
    assert RESEARCH_USE_ONLY in guide.findChild(QWidget, "guide").toPlainText()  # type: ignore[attr-defined]


def test_every_control_of_every_page_has_a_name_and_can_be_reached_by_keyboard(
    window: MainWindow, trained: Path
) -> None:
    open_project(window, trained)
    for stage, page in window.pages.items():
        window.show_stage(stage)
        QApplication.processEvents()
        for control in page.findChildren(QAbstractButton):
            is_qts_own = control.objectName().startswith("qt_") or isinstance(control.parent(), QLineEdit | QTabBar)
            if not control.isVisible() or is_qts_own:
                continue
            assert control.accessibleName() or control.text(), f"{stage}: {type(control).__name__} has no name"
            assert control.focusPolicy() != Qt.FocusPolicy.NoFocus, f"{stage}: {control.text()} takes no focus"


def test_the_window_never_imports_tensorflow(tmp_path: Path) -> None:
    import subprocess

    script = (
        "import sys\n"
        "import gui.window.application\n"
        "from gui.pages import activations, backbone, comparison, dataset, evaluation, export, prediction, training\n"
        "heavy = {'tensorflow', 'keras', 'tensorflow_hub', 'sklearn', 'scipy'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_project_of_before_is_opened_by_one_click(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    Project(folder=tmp_path / "one").create()
    open_project(window, tmp_path / "one")
    window.close_project()
    assert window.start_page.isVisible()
    recent = window.start_page.recent
    qtbot.waitUntil(lambda: recent.count() > 0)
    place = recent.visualItemRect(recent.item(0)).center()
    qtbot.mouseClick(recent.viewport(), Qt.MouseButton.LeftButton, pos=place)
    wait_until_open(window.session)
    assert window.session.project == Project(folder=(tmp_path / "one").resolve())


def test_what_stands_in_the_way_of_training_is_shown_on_the_dataset_page(
    window: MainWindow, scanned_project: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    shutil.copytree(scanned_project, tmp_path / "scanned")
    open_project(window, tmp_path / "scanned")
    qtbot.waitUntil(lambda: window.session.dataset is not None)
    window.show_stage(Stage.TRAINING)

    window.pages[Stage.TRAINING].audit_wanted.emit()

    assert window.stage is Stage.DATASET
    assert window.pages[Stage.DATASET].overview.audit.isVisible()  # type: ignore[attr-defined]
