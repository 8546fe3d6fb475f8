"""Costs: what the ticks cost, shown before anything is trained."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from core.training.estimate import Estimate
from core.wording.wording import size
from gui.translation import count, tr
from gui.widgets.parts import column, label
from gui.widgets.theme import MARGIN, SPACE
from gui.widgets.tool_tip import plain
from gui.widgets.words import duration, short_count

NOTHING = "–"


@dataclass(frozen=True)
class Parameters:
    trained: int
    all: int


class Costs(QFrame):
    """Trained parameters, the time of an epoch, the time before the first one, and the room on disk."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.parameters, self.of_all = label("", "figure"), label("", "muted")
        self.epoch, self.of_epoch = label("", "figure"), label("", "muted")
        self.once, self.of_once = label("", "figure"), label("", "muted")
        self.disk, self.of_disk = label("", "figure"), label("", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, 10, SPACE, 10)
        layout.setSpacing(MARGIN)
        for cost, says, name, explanation in self._named():
            cost.setAccessibleName(name)
            cost.setToolTip(plain(explanation))
            says.setToolTip(plain(explanation))
            layout.addLayout(column(cost, says, spacing=0), stretch=1)

    def show_parameters(self, parameters: Parameters | None) -> None:
        self.parameters.setText(short_count(parameters.trained) if parameters else NOTHING)
        self.of_all.setText(
            self.tr("of {all} parameters trained").format(all=short_count(parameters.all))
            if parameters
            else self.tr("parameters trained")
        )
        if parameters:
            exact = self.tr("{trained} of {all}").format(trained=count(parameters.trained), all=count(parameters.all))
            self.parameters.setToolTip(plain(exact))

    def show_estimate(self, estimate: Estimate, images: int, *, are_known: bool) -> None:
        """`images` it holds for; where no images were chosen yet they are an example."""
        fine_tuning = estimate.seconds_per_fine_tuning_epoch
        head = about(estimate.seconds_per_head_epoch)
        self.epoch.setText(f"≈ {head if fine_tuning is None else about(fine_tuning)}")
        self.of_epoch.setText(
            self.tr("per epoch of the head")
            if fine_tuning is None
            else self.tr("per epoch; head alone {time}").format(time=head)
        )
        self.once.setText(f"≈ {about(estimate.seconds_once)}")
        self.of_once.setText(self.tr("once, before training") if are_known else tr("once, for %n image(s)", "", images))
        self.disk.setText(f"≈ {size(estimate.cache_bytes)}")
        self.of_disk.setText(self.tr("kept on disk"))

    def show_no_estimate(self, why: str) -> None:
        for cost in (self.epoch, self.once, self.disk):
            cost.setText(NOTHING)
        self.of_epoch.setText(why or self.tr("per epoch"))
        self.of_once.setText(self.tr("once, before training"))
        self.of_disk.setText(self.tr("kept on disk"))

    def _named(self) -> list[tuple[QLabel, QLabel, str, str]]:
        return [
            (self.parameters, self.of_all, self.tr("Trained parameters"), self.tr("With those of the new head.")),
            (
                self.epoch,
                self.of_epoch,
                self.tr("Time per epoch"),
                self.tr("An epoch goes through all images once. From a measurement on this computer."),
            ),
            (
                self.once,
                self.of_once,
                self.tr("Time before training"),
                self.tr("The frozen layers are computed once for each image, and never again."),
            ),
            (
                self.disk,
                self.of_disk,
                self.tr("Disk space"),
                self.tr("The features of the images at the frost line are kept in the project, and may be deleted."),
            ),
        ]


def about(seconds: float) -> str:
    """Return a time no more precise than an estimate is: "0.4 s", "25 s", "3 min 20 s"."""
    if seconds < 9.95:
        return f"{max(seconds, 0.1):.1f} s"
    step = 1 if seconds < 30 else 5 if seconds < 120 else 10 if seconds < 600 else 60
    return duration(round(seconds / step) * step)
