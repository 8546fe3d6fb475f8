"""CurveExporter: asks where curves are to go, and writes them there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from core.files import write_bytes
from gui.job_runner import JobRunner
from gui.plot_export import as_csv, as_png, as_svg
from gui.training_history import TrainingHistory
from gui.widgets.notices import NoticeArea
from gui.widgets.plot_pair import PlotPair

FILTERS = {"png": "PNG (*.png)", "svg": "SVG (*.svg)", "csv": "CSV (*.csv)"}
Titled = tuple[str, TrainingHistory]


class CurveExporter:
    """Pictures are drawn in the GUI thread; all else is done off it."""

    def __init__(self, parent: QWidget, runner: JobRunner, notices: NoticeArea):
        self._parent, self._runner, self._notices = parent, runner, notices

    def export(self, kind: str, plots: PlotPair, runs: Callable[[], Sequence[Titled]]) -> None:
        """`kind` is png, svg or csv."""
        path = self._ask(kind)
        if path is None:
            return
        content = self._content(kind, plots, runs)
        self._notices.clear_errors()
        self._runner.read(
            lambda: write_bytes(path, content()),
            lambda _: self._tell(path),
            lambda error: self._show_why_not(path, error),
        )

    def _ask(self, kind: str) -> Path | None:
        suggested = str(Path.home() / f"curves.{kind}")
        chosen, _ = QFileDialog.getSaveFileName(self._parent, _tr("Export the curves"), suggested, FILTERS[kind])
        if not chosen:
            return None
        return Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.{kind}")

    def _content(self, kind: str, plots: PlotPair, runs: Callable[[], Sequence[Titled]]) -> Callable[[], bytes]:
        if kind == "csv":
            copies = [(title, history.copy()) for title, history in runs()]  # training goes on meanwhile
            return lambda: as_csv(copies)
        draw = as_png if kind == "png" else as_svg
        drawn = draw([plots.loss.plot, plots.accuracy.plot])
        return lambda: drawn

    def _tell(self, path: Path) -> None:
        self._notices.tell(_tr("The curves are in “{name}”.").format(name=path.name))

    def _show_why_not(self, path: Path, error: Exception) -> None:
        if isinstance(error, OSError):
            self._notices.show_error(
                _tr("“{name}” could not be written.").format(name=path.name),
                _tr("Choose a folder that you may write to, with room in it."),
            )
        else:
            self._notices.show_exception(error)


def _tr(text: str) -> str:
    return QCoreApplication.translate("CurveExporter", text)
