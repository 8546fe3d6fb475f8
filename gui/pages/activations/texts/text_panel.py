"""TextPanel: what a layer makes of each token: its values, what speaks for a class, and what the tokens attend to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QPushButton, QScrollArea, QVBoxLayout

from core.inspection.text_activation import TextActivation
from gui.pages.activations.texts.token_map import TokenMap
from gui.plots.map_colours import Palette
from gui.translation import count, tr
from gui.widgets.parts import button, label, row, spread
from gui.widgets.theme import GAP
from gui.widgets.tool_tip import plain

#: in the chooser of heads
ALL_HEADS = -1


class TextPanel(QFrame):
    """One map at a time; which of them is chosen here, and stays so from layer to layer."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._seen: TextActivation | None = None
        self._tokens: Sequence[str] = ()
        self.map, self.area = TokenMap(), QScrollArea()
        self.title = spread(label("", "heading"))
        self.values_button, self.gradient_button = self._choice(self.tr("Values")), self._choice(self.tr("Gradient"))
        self.attention_button = self._choice(self.tr("Attention"))
        self.gradient_button.setToolTip(self.tr("Red raises the score of the class, blue lowers it."))
        self.attention_button.setToolTip(
            self.tr("How much each token at the side takes from each token above. It is no explanation of the class.")
        )
        self._views = QButtonGroup(self)
        for made in (self.values_button, self.gradient_button, self.attention_button):
            self._views.addButton(made)
        self.values_button.setChecked(True)
        self.heads = QComboBox()
        self.heads.setAccessibleName(self.tr("Head of attention"))
        self.heads.activated.connect(lambda _: self._show_map())
        self.says = spread(label("", "muted"))
        self._views.buttonClicked.connect(lambda _: self._show_map())
        self._arrange()
        self.show_nothing()

    def show_nothing(self) -> None:
        self._seen = None
        self.title.setText("")
        self._show_map()

    def show_waiting(self) -> None:
        """The map is of what was asked for before; another is on its way."""
        self.says.setText(self.tr("Computing …"))

    def show_layer(self, tokens: Sequence[str], seen: TextActivation) -> None:
        self._tokens, self._seen = tokens, seen
        self.title.setText(seen.facts.path.rpartition("/")[2])
        self.title.setToolTip(plain(seen.facts.path))
        self._show_heads(0 if seen.attention is None else len(seen.attention))
        self._show_map()

    def _show_heads(self, number: int) -> None:
        """The head that was chosen stays so where there are as many."""
        if number and self.heads.count() != number + 1:
            self.heads.clear()
            self.heads.addItem(self.tr("Mean of all heads"), ALL_HEADS)
            for head in range(number):
                self.heads.addItem(self.tr("Head {number}").format(number=count(head + 1)), head)

    @property
    def _shows_attention(self) -> bool:
        return self.attention_button.isChecked() and self._seen is not None and self._seen.attention is not None

    @property
    def _shows_gradient(self) -> bool:
        return self.gradient_button.isChecked() and self._seen is not None and self._seen.gradient is not None

    def _show_map(self) -> None:
        seen = self._seen
        self.gradient_button.setEnabled(seen is not None and seen.gradient is not None)
        self.attention_button.setEnabled(seen is not None and seen.attention is not None)
        self.heads.setVisible(self._shows_attention)
        rows = self._tokens if seen is not None and seen.has_tokens else ()
        if seen is None:
            self.map.show_values(np.empty((0, 1), np.float32), (), Palette.GREY)
            self.says.setText("")
        elif self._shows_attention and seen.attention is not None:
            head = self.heads.currentData()
            weights = seen.attention.mean(0) if head == ALL_HEADS else seen.attention[head]
            self.map.show_values(weights, self._tokens, Palette.VIRIDIS, self._tokens)
            self.says.setText(self.tr("Each row adds up to 1: what a token at the side attends to."))
        elif self._shows_gradient and seen.gradient is not None:
            self.map.show_values(seen.gradient, rows, Palette.BOTH_SIDES)
            self.says.setText(self._channels_text(seen))
        else:
            self.map.show_values(seen.values, rows, Palette.BOTH_SIDES)
            self.says.setText(self._channels_text(seen))
        self.map.setAccessibleName(self.tr("Attention") if self._shows_attention else self.tr("Values of each token"))

    def _channels_text(self, seen: TextActivation) -> str:
        channels = tr("%n channel(s)", "", seen.facts.channels)
        if seen.has_tokens:
            return self.tr("{channels}, from left to right; white is 0, red above, blue below.").format(
                channels=channels
            )
        return self.tr("{channels} of the whole text; it has no tokens any more.").format(channels=channels)

    def _choice(self, text: str) -> QPushButton:
        made = button(text)
        made.setCheckable(True)
        return made

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(GAP)
        choices = row(self.values_button, self.gradient_button, self.attention_button, spacing=4)
        head = row(self.title, choices)
        head.setStretchFactor(self.title, 1)
        layout.addLayout(head)
        below = row(self.says, self.heads)
        below.setStretchFactor(self.says, 1)
        layout.addLayout(below)
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.map)
        self.map.setProperty("kind", "in card")
        for bar in (self.area.horizontalScrollBar(), self.area.verticalScrollBar()):
            bar.valueChanged.connect(self.map.update)  # the names do not scroll with the colours
        self.map.moved.connect(self._show_cell)
        layout.addWidget(self.area, stretch=1)

    def _show_cell(self, cell: QRect) -> None:
        """Scroll to a cell, so that it is not below the names."""
        names, place = self.map.names_size, cell.center()
        self.area.ensureVisible(place.x(), place.y(), names.width() + cell.width(), names.height() + cell.height())
