"""Opening a project, and waiting until it is open or refused."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop

from gui.session import Session
from gui.window.main_window import MainWindow


def open_project(shown: Session | MainWindow, folder: Path) -> None:
    session = shown.session if isinstance(shown, MainWindow) else shown
    shown.open_project(folder)
    wait_until_open(session)


def wait_until_open(session: Session) -> None:
    loop = QEventLoop()
    session.opening_changed.connect(loop.quit)
    while session.opening:
        loop.exec()
    session.opening_changed.disconnect(loop.quit)
