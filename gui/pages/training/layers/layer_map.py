"""LayerMap: the layers that train as a tree, and beside each a strip of colours, one an epoch."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from core.backbones.layer_tree import LayerTree
from core.figures.layer_history import LayerHistory, Quantity
from core.figures.layer_map import Decades
from gui.pages.training.layers.colour_scale import colours
from gui.pages.training.layers.epoch_header import EpochHeader
from gui.pages.training.layers.layer_map_model import KEY_ROLE, LayerMapModel, MapColumn
from gui.pages.training.layers.layer_strips import Rows, Strips
from gui.widgets.theme import theme

SMALLEST_HEIGHT = 180
NAME_WIDTH, LAST_WIDTH, ALARM_WIDTH = 210, 76, 118
#: pixels that an epoch takes at most
WIDEST_EPOCH = 26


class LayerMap(QTreeView):
    """Arrow keys go through the rows; several can be selected."""

    #: other rows have been selected
    rows_chosen = Signal()
    #: the colours mean something else than before
    scale_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.layers = LayerMapModel(self)
        self.scale = Decades()
        self._picture: QImage | None = None
        self.setModel(self.layers)
        self.setHeader(EpochHeader(self.layers, self.epoch_width, self))
        self.setItemDelegate(Rows(self))
        self.setItemDelegateForColumn(
            MapColumn.EPOCHS, Strips(self.layers, lambda: self.picture, self.epoch_width, self)
        )
        self.setAccessibleName(self.tr("Layers by epochs"))
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setMinimumHeight(SMALLEST_HEIGHT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setMinimumSectionSize(60)
        header.setStretchLastSection(False)
        for column, width in (
            (MapColumn.LAYER, NAME_WIDTH),
            (MapColumn.LAST, LAST_WIDTH),
            (MapColumn.ALARM, ALARM_WIDTH),
        ):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, width)
        header.setSectionResizeMode(MapColumn.EPOCHS, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().selectionChanged.connect(lambda *_: self.rows_chosen.emit())
        theme().changed.connect(self._redraw)

    def show_history(self, history: LayerHistory, tree: LayerTree | None = None) -> None:
        """Open where a layer has raised an alarm."""
        kept = self._kept()
        self.layers.show_history(history, tree)
        self._restore(*kept)
        for row in range(self.layers.rowCount()):
            if self.layers.alarms(self.layers.index(row, 0)):
                self.setExpanded(self.layers.index(row, 0), True)
        self._redraw()

    def show_new(self) -> None:
        """Rows that are open or selected stay so, also when others join them."""
        if self.layers.has_new_rows:
            kept = self._kept()
            self.layers.show_new()
            self._restore(*kept)
        else:
            self.layers.show_new()
        self._redraw()

    def show_quantity(self, quantity: Quantity) -> None:
        self.layers.show_quantity(quantity)
        self._redraw()

    @property
    def chosen(self) -> list[QModelIndex]:
        """Return the rows that are selected, from above; all at the top where none is."""
        rows = self.selectionModel().selectedRows()
        if rows:
            return sorted(rows, key=lambda index: self.visualRect(index).top())
        return [self.layers.index(row, 0) for row in range(self.layers.rowCount())]

    def choose(self, keys: list[str]) -> None:
        """Select these rows: layers by their paths, blocks by their names and "/*"."""
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for index in self._all_rows():
            if index.data(KEY_ROLE) in keys:
                self.selectionModel().select(index, flags)

    @property
    def picture(self) -> QImage:
        """Return a pixel a value: the rows as they stand in the model, the epochs from the left."""
        if self._picture is None:
            pixels = np.ascontiguousarray(colours(self.layers.all_values, self.scale, on_dark=theme().is_dark))
            height, width = pixels.shape
            self._picture = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_ARGB32).copy()
        return self._picture

    def epoch_width(self, width: int) -> float:
        """Return pixels that an epoch takes where there is so much room."""
        return min(WIDEST_EPOCH, width / max(len(self.layers.epochs), 1))

    def _all_rows(self) -> list[QModelIndex]:
        tops = [self.layers.index(row, 0) for row in range(self.layers.rowCount())]
        inside = [self.layers.index(row, 0, top) for top in tops for row in range(self.layers.rowCount(top))]
        return tops + inside

    def _kept(self) -> tuple[list[str], list[str]]:
        opened = [index.data(KEY_ROLE) for index in self._all_rows() if self.isExpanded(index)]
        return opened, [index.data(KEY_ROLE) for index in self.selectionModel().selectedRows()]

    def _restore(self, opened: list[str], selected: list[str]) -> None:
        for index in self._all_rows():
            if index.data(KEY_ROLE) in opened:
                self.setExpanded(index, True)
        self.choose(selected)

    def _redraw(self) -> None:
        scale = Decades.over(self.layers.all_values)
        if scale != self.scale:
            self.scale = scale
            self.scale_changed.emit(scale)
        self._picture = None
        self.viewport().update()
        self.header().viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(SMALLEST_HEIGHT, SMALLEST_HEIGHT)
