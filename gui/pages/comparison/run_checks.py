"""RunChecks: which runs are compared, and which of them the others are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from core.training.run import Run
from core.wording.wording import listed
from gui.widgets.parts import label
from gui.widgets.theme import GAP
from gui.widgets.tool_tip import plain

TEXT_WIDTH = 180
INDENT = 22


@dataclass(frozen=True)
class RunChoice:
    run: Run
    title: str
    #: what tells it from the others, such as its approach
    says: str


class RunChecks(QWidget):
    """A check box for each run. It only emits: the page shows what is chosen."""

    #: other runs, or another reference
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choices: Sequence[RunChoice] = ()
        self.boxes: list[QCheckBox] = []
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2)
        inside = QWidget()
        inside.setProperty("kind", "in card")
        inside.setLayout(self._list)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self.reference = QComboBox()
        self.reference.setAccessibleName(self.tr("Reference run"))
        self.reference.setToolTip(self.tr("The other runs are tested against this one."))
        self.reference.activated.connect(lambda _: self.changed.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(scroll, stretch=1)
        layout.addWidget(label(self.tr("Reference run"), "muted"))
        layout.addWidget(self.reference)

    @property
    def chosen(self) -> list[Run]:
        """Return the reference first, the others in the order in which they were begun."""
        ticked = self._ticked
        reference = self.reference.currentData()
        return [reference, *(run for run in ticked if run != reference)] if reference in ticked else ticked

    def show_runs(self, choices: Sequence[RunChoice], chosen: Sequence[Run]) -> None:
        """They come in the order in which they were begun. The first that is chosen is the reference."""
        self._choices = choices
        self.boxes = []
        while taken := self._list.takeAt(0):
            if widget := taken.widget():
                widget.deleteLater()
        for choice in reversed(choices):
            box = self._box(choice)
            box.setChecked(choice.run in chosen)
            box.toggled.connect(self._change)
            self.boxes.append(box)
            self._list.addWidget(box)
            says = label(choice.says, "muted")
            says.setIndent(INDENT)
            self._list.addWidget(says)
            self._list.addSpacing(GAP)
        self._list.addStretch()
        for before, after in pairwise((self.reference, *self.boxes, self.reference)):  # new ones would come last
            QWidget.setTabOrder(before, after)
        self._show_reference(chosen[0] if chosen else None)

    @property
    def _ticked(self) -> list[Run]:
        ticked = [box.isChecked() for box in reversed(self.boxes)]
        return [choice.run for choice, is_ticked in zip(self._choices, ticked, strict=True) if is_ticked]

    def _box(self, choice: RunChoice) -> QCheckBox:
        box = QCheckBox()
        shown = box.fontMetrics().elidedText(choice.title, Qt.TextElideMode.ElideRight, TEXT_WIDTH)
        box.setText(shown.replace("&", "&&"))
        box.setAccessibleName(listed((choice.title, choice.says)))
        box.setToolTip(plain(choice.title))
        return box

    def _change(self) -> None:
        self._show_reference(self.reference.currentData())
        self.changed.emit()

    def _show_reference(self, reference: Run | None) -> None:
        """Show the reference of the ticked runs; the oldest, where none was chosen."""
        ticked = self._ticked
        titles = {choice.run: choice.title for choice in self._choices}
        self.reference.clear()
        for run in ticked:
            self.reference.addItem(titles[run], run)
        self.reference.setCurrentIndex(ticked.index(reference) if reference in ticked else 0)
        self.reference.setEnabled(len(ticked) > 1)
