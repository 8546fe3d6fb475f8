"""FoundList: the alarms of a run, and how deep its incremental unfreezing went."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from core.figures.layer_history import LayerHistory
from core.training.depth_words import why_that_deep
from core.wording.catalogue import text_of, words_of
from gui.translation import tr
from gui.widgets.fold_button import FoldButton
from gui.widgets.icons import icon
from gui.widgets.parts import label, row
from gui.widgets.theme import GAP, theme

ICON_SIZE = 16
#: above which they are folded away until somebody wants to see them
FEW = 2

#: icon, its colour, what it says, and what to do
Line = tuple[str, str, str, str]


class FoundList(QWidget):
    """Takes no room where nothing was found."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []
        self._decided = label("", wrap=True)
        self.fold = FoldButton("")
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        self.fold.folds(self._inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._decided)
        layout.addLayout(row(self.fold, None))
        layout.addWidget(self._inside)
        theme().changed.connect(self._fill)
        self._decided.setVisible(False)
        self._fill()

    @property
    def texts(self) -> list[str]:
        """Return what is said, the newest last."""
        decided = [self._decided.text()] if self._decided.text() else []
        return decided + [line[2] for line in self._lines]

    def show_history(self, history: LayerHistory, is_other: bool = False) -> None:
        """`is_other`: of another run than before."""
        decided = history.decisions[-1] if history.decisions else None
        self._decided.setText(text_of(why_that_deep(history.name_of(decided.phase), decided)) if decided else "")
        self._decided.setVisible(decided is not None)
        lines = [
            (
                "warning",
                "unfrozen",
                self.tr("Epoch {number}: {text}").format(
                    number=history.column_of(alarm) + 1, text=text_of(alarm.message)
                ),
                words_of(alarm.message).hint,
            )
            for alarm in history.alarms
        ]
        if is_other:
            self.fold.setChecked(0 < len(lines) <= FEW)
        if lines != self._lines or is_other:
            self._lines = lines
            self._fill()

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if old := item.widget():
                old.deleteLater()
        for place, (name, shade, text, suggestion) in enumerate(self._lines):
            sign = QLabel()
            sign.setPixmap(icon(name, shade).pixmap(ICON_SIZE))
            self._grid.addWidget(sign, 2 * place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(text, wrap=True, selectable=True), 2 * place, 1, 1, 2)
            self._grid.addWidget(label(suggestion, "muted", wrap=True, selectable=True), 2 * place + 1, 1, 1, 2)
        count = len(self._lines)
        self.fold.setText(tr("%n alarm(s)", "", count))
        self.fold.setVisible(count > 0)
        self._inside.setVisible(count > 0 and self.fold.isChecked())
        self.setVisible(bool(self.texts))
