"""The window's program: starts Qt, shows the window, and then warms up the engine."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from core import APPLICATION_ID, VERSION
from core.process.log import NamelessFormatter, start_logging
from core.storage.disk import refusal_by_disk
from gui.job_runner import JobRunner
from gui.translation import load_translations
from gui.widgets.icons import program_icon
from gui.window.main_window import MainWindow
from gui.window.settings import apply_settings

#: before it must let others have their turn: by default it may hold up the window five times as long
SECONDS_A_THREAD_MAY_TAKE = 0.001

log = logging.getLogger(__name__)


def run_window(arguments: Sequence[str] = (), folder: Path | None = None) -> int:
    """Show the window until it is closed; gives the exit status. `folder` is a project to open at once."""
    application = make_application(arguments)
    runner = JobRunner()
    window = MainWindow(runner)
    sys.excepthook = Excepthook(window)
    _close_on_signals(window)
    window.show()
    QTimer.singleShot(0, runner.warm_up)
    if folder:
        window.open_project(folder)
    status = application.exec()
    runner.close()
    return status


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """Return Qt's application object under our name and icon, with the user's settings, and a log."""
    start_logging()
    application = QApplication([sys.argv[0], *arguments])
    application.setApplicationName("Frostline")
    application.setApplicationVersion(VERSION)
    application.setDesktopFileName(APPLICATION_ID)
    application.setWindowIcon(program_icon())
    prepare()
    return application


def prepare() -> None:
    """Prepare what the window wants before the first widget is made."""
    sys.setswitchinterval(SECONDS_A_THREAD_MAY_TAKE)
    load_translations()
    apply_settings()


class Excepthook:
    """Logs what nobody foresaw, and shows it on the page; the window stays."""

    def __init__(self, window: MainWindow):
        self._window = window

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        log.error("a fault in the window", exc_info=(kind, error, trace))
        if refusal := refusal_by_disk(error):
            self._window.notices.show_exception(refusal)
            return
        self._window.notices.show_error(
            self._window.tr("Something went wrong."),
            self._window.tr("This is an error in the program. None of your data was lost."),
            NamelessFormatter().formatException((kind, error, trace)),
        )


def _close_on_signals(window: MainWindow) -> None:
    """Ctrl-C in a terminal, or the end of the session, closes the window; Python must run now and then to notice."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: window.stop_and_quit())
    timer = QTimer(window)
    timer.start(500)
    timer.timeout.connect(lambda: None)
