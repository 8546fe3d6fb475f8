"""LayerTreeModel: blocks and their layers as Qt's views want them; a tick reads and writes the session's draft."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QIcon

from core.backbones.layer_tree import Layer, LayerTree
from core.wording.wording import listed
from gui.pages.backbone.ticks import Heat, Paths, Ticks, can_be_ticked
from gui.session import Session
from gui.translation import count, tr
from gui.widgets.icons import icon
from gui.widgets.kind_names import kind_name, short_kind_name
from gui.widgets.theme import colour, theme
from gui.widgets.tool_tip import plain
from gui.widgets.two_level_model import NOWHERE, Index, TwoLevelModel

#: what the search looks through
PATH_ROLE = Qt.ItemDataRole.UserRole
#: a Heat; None for the head
HEAT_ROLE = Qt.ItemDataRole.UserRole + 1
#: whether the row is a block or the head: these stand out
BLOCK_ROLE = Qt.ItemDataRole.UserRole + 2

ICONS = {
    Heat.FROZEN: ("frozen", "accent"),
    Heat.FIXED: ("frozen", "muted"),
    Heat.PARTLY: ("partly", "unfrozen"),
    Heat.UNFROZEN: ("unfrozen", "unfrozen"),
}


class LayerColumn(IntEnum):
    LAYER = 0
    KIND = 1
    OUTPUT = 2
    PARAMETERS = 3


class LayerTreeModel(TwoLevelModel):
    """One row a block, below it its layers, all in network order, and last the new head, which is always trained."""

    def __init__(self, session: Session, unfreeze: Callable[[Paths], object], parent: QObject | None = None):
        """`unfreeze` is called with the ticks that the user wants."""
        super().__init__(parent)
        self._session, self._unfreeze = session, unfreeze
        self._tree = LayerTree(())
        self._blocks: list[tuple[str, list[Layer]]] = []
        self._head_parameters: int | None = None
        self._is_locked = False
        self._ticks = Ticks(self._tree, ())
        self._icons: dict[Heat, QIcon] = {}
        session.draft_changed.connect(self.show_ticks)
        session.project_changed.connect(self.show_ticks)
        theme().changed.connect(self._show_colours)

    @property
    def tree(self) -> LayerTree:
        return self._tree

    @property
    def ticks(self) -> Ticks:
        return self._ticks

    @property
    def is_locked(self) -> bool:
        return self._is_locked

    def show_tree(self, tree: LayerTree) -> None:
        """Show a tree; without layers there is nothing to show yet."""
        self.beginResetModel()
        self._tree, self._blocks = tree, list(tree.blocks.items())
        self._ticks = Ticks(tree, self._session.draft.unfrozen)
        self.endResetModel()

    def show_ticks(self) -> None:
        ticks = Ticks(self._tree, self._session.draft.unfrozen)
        if ticks.paths != self._ticks.paths:
            self._ticks = ticks
            self._emit_all()

    def show_head(self, parameters: int | None) -> None:
        """Show the head's parameters; None while the classes are not known."""
        if parameters != self._head_parameters:
            self._head_parameters = parameters
            self._emit_all()

    def lock(self, is_locked: bool) -> None:
        if is_locked != self._is_locked:
            self._is_locked = is_locked
            self._emit_all()

    # ---- what stands where

    def is_head(self, index: Index) -> bool:
        return self.is_at_top(index) and index.row() == len(self._blocks)

    def layers_of(self, index: Index) -> list[Layer]:
        """Return the layer of this row, or all of its block; none for the head."""
        if not index.isValid() or self.is_head(index):
            return []
        _, layers = self._blocks[self.top_row(index)]
        return layers if self.is_at_top(index) else [layers[index.row()]]

    def index_of(self, path: str) -> QModelIndex:
        """Return the index of the layer with this path. Raise KeyError where there is none."""
        for row, (_, layers) in enumerate(self._blocks):
            for place, layer in enumerate(layers):
                if layer.path == path:
                    return self.createIndex(place, 0, row + 1)
        raise KeyError(path)

    def index_of_block(self, row: int) -> QModelIndex:
        return self.index(row, 0)

    @property
    def block_count(self) -> int:
        return len(self._blocks)

    # ---- for Qt

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if not parent.isValid():
            return len(self._blocks) + 1 if self._blocks else 0
        if not self.is_at_top(parent) or parent.column() or self.is_head(parent):
            return 0
        return len(self._blocks[parent.row()][1])

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return len(LayerColumn)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not self.is_at_top(index):
            flags |= Qt.ItemFlag.ItemNeverHasChildren
        is_free = not self._is_locked and any(map(can_be_ticked, self.layers_of(index)))
        return flags | Qt.ItemFlag.ItemIsUserCheckable if is_free and index.column() == LayerColumn.LAYER else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column = LayerColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(index, column)
            case Qt.ItemDataRole.CheckStateRole if column is LayerColumn.LAYER:
                return self._check_state(index)
            case Qt.ItemDataRole.DecorationRole if column is LayerColumn.LAYER:
                return self._icon(self._heat(index) or Heat.UNFROZEN)
            case Qt.ItemDataRole.ForegroundRole:
                return self._foreground(index, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column is LayerColumn.PARAMETERS else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.ToolTipRole:
                return plain(self._explanation(index))
            case Qt.ItemDataRole.AccessibleTextRole if column is LayerColumn.LAYER:
                return listed((self._name(index), self._heat_name(index)))
            case _ if role == PATH_ROLE:
                return self._path(index)
            case _ if role == HEAT_ROLE:
                return self._heat(index)
            case _ if role == BLOCK_ROLE:
                return self.is_at_top(index)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not self.flags(index) & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        is_ticked = Qt.CheckState(value) != Qt.CheckState.Unchecked
        self._unfreeze(self._ticks.with_layers(self.layers_of(index), is_ticked))
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return [self.tr("Layer"), self.tr("Kind"), self.tr("Output"), self.tr("Parameters")][section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == LayerColumn.PARAMETERS else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return [
                self.tr("In the order in which an image passes them"),
                "",
                self.tr("Height × width × channels of the layer’s output"),
                self.tr("Numbers that were learnt: weights"),
            ][section]
        return None

    # ---- what a row shows

    def _text(self, index: Index, column: LayerColumn) -> str:
        if self.is_head(index):
            return self._head_text(column)
        layers = self.layers_of(index)
        match column:
            case LayerColumn.LAYER:
                return self._name(index)
            case LayerColumn.KIND if self.is_at_top(index):
                return self._block_text(layers)
            case LayerColumn.KIND:
                return short_kind_name(layers[0].kind)
            case LayerColumn.OUTPUT:
                return shape_text(layers[-1].output_shape)
            case LayerColumn.PARAMETERS:
                return count(sum(layer.parameters for layer in layers))

    def _head_text(self, column: LayerColumn) -> str:
        texts = {LayerColumn.LAYER: self.tr("Head, new"), LayerColumn.KIND: self.tr("always trained")}
        if self._head_parameters is not None:
            texts[LayerColumn.PARAMETERS] = count(self._head_parameters)
        return texts.get(column, "")

    def _block_text(self, layers: list[Layer]) -> str:
        ticked, can_be = self._ticks.count(layers), sum(map(can_be_ticked, layers))
        if 0 < ticked < can_be:
            return self.tr("{ticked} of {all} unfrozen").format(ticked=ticked, all=can_be)
        return tr("%n layer(s)", "", len(layers))

    def _name(self, index: Index) -> str:
        if self.is_head(index):
            return self.tr("Head, new")
        if self.is_at_top(index):
            return self._blocks[index.row()][0]
        block, layers = self._blocks[self.top_row(index)]
        return short_name(layers[index.row()].path, block)

    def _path(self, index: Index) -> str:
        if self.is_head(index):
            return ""
        return self._name(index) if self.is_at_top(index) else self.layers_of(index)[0].path

    def _heat(self, index: Index) -> Heat | None:
        if self.is_head(index):
            return None
        layers = self.layers_of(index)
        return self._ticks.heat_of_block(layers) if self.is_at_top(index) else self._ticks.heat(layers[0])

    def _check_state(self, index: Index) -> Qt.CheckState | None:
        layers = self.layers_of(index)
        if not any(map(can_be_ticked, layers)):
            return None
        states = {Heat.UNFROZEN: Qt.CheckState.Checked, Heat.PARTLY: Qt.CheckState.PartiallyChecked}
        return states.get(self._heat(index) or Heat.FROZEN, Qt.CheckState.Unchecked)

    def _foreground(self, index: Index, column: LayerColumn) -> object:
        heat = self._heat(index)
        if column is LayerColumn.LAYER and heat in (None, Heat.UNFROZEN):
            return colour("unfrozen")
        return colour("muted") if column is not LayerColumn.LAYER or heat is Heat.FIXED else None

    def _icon(self, heat: Heat) -> QIcon:
        if heat not in self._icons:
            self._icons[heat] = icon(*ICONS[heat])
        return self._icons[heat]

    def _heat_name(self, index: Index) -> str:
        names = {
            None: self.tr("always trained"),
            Heat.FROZEN: self.tr("frozen"),
            Heat.FIXED: self.tr("fixed"),
            Heat.PARTLY: self.tr("partly unfrozen"),
            Heat.UNFROZEN: self.tr("unfrozen"),
        }
        return names[self._heat(index)]

    def _explanation(self, index: Index) -> str:
        if self.is_head(index):
            return self.tr("Learns your classes. It is new, so it is always trained.")
        layers = self.layers_of(index)
        kind = [kind_name(layers[0].kind)] if not self.is_at_top(index) else []
        return "\n".join([self._path(index), *kind, self._what_happens(index)])

    def _what_happens(self, index: Index) -> str:
        if not any(map(can_be_ticked, self.layers_of(index))):
            return self.tr("It has nothing to train, so it cannot be unfrozen.")
        texts = {
            Heat.FROZEN: self.tr("Frozen: computed once for each image, and kept on disk."),
            Heat.FIXED: self.tr("Stays as it is, but lies behind the frost line: computed in every step of training."),
            Heat.PARTLY: self.tr("Some of its layers are unfrozen: they are trained."),
            Heat.UNFROZEN: self.tr("Unfrozen: it is trained."),
        }
        return texts[self._heat(index) or Heat.UNFROZEN]

    def _emit_all(self) -> None:
        """A tick moves the frost line, and with it what every row shows."""
        if not self._blocks:
            return
        last = len(LayerColumn) - 1
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._blocks), last))
        for row, (_, layers) in enumerate(self._blocks):
            block = self.index(row, 0)
            self.dataChanged.emit(self.index(0, 0, block), self.index(len(layers) - 1, last, block))

    def _show_colours(self) -> None:
        self._icons.clear()
        self._emit_all()


def short_name(path: str, block: str) -> str:
    """Return the name without what the block's name says already."""
    rest = path.rpartition(block)[2] if block in path else path
    return rest.lstrip("/_.") or path.rpartition("/")[2]


def shape_text(shape: tuple[int | None, ...]) -> str:
    return "\u2009×\u2009".join("?" if side is None else str(side) for side in shape)  # thin spaces
