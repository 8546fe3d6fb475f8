"""CurveExporter: takes curves to where the user wants them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from core.figures.training_history import TrainingHistory
from gui.job_runner import JobRunner
from gui.pages.training.live.history_csv import as_csv
from gui.plots.plot_export import as_png, as_svg
from gui.plots.plot_pair import PlotPair
from gui.translation import tr
from gui.widgets.file_export import FileExporter
from gui.widgets.notices import NoticeArea

Titled = tuple[str, TrainingHistory]


class CurveExporter:
    """Pictures are drawn in the GUI thread; all else is done off it."""

    def __init__(self, parent: QWidget, runner: JobRunner, notices: NoticeArea):
        self._exporter = FileExporter(parent, runner, notices)

    def export(self, kind: str, plots: PlotPair, runs: Callable[[], Sequence[Titled]]) -> None:
        """`kind` is png, svg or csv."""
        path = self._exporter.ask(tr("Export the curves"), "curves", kind)
        if path is not None:
            self._exporter.write(path, self._content(kind, plots, runs), tr("The curves are in “{name}”."))

    def _content(self, kind: str, plots: PlotPair, runs: Callable[[], Sequence[Titled]]) -> Callable[[], bytes]:
        if kind == "csv":
            copies = [(title, history.copy()) for title, history in runs()]  # training goes on meanwhile
            return lambda: as_csv(copies)
        draw = as_png if kind == "png" else as_svg
        drawn = draw([plots.loss.plot, plots.score.plot])
        return lambda: drawn
