"""Photographer: a window that is worked in as a user would, and pictures of it in all looks."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEventLoop, QTimer

from gui.job_runner import Outcome, Task
from gui.pages.dataset.page import DatasetPage
from gui.stages import Stage
from gui.widgets.theme import Appearance, theme
from gui.window.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {(1280, 800): ROOT / "docs" / "images", (1920, 1080): ROOT / "build" / "screenshots"}
LOOKS = {"light": Appearance.LIGHT, "dark": Appearance.DARK}
MOST_SECONDS = 600.0


class Photographer:
    """Does what a user would do with a sample, and takes pictures of it."""

    def __init__(self, window: MainWindow, home: Path):
        self.window, self.home = window, home

    def in_all_looks(self, take: Callable[[Path, str], None]) -> None:
        for size, folder in FOLDERS.items():
            folder.mkdir(parents=True, exist_ok=True)
            self.window.resize(*size)
            for look, appearance in LOOKS.items():
                theme().choose(appearance)
                take(folder, look)

    def open_sample(self, kind: str) -> None:
        session = self.window.session
        self.window.open_sample(kind)
        wait_until(lambda: session.dataset is not None)
        self.until_idle()
        self.dataset_page.tasks.audit()
        self.until_idle()
        wait_until(lambda: session.audit is not None)

    def resolve_errors(self) -> None:
        """Do what the audit offers first against each of its errors."""
        session = self.window.session
        while session.audit and session.audit.errors:
            before = session.audit
            self.dataset_page.tasks.resolve(before.errors[0].code, before.errors[0].actions[0])
            wait_until(lambda before=before: session.audit != before)  # type: ignore[misc]
            self.until_idle()

    @property
    def dataset_page(self) -> DatasetPage:
        return cast("DatasetPage", self.window.pages[Stage.DATASET])

    def take(self, file: Path) -> None:
        settle(1.2)
        wait_until(lambda: not self.dataset_page.thumbnails.is_busy)
        settle(0.2)
        self.window.grab().save(str(file))
        print(f"  {file.relative_to(ROOT)}", flush=True)

    def run(self, task: Task) -> None:
        outcomes: list[Outcome] = []
        self.window.runner.start(task, outcomes.append)
        wait_until(lambda: bool(outcomes))

    def until_idle(self) -> None:
        settle(0.2)
        wait_until(lambda: not self.window.runner.is_busy)


def settle(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_until(condition: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > MOST_SECONDS:
            raise TimeoutError
        settle(0.05)
