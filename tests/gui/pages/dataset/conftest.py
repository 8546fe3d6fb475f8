"""The dataset page, on a project with images and on one without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from core import tasks
from gui.job_runner import JobRunner, Task
from gui.pages.dataset.page import DatasetPage
from gui.session import Session
from tests.gui.engines import ScriptedEngine, request, wait_until_stopped
from tests.gui.pages.dataset.pages import shown
from tests.gui.pictures import PaintedThumbnails


@pytest.fixture
def painted(qtbot: QtBot) -> PaintedThumbnails:
    return PaintedThumbnails()


@pytest.fixture
def engine() -> ScriptedEngine:
    """Which does the real work, in its thread."""
    made = ScriptedEngine()
    made.answers["scan_images"] = lambda job, project, source, reading=None: tasks.scan_images(
        project, source, job, reading
    )
    made.answers["split_again"] = lambda job, project, fractions, seed: tasks.split_again(project, fractions, seed, job)
    return made


@pytest.fixture
def page(session: Session, runner: JobRunner, painted: PaintedThumbnails, qtbot: QtBot) -> DatasetPage:
    """Of an empty project."""
    return shown(session, runner, painted, qtbot)


@pytest.fixture
def full_page(session_with_images: Session, runner: JobRunner, painted: PaintedThumbnails, qtbot: QtBot) -> DatasetPage:
    """Of a project with images."""
    page = shown(session_with_images, runner, painted, qtbot)
    qtbot.waitUntil(page.overview.look_button.isEnabled)
    return page


@pytest.fixture
def running(engine: ScriptedEngine, runner: JobRunner) -> Iterator[None]:
    """Another task runs."""
    engine.answers["other"] = wait_until_stopped
    runner.start(Task(request("other"), "Something else"), lambda outcome: None)
    yield
    runner.stop()
