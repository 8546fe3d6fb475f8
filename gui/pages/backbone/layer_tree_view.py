"""LayerTreeView: the layers as a tree, with the frost line drawn between what is frozen and what is unfrozen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, QSortFilterProxyModel, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from core.backbones.layer_tree import Layer
from gui.pages.backbone.check_box import draw_check_box
from gui.pages.backbone.layer_tree_model import BLOCK_ROLE, HEAT_ROLE, PATH_ROLE, LayerColumn, LayerTreeModel
from gui.pages.backbone.ticks import Heat
from gui.widgets.icons import icon
from gui.widgets.theme import colour, theme

Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 32
INDENTATION = 18
#: the frost line's label stands on the line, and must leave the text of the rows above and below free
LABEL_HEIGHT = 14
LABEL_POINTS = 7.5
LINE_WIDTH = 2
#: what is to fit into the columns
KIND, OUTPUT, PARAMETERS, CELL_PADDING = "normalisation", "112 × 112 × 320", "Parameters", 18


class LayerDelegate(QStyledItemDelegate):
    """Gives rows their height and blocks their weight."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.data(BLOCK_ROLE) and index.column() == LayerColumn.LAYER:
            option.font.setWeight(QFont.Weight.DemiBold)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is not None:
            whole = QStyleOptionViewItem(option)
            self.initStyleOption(whole, index)
            part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
            box = whole.widget.style().subElementRect(part, whole, whole.widget)
            is_free = bool(index.flags() & Qt.ItemFlag.ItemIsUserCheckable)
            draw_check_box(painter, box, Qt.CheckState(state), is_free=is_free)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)


class LayerTreeView(QTreeView):
    """Ticks by mouse, and with Space for the current row. What is searched for is shown with its block."""

    def __init__(self, model: LayerTreeModel, parent: QWidget | None = None):
        super().__init__(parent)
        self._layers = model
        self._filtered = QSortFilterProxyModel(self)
        self._filtered.setSourceModel(model)
        self._filtered.setFilterRole(PATH_ROLE)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._filtered.setRecursiveFilteringEnabled(True)
        self._filtered.setAutoAcceptChildRows(True)
        self._expanded_before: set[str] | None = None
        self.setModel(self._filtered)
        self.setItemDelegate(LayerDelegate(self))
        self.setAccessibleName(self.tr("Layers of the backbone"))
        self.setUniformRowHeights(True)
        self.setIndentation(INDENTATION)
        self.setAllColumnsShowFocus(True)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._size_columns()
        theme().changed.connect(self.viewport().update)

    @property
    def current_layers(self) -> list[Layer]:
        """Return the layers of the current row: one, or those of a block; none for the head."""
        return self._layers.layers_of(self._filtered.mapToSource(self.currentIndex()))

    @property
    def frost_line(self) -> int | None:
        """Return where the frost line is, in pixels of the viewport.

        None where nothing is shown, or nothing is frozen.
        """
        if not self._layers.ticks.first:
            return None
        place = self._first_behind()
        if place is not None:
            return self.visualRect(place).top()
        last = self._last_shown()
        return self.visualRect(last).bottom() + 1 if last.isValid() else None

    def search(self, text: str) -> None:
        """Show only what has this in its path. What was expanded before comes back with an empty search."""
        if text and self._expanded_before is None:
            self._expanded_before = self._expanded()
        self._filtered.setFilterFixedString(text)
        if text:
            self.expandAll()
        elif self._expanded_before is not None:
            self._expand_only(self._expanded_before)
            self._expanded_before = None

    def show_layer(self, path: str) -> None:
        """Scroll to it, and expand its block."""
        index = self._filtered.mapFromSource(self._layers.index_of(path))
        if index.isValid():
            self.expand(index.parent())
            self.scrollTo(index, QTreeView.ScrollHint.PositionAtCenter)

    def _size_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(LayerColumn.LAYER, QHeaderView.ResizeMode.Stretch)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(60)
        for column, widest in (
            (LayerColumn.KIND, KIND),
            (LayerColumn.OUTPUT, OUTPUT),
            (LayerColumn.PARAMETERS, PARAMETERS),
        ):
            self.setColumnWidth(column, self.fontMetrics().horizontalAdvance(widest) + CELL_PADDING)

    def _expanded(self) -> set[str]:
        rows = (self._filtered.index(row, 0) for row in range(self._filtered.rowCount()))
        return {row.data(PATH_ROLE) for row in rows if self.isExpanded(row)}

    def _expand_only(self, blocks: set[str]) -> None:
        for place in range(self._filtered.rowCount()):
            row = self._filtered.index(place, 0)
            self.setExpanded(row, row.data(PATH_ROLE) in blocks)

    def _first_behind(self) -> QModelIndex | None:
        """Return the first row that is shown and lies behind the frost line; the head is one."""
        layers, first = self._layers.tree.layers, self._layers.ticks.first
        for layer in layers[first:]:
            row = self._filtered.mapFromSource(self._layers.index_of(layer.path))
            if row.isValid():
                is_first_of_block = row.row() == 0 or not self.isExpanded(row.parent())
                return row.parent() if is_first_of_block else row
        head = self._filtered.mapFromSource(self._layers.index_of_block(self._layers.block_count))
        return head if head.isValid() else None

    def _last_shown(self) -> QModelIndex:
        last = self._filtered.index(self._filtered.rowCount() - 1, 0)
        inside = self._filtered.rowCount(last)
        return self._filtered.index(inside - 1, 0, last) if inside and self.isExpanded(last) else last

    # ---- for Qt

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        brush = _background(index.data(HEAT_ROLE))
        if brush is not None:
            painter.fillRect(option.rect, brush)
        super().drawRow(painter, option, index)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        line = self.frost_line
        if line is not None:
            painter = QPainter(self.viewport())
            _draw_frost_line(painter, line, self.viewport().rect(), self.tr("Frost line"))
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._toggle(self.currentIndex().siblingAtColumn(LayerColumn.LAYER))
        else:
            super().keyPressEvent(event)

    def _toggle(self, index: QModelIndex) -> None:
        is_ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if is_ticked else Qt.CheckState.Checked
        self._filtered.setData(index, state, Qt.ItemDataRole.CheckStateRole)


