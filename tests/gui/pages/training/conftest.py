"""The training page, on a project with images."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core import tasks
from core.jobs import Job
from core.project.project import Project
from gui.job_runner import JobRunner
from gui.pages.training.page import TrainingPage
from gui.session import Session
from gui.widgets.thumbnails import Thumbnails
from tests.gui.runs import reload_runs


@pytest.fixture(scope="module")
def scanned(small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the small images have been chosen; looking at them once is enough for all tests."""
    project = Project(folder=tmp_path_factory.mktemp("scanned"))
    tasks.scan_images(project, small_images, Job())
    return project.folder


@pytest.fixture
def session_with_images(session: Session, scanned: Path, qtbot: QtBot) -> Session:
    assert session.project
    for name in ("project.json", "dataset.csv"):
        shutil.copy(scanned / name, session.project.folder / name)
    with qtbot.waitSignal(session.dataset_changed):
        session.reload_dataset()
    return session


@pytest.fixture
def page(
    qtbot: QtBot, session_with_images: Session, runner: JobRunner, thumbnails: Thumbnails
) -> Callable[[], TrainingPage]:
    """Makes the page and shows it, with the runs that are there by then."""

    def make() -> TrainingPage:
        reload_runs(session_with_images)
        made = TrainingPage(session_with_images, runner, thumbnails)
        qtbot.addWidget(made)
        made.resize(1072, 740)
        with qtbot.waitExposed(made):
            made.show()
        qtbot.waitUntil(lambda: len(made.runs.facts) == len(session_with_images.runs))
        return made

    return make
