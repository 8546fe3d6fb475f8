"""Show what a comparison found: in words, as a table, and as intervals side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from core.evaluation.comparison import Comparison
from core.figures.forest import forest
from core.targets.metrics import scale_of
from gui.pages.comparison.comparison_table import ComparisonTable
from gui.pages.comparison.forest_plot import ForestPlot
from gui.pages.comparison.verdict_words import Verdict, method, verdicts
from gui.widgets.icons import icon
from gui.widgets.metric_words import metric_name
from gui.widgets.parts import card, label, row
from gui.widgets.theme import GAP, SPACE, theme

ICON_SIZE = 18


class ComparisonView(QScrollArea):
    def __init__(self) -> None:
        super().__init__()
        self._verdicts: list[Verdict] = []
        self._verdict_area = QVBoxLayout()
        self._verdict_area.setSpacing(GAP)
        self.method = label("", "muted", wrap=True, selectable=True)
        self.table = ComparisonTable()
        #: by the names of the metrics
        self.forests: dict[str, ForestPlot] = {}
        self._forest_area = QHBoxLayout()
        self._forest_area.setSpacing(SPACE)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._whole = self._body()
        self.setWidget(self._whole)
        theme().changed.connect(self._show_verdicts)

    @property
    def body(self) -> QWidget:
        """Return all of it, of which the window shows a part."""
        return self._whole

    @property
    def texts(self) -> list[str]:
        """Return the sentences that the user reads."""
        return [verdict.text for verdict in self._verdicts]

    def show_comparison(self, comparison: Comparison) -> None:
        self._verdicts = [one for paired in comparison.paired for one in verdicts(comparison, paired)]
        self._show_verdicts()
        self.method.setText(method(comparison))
        self.table.show_comparison(comparison)
        self._make_forests([metric.name for metric in comparison.reference.parts[comparison.part].compared])
        for name, plot in self.forests.items():
            plot.show_figure(forest(comparison, name))

    def _make_forests(self, names: list[str]) -> None:
        """Make the plots anew only where there are other metrics than before."""
        if names == list(self.forests):
            return
        for plot in self.forests.values():
            self._forest_area.removeWidget(plot)
            plot.deleteLater()
        self.forests = {name: ForestPlot(metric_name(name), unit=scale_of(name).unit) for name in names}
        for plot in self.forests.values():
            plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._forest_area.addWidget(plot, stretch=1)

    def _body(self) -> QWidget:
        body = QWidget()
        body.setProperty("kind", "page")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, GAP, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(card(label(self.tr("Significant?"), "heading"), self._verdict_area, self.method))
        layout.addWidget(card(label(self.tr("Side by side"), "heading"), self.table))
        layout.addWidget(card(label(self.tr("Results with their 95 % intervals"), "heading"), self._forest_area))
        layout.addStretch()
        return body

    def _show_verdicts(self) -> None:
        while taken := self._verdict_area.takeAt(0):
            if widget := taken.widget():
                widget.deleteLater()
        for verdict in self._verdicts:
            self._verdict_area.addWidget(_line(verdict))


def _line(verdict: Verdict) -> QWidget:
    """Return a sign and a sentence."""
    sign = QLabel()
    shown = icon("done", "good") if verdict.is_more_than_chance else icon("notice", "muted")
    sign.setPixmap(shown.pixmap(ICON_SIZE))
    made = QWidget()
    layout = row(sign, label(verdict.text, wrap=True, selectable=True))
    layout.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
    layout.setStretch(1, 1)
    made.setLayout(layout)
    return made
