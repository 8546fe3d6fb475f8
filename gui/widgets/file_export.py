"""FileExporter: asks where something is to go, and writes it there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.storage.files import write_bytes
from gui.job_runner import JobRunner
from gui.translation import tr
from gui.widgets.notices import NoticeArea

FILTERS = {"png": "PNG (*.png)", "svg": "SVG (*.svg)", "csv": "CSV (*.csv)"}


class FileExporter:
    """Makes in the GUI thread what must be made there; all else, and the writing, is done off it."""

    def __init__(self, parent: QWidget, runner: JobRunner, notices: NoticeArea):
        self._parent, self._runner, self._notices = parent, runner, notices

    def ask(self, title: str, name: str, kind: str) -> Path | None:
        """Return where to; `kind` is png, svg or csv. None where the user would rather not."""
        suggested = str(Path.home() / f"{name}.{kind}")
        chosen, _ = QFileDialog.getSaveFileName(self._parent, title, suggested, FILTERS[kind])
        if not chosen:
            return None
        return Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.{kind}")

    def write(self, path: Path, content: Callable[[], bytes], report: str) -> None:
        """`content` is called off the GUI thread; `told`, with {name} in it, is what the user then reads."""
        self._notices.clear_errors()
        self._runner.read(
            lambda: write_bytes(path, content()),
            lambda _: self._notices.report(report.format(name=path.name)),
            lambda error: self._show_why_not(path, error),
        )

    def _show_why_not(self, path: Path, error: Exception) -> None:
        if isinstance(error, OSError):
            self._notices.show_error(
                tr("“{name}” could not be written.").format(name=path.name),
                tr("Choose a folder that you may write to, with room in it."),
            )
        else:
            self._notices.show_exception(error)
