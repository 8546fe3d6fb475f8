"""TextForm: how much of a long text is read, and whether the project keeps a copy of the texts."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSpinBox, QVBoxLayout, QWidget

from core.modalities.text.cut import Cut
from core.modalities.text.options import SHORTEST, TextOptions
from core.modalities.text.token_counts import TokenCounts
from core.wording.wording import sentences
from gui.translation import tr
from gui.widgets.number_text import write_around
from gui.widgets.parts import indent_text, label, row
from gui.widgets.theme import GAP, MARGIN, SPACE

#: of any encoder, while it is not known what this one takes
LONGEST = 512
STEP = 16


class TextForm(QWidget):
    """`show_options`, `read` them back."""

    #: by the user
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._counts: TokenCounts | None = None
        self.automatic = QRadioButton(self.tr("As long as the texts are"))
        self.own = QRadioButton(self.tr("At most"))
        self.length = QSpinBox()
        indent_text(self.length)
        self.length.setRange(SHORTEST, LONGEST)
        self.length.setSingleStep(STEP)
        self.length.setValue(LONGEST)
        write_around(self.length, tr("{number} tokens"))
        self.length.setAccessibleName(self.tr("Tokens that are read of a text at most"))
        self.cut_count = label("", "muted", wrap=True)
        self.cuts = {
            Cut.HEAD: QRadioButton(self.tr("the beginning")),
            Cut.TAIL: QRadioButton(self.tr("the end")),
            Cut.BOTH: QRadioButton(self.tr("a quarter from the beginning, the rest from the end")),
        }
        self.from_source = QRadioButton(self.tr("Read the texts from where they lie, each time"))
        self.keep_copy = QRadioButton(self.tr("Keep a copy of the texts in the project"))
        self._groups = [QButtonGroup(self) for _ in range(3)]
        for group, buttons in zip(
            self._groups,
            ((self.automatic, self.own), self.cuts.values(), (self.from_source, self.keep_copy)),
            strict=True,
        ):
            for made in buttons:
                group.addButton(made)
            group.buttonToggled.connect(lambda _, is_on: self._change() if is_on else None)
        self.length.valueChanged.connect(self._change)
        self._arrange()
        self.show_options(TextOptions())

    def show_options(self, options: TextOptions) -> None:
        for control in (*self._groups, self.length):
            control.blockSignals(True)
        (self.own if options.length else self.automatic).setChecked(True)
        if options.length:
            self.length.setMaximum(max(self.length.maximum(), options.length))
            self.length.setValue(options.length)
        self.cuts[options.cut].setChecked(True)
        (self.keep_copy if options.keeps_texts else self.from_source).setChecked(True)
        for control in (*self._groups, self.length):
            control.blockSignals(False)
        self._show_state()

    def read(self, options: TextOptions) -> TextOptions:
        """Return these options with what is chosen."""
        return replace(
            options,
            length=self.length.value() if self.own.isChecked() else None,
            cut=next(cut for cut, made in self.cuts.items() if made.isChecked()),
            keeps_texts=self.keep_copy.isChecked(),
        )

    def show_counts(self, counts: TokenCounts | None) -> None:
        """Show how many tokens the texts have; None where that is not known."""
        self._counts = counts
        blocked = self.length.blockSignals(True)
        chosen = self.length.value() if self.own.isChecked() else 0
        self.length.setMaximum(max(counts.longest if counts else LONGEST, chosen))
        if counts and self.automatic.isChecked():
            self.length.setValue(counts.automatic)
        self.length.blockSignals(blocked)
        self._show_state()

    @property
    def in_short(self) -> str:
        """Return what is set in a few words."""
        if self.own.isChecked():
            return tr("%n token(s)", "", self.length.value())
        return tr("automatic")

    def _change(self, *_: object) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        self.length.setEnabled(self.own.isChecked())
        self.cut_count.setText(self._says)

    @property
    def _says(self) -> str:
        counts = self._counts
        if counts is None:
            return self.tr("How many texts are cut is counted once their tokens are known.")
        length = counts.read(self.length.value() if self.own.isChecked() else None)
        read = tr("%n token(s) are read of a text.", "", length)
        cut = counts.cut_at(length)
        longer = tr("%n text(s) are longer, and are cut.", "", cut) if cut else self.tr("None is longer.")
        return sentences((read, longer))

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(label(self.tr("Length"), "heading"))
        layout.addWidget(self.automatic)
        layout.addLayout(row(self.own, self.length, None))
        layout.addWidget(self.cut_count)
        layout.addSpacing(SPACE)
        layout.addWidget(label(self.tr("What is kept of a longer text"), "heading"))
        for made in self.cuts.values():
            layout.addWidget(made)
        layout.addSpacing(SPACE)
        layout.addWidget(label(self.tr("Where the texts are"), "heading"))
        explained = {
            self.from_source: self.tr(
                "The project holds none of their words. Where the table or the files are moved or changed, it no "
                "longer has these texts."
            ),
            self.keep_copy: self.tr(
                "They stand in dataset.csv in the project’s folder, and nowhere else: whoever may read the folder "
                "may read them."
            ),
        }
        for made, text in explained.items():
            below = label(text, "muted", wrap=True)
            below.setContentsMargins(MARGIN, 0, 0, 0)
            layout.addWidget(made)
            layout.addWidget(below)
        layout.addStretch(1)
