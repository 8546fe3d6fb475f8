"""MapPanel: the feature maps of a layer, which of them are shown, and how."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QPushButton, QVBoxLayout

from core.inspection.activation import ChannelOrder, LayerActivation
from gui.pages.activations.images.map_grid import MapGrid
from gui.plots.map_colours import Palette
from gui.translation import count, tr
from gui.widgets.parts import button, icon_button, label, row, spread
from gui.widgets.theme import GAP
from gui.widgets.tool_tip import plain
from gui.widgets.words import share


class MapPanel(QFrame):
    """Show maps: what follows from those that are there is changed here; for others `page_wanted` asks."""

    #: another page of channels or another order of them is wanted: carries the page, from 0, and the order
    page_wanted = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._seen: LayerActivation | None = None
        self.grid = MapGrid()
        self.title = spread(label("", "heading"))
        self.maps_button, self.gradient_button = self._choice(self.tr("Values")), self._choice(self.tr("Gradient"))
        self.gradient_button.setToolTip(self.tr("Red raises the score of the class, blue lowers it."))
        self._views = QButtonGroup(self)
        for made in (self.maps_button, self.gradient_button):
            self._views.addButton(made)
        self.maps_button.setChecked(True)
        self.order = self._box(
            self.tr("Order of the channels"),
            {self.tr("Number"): ChannelOrder.NUMBER, self.tr("Strongest"): ChannelOrder.STRENGTH},
        )
        self.scale = self._box(
            self.tr("Scale: of each map its own, or one for all"),
            {self.tr("Own scale"): False, self.tr("One scale"): True},
        )
        self.palette_box = self._box(
            self.tr("Colours"), {self.tr("Grey"): Palette.GREY, self.tr("Viridis"): Palette.VIRIDIS}
        )
        self.before_button = icon_button(self.tr("Channels before"), "left", on_click=lambda: self._turn(-1))
        self.after_button = icon_button(self.tr("Channels after"), "right", on_click=lambda: self._turn(1))
        self.all_button = button(self.tr("Show all"), kind="link", on_click=self.grid.show_all)
        self.channels = spread(label("", "muted"))
        self._arrange()
        self.order.activated.connect(lambda _: self.page_wanted.emit(0, self.chosen_order))
        for box in (self.scale, self.palette_box):
            box.activated.connect(lambda _: self._show_maps())
        self._views.buttonClicked.connect(lambda _: self._show_maps())
        self.grid.enlarged_changed.connect(lambda _: self._show_channels())
        self.show_nothing()

    @property
    def chosen_order(self) -> ChannelOrder:
        return ChannelOrder(self.order.currentData())  # Qt keeps the text alone

    def show_nothing(self) -> None:
        self._seen = None
        self.title.setText("")
        self._show_maps()

    def show_waiting(self) -> None:
        """The maps are of what was asked for before; others are on their way."""
        self.channels.setText(self.tr("Computing …"))

    def show_layer(self, seen: LayerActivation) -> None:
        self._seen = seen
        self.title.setText(seen.facts.path.rpartition("/")[2])
        self.title.setToolTip(plain(seen.facts.path))
        self._show_maps()

    @property
    def _shows_gradient(self) -> bool:
        return self.gradient_button.isChecked() and self._seen is not None and self._seen.gradient is not None

    def _show_maps(self) -> None:
        seen = self._seen
        self.gradient_button.setEnabled(seen is not None and seen.gradient is not None)
        if seen is None:
            self.grid.show_maps(np.empty((0, 1, 1)), Palette.GREY, self._described)
        else:
            gradient = seen.gradient if self._shows_gradient else None
            is_vector = seen.maps.shape[1:] == (1, 1)  # a pixel has no scale of its own
            self.grid.show_maps(
                gradient.maps if gradient else seen.maps,
                Palette.BOTH_SIDES if gradient else Palette(self.palette_box.currentData()),
                self._described,
                alike=is_vector or self.scale.currentData(),
            )
        self._show_channels()

    def _show_channels(self) -> None:
        seen, place = self._seen, self.grid.enlarged
        for made in (self.before_button, self.after_button):
            made.setVisible(seen is not None and seen.pages > 1 and place is None)
        self.before_button.setEnabled(seen is not None and seen.page > 0)
        self.after_button.setEnabled(seen is not None and seen.page < seen.pages - 1)
        self.all_button.setVisible(place is not None)
        self.palette_box.setEnabled(not self._shows_gradient)
        if seen is None:
            self.channels.setText("")
        elif place is not None:
            self.channels.setText(" · ".join(self._described(place).split("\n")[:2]))
        else:
            self.channels.setText(self._channels_text(seen))

    def _channels_text(self, seen: LayerActivation) -> str:
        if seen.pages == 1:
            return tr("%n channel(s)", "", seen.facts.channels)
        if self.chosen_order is ChannelOrder.NUMBER:
            text = self.tr("Channels {first} to {last} of {count}")
            numbers = {"first": seen.shown[0] + 1, "last": seen.shown[-1] + 1}
            return text.format(**numbers, count=count(seen.facts.channels))
        return self.tr("Page {page} of {pages}").format(page=seen.page + 1, pages=seen.pages)

    def _described(self, place: int) -> str:
        seen = self._seen
        if seen is None or place >= len(seen.shown):
            return ""
        number, measured = seen.shown[place], seen.statistics
        lines = [self.tr("Channel {number}").format(number=count(number + 1))]
        if seen.maps.shape[1:] == (1, 1):
            lines.append(self.tr("value {value}").format(value=f"{measured.mean[number]:.3g}"))
        else:
            text = self.tr("mean {mean}, from {low} to {high}")
            values = {"mean": measured.mean, "low": measured.min, "high": measured.max}
            lines.append(text.format(**{name: f"{of[number]:.3g}" for name, of in values.items()}))
            lines.append(self.tr("std. dev. {value}").format(value=f"{measured.std[number]:.3g}"))
            lines.append(self.tr("{share} zeros").format(share=share(float(measured.zeros[number]))))
        if measured.gradient is not None:
            lines.append(self.tr("mean gradient {value}").format(value=f"{measured.gradient[number]:.2g}"))
        return "\n".join(lines)

    def _turn(self, step: int) -> None:
        if self._seen:
            self.page_wanted.emit(self._seen.page + step, self.chosen_order)

    def _choice(self, text: str) -> QPushButton:
        made = button(text)
        made.setCheckable(True)
        return made

    def _box(self, name: str, choices: dict[str, object]) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setToolTip(plain(name))
        for text, choice in choices.items():
            made.addItem(text, choice)
        return made

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(GAP)
        head = row(self.title, row(self.maps_button, self.gradient_button, spacing=4))
        head.setStretchFactor(self.title, 1)
        layout.addLayout(head)
        layout.addLayout(row(self.order, self.scale, self.palette_box, None, spacing=4))
        below = row(self.channels, self.all_button, self.before_button, self.after_button)
        below.setStretchFactor(self.channels, 1)
        layout.addLayout(below)
        layout.addWidget(self.grid, stretch=1)
