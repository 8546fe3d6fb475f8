"""The export page: where the model goes, and what is told of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.export.checked_export import CheckedExport
from core.export.formats import ExportFormat
from core.jobs import Job
from core.messages import as_written
from core.training.run import Notes, Run
from gui.job_runner import JobRunner
from gui.pages.export.page import ExportPage
from gui.session import Session
from gui.widgets.new_folder_dialog import NewFolderDialog
from gui.widgets.thumbnails import Thumbnails
from tests.gui.engines import ScriptedEngine, wait_until_stopped
from tests.gui.opening import open_project


@pytest.fixture
def session(runner: JobRunner, trained_project: Path, tmp_path: Path) -> Iterator[Session]:
    shutil.copytree(trained_project, tmp_path / "chest X-rays")
    made = Session(runner)
    open_project(made, tmp_path / "chest X-rays")
    yield made
    made.close_project()


@pytest.fixture
def page(
    session: Session, runner: JobRunner, engine: ScriptedEngine, thumbnails: Thumbnails, qtbot: QtBot
) -> ExportPage:
    engine.answers["export"] = export
    made = ExportPage(session, runner, thumbnails)
    made.resize(1000, 700)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def export(job: Job, run: Run, folder: Path, export_format: ExportFormat) -> CheckedExport:
    return CheckedExport(folder=folder, export_format=export_format, megabytes=12.34, largest_difference=1.2e-7)


def dialog_of(page: ExportPage, qtbot: QtBot) -> NewFolderDialog:
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.dialog is not None and page.dialog.isVisible())
    assert page.dialog
    return page.dialog


def export_to(folder: Path, page: ExportPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the dialog, by mouse and keys."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder.parent))
    dialog = dialog_of(page, qtbot)
    qtbot.mouseClick(dialog.change_button, Qt.MouseButton.LeftButton)
    dialog.name.selectAll()
    qtbot.keyClicks(dialog.name, folder.name)
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)


def test_a_name_is_proposed_that_every_system_takes(page: ExportPage, session: Session, qtbot: QtBot) -> None:
    assert session.run
    session.run.save_notes(Notes(title="Last 2 blocks: “best”/new"))

    dialog = dialog_of(page, qtbot)

    assert dialog.name.text() == "chest-X-rays-Last-2-blocks---best--new"
    dialog.reject()
    assert page.invitation.isVisible()


def test_what_was_exported_is_shown_with_its_check(
    page: ExportPage,
    session: Session,
    engine: ScriptedEngine,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    export_to(tmp_path / "model", page, qtbot, monkeypatch)
    qtbot.waitUntil(lambda: len(page.results) == 1)

    arguments = {"run": session.run, "folder": tmp_path / "model", "export_format": ExportFormat.SAVED_MODEL}
    assert engine.calls == [("export", arguments)]
    (result,) = page.results
    assert not page.invitation.isVisible()
    assert result.name.text() == "model"
    assert result.path.text() == str(tmp_path / "model")
    assert "at most 0.0000001 " in result.checked.text()
    lines = [line.text() for line in result.findChildren(QLineEdit)]
    assert lines == [
        f'python "{tmp_path / "model" / "predict.py"}" IMAGES --csv table.csv',
        f"model = tf.saved_model.load({str(tmp_path / 'model')!r})",
    ]
    qtbot.mouseClick(result.findChildren(QToolButton)[0], Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == lines[0]


def test_the_folder_is_shown_in_the_file_manager(
    page: ExportPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    export_to(tmp_path / "model", page, qtbot, monkeypatch)
    qtbot.waitUntil(lambda: len(page.results) == 1)

    qtbot.mouseClick(page.results[0].show_button, Qt.MouseButton.LeftButton)

    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path / "model"]


def test_exports_are_remembered_until_the_project_is_closed(
    page: ExportPage, session: Session, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in enumerate(("one", "two", "one")):
        export_to(tmp_path / name, page, qtbot, monkeypatch)
        qtbot.waitUntil(lambda number=number: len(page.results) == min(number + 1, 2))  # type: ignore[misc]  # the third replaces the first
        qtbot.waitUntil(page.export_button.isEnabled)

    assert [result.exported.folder.name for result in page.results] == ["two", "one"]
    session.close_project()
    assert page.results == []
    assert page.invitation.isVisible()


def test_where_there_is_a_folder_of_this_name_it_says_so(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "taken").mkdir()
    strict = NewFolderDialog("New", "Create", tmp_path, "taken")
    dialog = NewFolderDialog("Export", "Export", tmp_path, "taken", replaces="It would be replaced.")
    for made in (strict, dialog):
        qtbot.addWidget(made)
        made.show()

    assert strict.says.text() == "There is a folder of this name already."
    assert not strict.action_button.isEnabled()
    assert dialog.says.text() == "There is a folder of this name already. It would be replaced."
    assert dialog.action_button.isEnabled()
    dialog.name.setText("../elsewhere")
    assert not dialog.action_button.isEnabled()
    dialog.name.setText("new")
    assert dialog.action_button.isEnabled()
    assert dialog.folder == tmp_path / "new"


def test_why_it_was_not_exported_is_told(
    page: ExportPage, engine: ScriptedEngine, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(job: Job, **arguments: Any) -> None:
        raise UserError(as_written("The folder “model” holds other files, which the export would replace."))

    engine.answers["export"] = fail
    export_to(tmp_path / "model", page, qtbot, monkeypatch)

    qtbot.waitUntil(lambda: len(page.notices.texts) == 1)
    assert page.results == []


def test_while_it_runs_no_other_can_be_started_and_stopping_leaves_nothing(
    page: ExportPage,
    runner: JobRunner,
    engine: ScriptedEngine,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine.answers["export"] = wait_until_stopped
    export_to(tmp_path / "model", page, qtbot, monkeypatch)
    qtbot.waitUntil(lambda: engine.calls != [])
    assert not page.export_button.isEnabled()

    runner.stop()

    qtbot.waitUntil(page.export_button.isEnabled)
    assert page.results == []
    assert page.notices.texts == []
