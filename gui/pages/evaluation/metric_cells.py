"""The metrics that show at a glance what a model is worth."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from core.targets.results import Metric, Results
from gui.translation import count, tr
from gui.widgets.metric_words import explanation, metric_name, metric_value
from gui.widgets.parts import column, label, row
from gui.widgets.theme import MARGIN, SPACE
from gui.widgets.tool_tip import plain


class MetricCell(QWidget):
    """One metric above its name, and beside it how sure it is."""

    def __init__(self, name: str, says: str):
        super().__init__()
        self.value, self.beside = label("", "figure"), label("", "muted")
        self.value.setAccessibleName(name)
        self.value.setToolTip(plain(says))
        named = label(name, "muted")
        named.setToolTip(plain(says))
        layout = column(row(self.value, self.beside, None), named, spacing=0)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def show_metric(self, metric: Metric, says: str) -> None:
        """Show its value and its interval, of which `says` says what it is over."""
        self.value.setText(metric_value(metric.name, metric.value))
        text = "" if metric.interval is None else metric.scale.written_range(*metric.interval)
        self.beside.setText(text)
        self.beside.setToolTip(plain(says))
        self.beside.setAccessibleName(self.tr("95 % interval {range}").format(range=text))


class MetricCells(QFrame):
    """The metrics of the target and the number of images, side by side, and how sure they are."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        #: by the names of the metrics, in order
        self.cells: dict[str, MetricCell] = {}
        self.images = MetricCell(
            self.tr("Images"), self.tr("On which these results are based: the fewer, the less certain.")
        )
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        self._layout.setSpacing(MARGIN)
        self._layout.addWidget(self.images, stretch=1)

    def show_results(self, results: Results) -> None:
        """Show the metrics of other predictions."""
        self._make_cells(results.shown)
        says = (
            self.tr("The range in which the true value most likely lies: the 95 % interval, over images.")
            if results.subjects is None
            else self.tr("The range in which the true value most likely lies: the 95 % interval, over subjects.")
        )
        for metric in results.shown:
            self.cells[metric.name].show_metric(metric, says)
        self.images.value.setText(count(results.images))
        of_subjects = "" if results.subjects is None else tr("of %n subject(s)", "", results.subjects)
        self.images.beside.setText(of_subjects)

    def _make_cells(self, metrics: tuple[Metric, ...]) -> None:
        """Make the cells anew only where there are other metrics than before."""
        if [metric.name for metric in metrics] == list(self.cells):
            return
        for cell in self.cells.values():
            self._layout.removeWidget(cell)
            cell.deleteLater()
        self.cells = {metric.name: MetricCell(metric_name(metric.name), explanation(metric.name)) for metric in metrics}
        for place, cell in enumerate(self.cells.values()):
            self._layout.insertWidget(place, cell, stretch=1)
