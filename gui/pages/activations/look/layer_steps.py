"""LayerSteps: the layers of a network in the order in which an image passes them, of which one is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from core.backbones.layer_tree import Layer
from gui.pages.backbone.layer_tree_model import shape_text
from gui.widgets.kind_names import kind_name
from gui.widgets.parts import button, row
from gui.widgets.theme import GAP
from gui.widgets.tool_tip import plain

ROW_HEIGHT = 26
STYLE = "QListWidget::item { padding-left: 6px; }"


class LayerSteps(QWidget):
    """A list, and buttons that go one layer back or forward; Alt and the arrow keys do the same."""

    #: carries the path of the layer that is to be looked at
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.back_button = button(self.tr("Back"), "left", on_click=lambda: self._go(-1))
        self.forward_button = button(self.tr("Forward"), "right", on_click=lambda: self._go(1))
        for made, key, step in (
            (self.back_button, "Alt+Left", -1),
            (self.forward_button, "Alt+Right", 1),
        ):
            made.setToolTip(
                plain(f"{made.text()} ({QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)})")
            )
            QShortcut(QKeySequence(key), self).activated.connect(lambda step=step: self._go(step))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Layers"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setStyleSheet(STYLE)
        self.list.currentItemChanged.connect(lambda item, _: self._emit(item))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.list, stretch=1)
        self.forward_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # its arrow points away from the text
        layout.addLayout(row(self.back_button, self.forward_button, spacing=4))
        self._show_state()

    @property
    def layer(self) -> str | None:
        """Return the path of the one that is looked at."""
        item = self.list.currentItem()
        return None if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def show_layers(self, layers: Sequence[Layer]) -> None:
        """Show the same layer as before where there is one of that path, else the first; emit nothing."""
        before = self.layer
        self.list.blockSignals(True)
        self.list.clear()
        said_by_all = len(_common_folder([layer.path for layer in layers]))
        for layer in layers:
            item = QListWidgetItem(_within_block(layer.path[said_by_all:], layer.block))
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            item.setData(Qt.ItemDataRole.UserRole, layer.path)
            item.setToolTip(plain("\n".join((layer.path, kind_name(layer.kind), shape_text(layer.output_shape)))))
            self.list.addItem(item)
        paths = [layer.path for layer in layers]
        self.list.setCurrentRow(paths.index(before) if before in paths else 0 if paths else -1)
        self.list.blockSignals(False)
        self._show_current()
        self._show_state()

    def _go(self, step: int) -> None:
        place = self.list.currentRow() + step
        if 0 <= place < self.list.count():
            self.list.setCurrentRow(place)

    def _show_current(self) -> None:
        if item := self.list.currentItem():
            self.list.scrollToItem(item)

    def _emit(self, item: QListWidgetItem | None) -> None:
        self._show_state()
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _show_state(self) -> None:
        place = self.list.currentRow()
        self.back_button.setEnabled(place > 0)
        self.forward_button.setEnabled(0 <= place < self.list.count() - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_current()


def _within_block(path: str, block: str) -> str:
    """Return a path from its block on: the folders before this one, as in transformer/layer_0, say little."""
    return path.removeprefix(block.rpartition("/")[0] + "/")


def _common_folder(paths: Sequence[str]) -> str:
    """Return what all paths begin with, to the slash; it says nothing."""
    folders = zip(*(path.split("/")[:-1] for path in paths), strict=False)
    common = takewhile(lambda parts: len(set(parts)) == 1, folders)
    return "".join(f"{parts[0]}/" for parts in common)
