"""The figures that show at a glance what a model is worth."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from core.targets.class_metrics import Metrics
from gui.translation import count, tr
from gui.widgets.parts import column, label, row
from gui.widgets.theme import MARGIN, SPACE
from gui.widgets.tool_tip import plain
from gui.widgets.words import percent


class Figures(QFrame):
    """Accuracy, balanced accuracy, AUC and the number of images, side by side, and how sure they are."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.accuracy, self.balanced = label("", "figure"), label("", "figure")
        self.auc, self.images = label("", "figure"), label("", "figure")
        self.accuracy_interval, self.auc_interval = label("", "muted"), label("", "muted")
        self.subjects = label("", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        layout.setSpacing(MARGIN)
        for figure, beside, name, explanation in (
            (
                self.accuracy,
                self.accuracy_interval,
                self.tr("Accuracy"),
                self.tr("Share of the images whose class was predicted correctly."),
            ),
            (
                self.balanced,
                label(),
                self.tr("Balanced accuracy"),
                self.tr("The mean sensitivity of the classes: a rare class counts as much as a frequent one."),
            ),
            (
                self.auc,
                self.auc_interval,
                self.tr("AUC"),
                self.tr("The area under the ROC curve: 1 is perfect, 0.5 is guessing. Of several classes the mean."),
            ),
            (
                self.images,
                self.subjects,
                self.tr("Images"),
                self.tr("On which these figures are based: the fewer, the less certain."),
            ),
        ):
            figure.setAccessibleName(name)
            figure.setToolTip(plain(explanation))
            named = label(name, "muted")
            named.setToolTip(plain(explanation))
            layout.addLayout(column(row(figure, beside, None), named, spacing=0), stretch=1)

    def show_metrics(self, metrics: Metrics) -> None:
        self.accuracy.setText(percent(metrics.accuracy))
        self.balanced.setText(percent(metrics.balanced_accuracy))
        self.auc.setText("–" if metrics.auc is None else f"{metrics.auc:.3f}")
        self.images.setText(count(metrics.images))
        self.subjects.setText(self._of_subjects(metrics.subjects))
        says = (
            self.tr("The range in which the true figure most likely lies: the 95 % interval, over images.")
            if metrics.subjects is None
            else self.tr("The range in which the true figure most likely lies: the 95 % interval, over subjects.")
        )
        for shown, text in (
            (self.accuracy_interval, _percents(metrics.accuracy_interval)),
            (self.auc_interval, _areas(metrics.auc_interval)),
        ):
            shown.setText(text)
            shown.setToolTip(plain(says))
            shown.setAccessibleName(self.tr("95 % interval {range}").format(range=text))

    def _of_subjects(self, subjects: int | None) -> str:
        if subjects is None:
            return ""
        return tr("of %n subject(s)", "", subjects)


def _percents(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f"{interval[0] * 100:.1f} – {interval[1] * 100:.1f} %"


def _areas(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f"{interval[0]:.3f} – {interval[1]:.3f}"
