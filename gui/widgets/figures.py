"""The figures that tell at a glance what a model is worth."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from core.evaluation.results import Metrics
from gui.theme import MARGIN, SPACE
from gui.widgets.parts import column, label
from gui.words import count, percent


class Figures(QFrame):
    """Accuracy, balanced accuracy, AUC and the number of images, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.accuracy, self.balanced = label("", "figure"), label("", "figure")
        self.auc, self.images = label("", "figure"), label("", "figure")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        layout.setSpacing(MARGIN)
        for figure, name, explanation in (
            (self.accuracy, self.tr("Accuracy"), self.tr("Images whose class was predicted rightly, of all.")),
            (
                self.balanced,
                self.tr("Balanced accuracy"),
                self.tr("The mean sensitivity of the classes: a rare class counts as much as a frequent one."),
            ),
            (
                self.auc,
                self.tr("AUC"),
                self.tr("The area under the ROC curve: 1 is perfect, 0.5 is guessing. Of several classes the mean."),
            ),
            (self.images, self.tr("Images"), self.tr("On which these figures rest: the fewer, the less sure.")),
        ):
            figure.setAccessibleName(name)
            figure.setToolTip(explanation)
            named = label(name, "muted")
            named.setToolTip(explanation)
            layout.addLayout(column(figure, named, spacing=0), stretch=1)

    def show_metrics(self, metrics: Metrics) -> None:
        self.accuracy.setText(percent(metrics.accuracy))
        self.balanced.setText(percent(metrics.balanced_accuracy))
        self.auc.setText("–" if metrics.auc is None else f"{metrics.auc:.3f}")
        self.images.setText(count(metrics.images))
