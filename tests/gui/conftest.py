"""What the tests of the window share."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from core import tasks
from core.jobs import Job
from core.project.project import Project
from gui.job_runner import JobRunner
from gui.session import Session
from gui.translation import load_translations
from gui.widgets.theme import theme
from gui.widgets.thumbnails import Thumbnails
from resources.build_translations import build_missing_translations
from tests.gui.engines import ScriptedEngine
from tests.gui.opening import open_project
from tests.gui.patience import PatientBot


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture(scope="session", autouse=True)
def look(qapp: QApplication) -> None:
    """The window's own style, font and texts."""
    build_missing_translations()
    load_translations()
    theme()


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings, the data or the documents of whoever runs it."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DOCUMENTS_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An unexpected line in the log fails the test; one that expects some calls `caplog.clear()`."""
    yield
    ours = [record for record in caplog.get_records("call") if record.name.split(".")[0] in ("core", "gui", "root")]
    assert not [record.getMessage() for record in ours if record.levelno >= logging.WARNING]


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def runner(engine: ScriptedEngine) -> Iterator[JobRunner]:
    runner = JobRunner(engine=engine)  # type: ignore[arg-type]
    yield runner
    runner.close()


@pytest.fixture
def thumbnails() -> Iterator[Thumbnails]:
    made = Thumbnails()
    yield made
    made.close()


@pytest.fixture
def session(runner: JobRunner, tmp_path: Path) -> Iterator[Session]:
    """With an empty project."""
    made = Session(runner)
    open_project(made, tmp_path / "project")
    yield made
    made.close_project()


@pytest.fixture(scope="session")
def scanned_project(small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the small images have been chosen; copy it before changing anything in it."""
    folder = tmp_path_factory.mktemp("scanned") / "project"
    tasks.scan_images(Project(folder=folder), small_images, Job())
    return folder


@pytest.fixture
def session_with_images(session: Session, scanned_project: Path, qtbot: object) -> Session:
    """With a project in which the small images have been chosen: three classes, two images that cannot be read."""
    assert session.project
    for name in ("dataset.csv", "project.json"):
        shutil.copy(scanned_project / name, session.project.folder)
    session.reload_dataset()
    qtbot.waitUntil(lambda: session.dataset is not None)  # type: ignore[attr-defined]
    return session


@pytest.fixture(scope="session")
def trained_project(small_library: Path, small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one finished run of the small backbone; copy it before changing anything in it."""
    from tests.core.small import small_plan

    folder = tmp_path_factory.mktemp("trained") / "project"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_library))
        tasks.train(Project(folder=folder), small_plan("last:1"), Job(), small_images)
    return folder