def _background(heat: Heat | None) -> QBrush | None:
    match heat:
        case Heat.UNFROZEN | None:  # the head
            return QBrush(colour("unfrozen_soft"))
        case Heat.PARTLY:
            return QBrush(_half(colour("unfrozen_soft"), colour("surface")))
        case Heat.FIXED:
            return QBrush(colour("unfrozen_soft"), Qt.BrushStyle.BDiagPattern)
    return None


def _half(one: QColor, other: QColor) -> QColor:
    return QColor(*((a + b) // 2 for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)))  # type: ignore[index]


def _draw_frost_line(painter: QPainter, line: int, viewport: QRect, text: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    accent = colour("accent")
    painter.fillRect(QRect(0, line - LINE_WIDTH // 2, viewport.width(), LINE_WIDTH), accent)
    font = painter.font()
    font.setPointSizeF(LABEL_POINTS)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    sign = LABEL_HEIGHT - 4
    width = painter.fontMetrics().horizontalAdvance(text) + sign + 18
    label = QRect(QPoint(viewport.width() - width - 8, line - LABEL_HEIGHT // 2), QSize(width, LABEL_HEIGHT))
    painter.setPen(QPen(accent, 1))
    painter.setBrush(accent)
    painter.drawRoundedRect(QRectF(label), LABEL_HEIGHT / 2, LABEL_HEIGHT / 2)
    place = QRect(label.left() + 6, label.top() + 2, sign, sign)
    icon("frozen", "on_accent").paint(painter, place)
    painter.setPen(colour("on_accent"))
    painter.drawText(label.adjusted(sign + 10, 0, -6, 0), Qt.AlignmentFlag.AlignVCenter, text)
