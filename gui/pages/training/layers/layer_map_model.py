"""LayerMapModel: blocks and their layers, with what was measured of them in each epoch."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt

from core.backbones.layer_tree import LayerTree
from core.figures.layer_history import Block, LayerHistory, Quantity
from core.figures.layer_map import LayerMapFigure, layer_map
from core.figures.span import Span
from core.training.monitoring_records import AlarmRecord
from core.wording.catalogue import words_of
from core.wording.wording import listed
from gui.pages.training.layers.monitoring_words import layer_name, mark_of, measured_text
from gui.translation import tr
from gui.widgets.icons import icon
from gui.widgets.tool_tip import plain
from gui.widgets.two_level_model import NOWHERE, Index, TwoLevelModel

#: by which a row is found again: the path of a layer, or the name of a block and "/*"
KEY_ROLE = Qt.ItemDataRole.UserRole


class MapColumn(IntEnum):
    LAYER = 0
    EPOCHS = 1
    LAST = 2
    ALARM = 3


class LayerMapModel(TwoLevelModel):
    """Shows a history as it was when it last heard of it: more may have come since.

    A block of one layer is that layer's row; others have the highest value of their layers.
    """

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self.history = LayerHistory()
        self._tree: LayerTree | None = None
        self._quantity = Quantity.GRADIENT_NORM
        self._figure = LayerMapFigure()
        #: the texts of rows that were looked at, by their places
        self._written: dict[int, tuple[str, ...]] = {}

    @property
    def epochs(self) -> Sequence[tuple[int, int]]:
        """Return phase, and epoch of the phase, of each column."""
        return self._figure.epochs

    @property
    def spans(self) -> Sequence[Span]:
        """Return the phases, each from the column before which it begins."""
        return self._figure.spans

    @property
    def quantity(self) -> Quantity:
        return self._quantity

    def show_history(self, history: LayerHistory, tree: LayerTree | None = None) -> None:
        self.beginResetModel()
        self.history, self._tree = history, tree
        self._take()
        self.endResetModel()

    @property
    def has_new_rows(self) -> bool:
        """Return whether other layers have been measured than those that are shown."""
        return tuple(self.history.layers) != self._figure.layers

    def show_new(self) -> None:
        """Show what has been measured since."""
        if self.has_new_rows:
            self.show_history(self.history, self._tree)
            return
        self._take()
        if self._figure.blocks:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._figure.blocks) - 1, len(MapColumn) - 1))

    def show_quantity(self, quantity: Quantity) -> None:
        self._quantity = quantity
        self.show_new()

    def values(self, index: Index, quantity: Quantity | None = None) -> np.ndarray:
        """Return float [epochs] of this row, NaN where it was frozen."""
        of = self._quantity if quantity is None else quantity
        return self._figure.values[of, self.place(index)]

    @property
    def all_values(self) -> np.ndarray:
        """Return float [rows, epochs] of the quantity that is shown: first the blocks, then the layers."""
        return self._figure.values[self._quantity]

    def place(self, index: Index) -> int:
        """Return the place of a row in `all_values`."""
        if self.is_at_top(index):
            return index.row()
        return self._figure.row_of_layer(self._block(index).places[index.row()])

    def name(self, index: Index) -> str:
        """Return the name of the block or the layer, as the engine has it."""
        block = self._block(index)
        if not self.is_at_top(index):
            return self._figure.layers[block.places[index.row()]]
        return self._figure.layers[block.places[0]] if len(block.places) == 1 else block.name

    def alarms(self, index: Index) -> list[AlarmRecord]:
        return [alarm for layer in self._layers_of(index) for alarm in self.history.alarms_of(layer)]

    def is_block(self, index: Index) -> bool:
        return self.is_at_top(index) and len(self._block(index).places) > 1

    # ---- for Qt

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if not parent.isValid():
            return len(self._figure.blocks)
        if not self.is_at_top(parent) or parent.column() != 0:
            return 0
        count = len(self._figure.blocks[parent.row()].places)
        return count if count > 1 else 0

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return len(MapColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._texts(index)[column]
            case Qt.ItemDataRole.ToolTipRole if column != MapColumn.EPOCHS:
                return plain(self._explained(index))
            case Qt.ItemDataRole.AccessibleTextRole:
                return listed(self._texts(index))
            case Qt.ItemDataRole.DecorationRole if column == MapColumn.ALARM and self._texts(index)[column]:
                return icon("warning", "unfrozen")
            case Qt.ItemDataRole.TextAlignmentRole if column == MapColumn.LAST:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _ if role == KEY_ROLE:
                return f"{self.name(index)}/*" if self.is_block(index) else self.name(index)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == MapColumn.LAST else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignBottom
        titles = {
            MapColumn.LAYER: self.tr("Layer"),
            MapColumn.EPOCHS: self.tr("Epochs"),
            MapColumn.LAST: self.tr("Last"),
            MapColumn.ALARM: self.tr("Alarm"),
        }
        return titles[MapColumn(section)] if role == Qt.ItemDataRole.DisplayRole else None

    # ---- inside

    def _take(self) -> None:
        """Return rows and values as they are now."""
        self._figure = layer_map(self.history, self._tree)
        self._written.clear()

    def _block(self, index: Index) -> Block:
        return self._figure.blocks[self.top_row(index)]

    def _layers_of(self, index: Index) -> list[str]:
        places = self._block(index).places
        if not self.is_at_top(index):
            places = (places[index.row()],)
        return [self._figure.layers[place] for place in places]

    def _texts(self, index: Index) -> tuple[str, ...]:
        """Return one a column; asked for many times while a row is painted."""
        place = self.place(index)
        if place not in self._written:
            last = measured_text(self._last(index))
            self._written[place] = (layer_name(self.name(index)), "", last, mark_of(self.alarms(index)))
        return self._written[place]

    def _last(self, index: Index) -> float:
        known = self.values(index)
        known = known[~np.isnan(known)]
        return float(known[-1]) if len(known) else np.nan

    def _explained(self, index: Index) -> str:
        alarms = [words_of(alarm.message).whole for alarm in dict.fromkeys(self.alarms(index))]
        name = layer_name(self.name(index))
        if self.is_block(index):
            layers = len(self._block(index).places)
            name = tr("{block}: the highest of its %n layer(s)", "", layers).format(block=name)
        return "\n".join([name, *alarms])
