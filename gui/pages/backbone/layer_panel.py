"""LayerPanel: the layer tree with all that one can do to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QSpinBox, QStackedWidget, QVBoxLayout, QWidget

from core.backbones.layer_tree import LayerTree
from core.task_table import Resume, Train
from gui.job_runner import JobRunner
from gui.pages.backbone.layer_tree_model import LayerTreeModel
from gui.pages.backbone.layer_tree_view import LayerTreeView
from gui.pages.backbone.tick_history import TickHistory
from gui.pages.backbone.ticks import blocks_to_tick, from_here_to_the_end, last_blocks
from gui.session import Session
from gui.translation import tr
from gui.widgets.icons import icon
from gui.widgets.number_text import write_around
from gui.widgets.parts import button, icon_button, indent_text, label, row
from gui.widgets.theme import GAP, theme

USUAL_BLOCKS = 2
BLOCKS_WIDTH = 104
ICON_SIZE = 16


class LayerPanel(QFrame):
    """Shows the ticks of the session's draft, and changes them."""

    def __init__(self, session: Session, runner: JobRunner):
        super().__init__()
        self._session, self._runner = session, runner
        self.setProperty("kind", "card")
        self.history = TickHistory(session, self)
        self.model = LayerTreeModel(session, self.history.unfreeze, self)
        self.view = LayerTreeView(self.model)
        self._lock = QLabel()
        self._hint = label("", "muted")
        self._says = label("", "muted", wrap=True)
        self._says.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._says)
        self._stack.addWidget(self.view)
        self._make_tools()
        self._make_actions()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(GAP)
        layout.addLayout(row(self._lock, self._hint, None))
        layout.addLayout(row(self.search, self.undo_button, self.redo_button, self.expand_button, self.collapse_button))
        layout.addLayout(row(self.freeze_button, self.end_button, None, self.last_button, self.blocks))
        layout.addWidget(self._stack, stretch=1)
        self._wire()
        self.show_message("")

    @property
    def message(self) -> str:
        """Return what stands in place of the tree."""
        return self._says.text()

    @property
    def hint(self) -> str:
        return self._hint.text()

    @property
    def is_locked(self) -> bool:
        return self._session.project is None or isinstance(self._runner.request, Train | Resume)

    def show_tree(self, tree: LayerTree) -> None:
        self.model.show_tree(tree)
        self.search.clear()
        self.blocks.setRange(1, max(1, len(blocks_to_tick(tree))))
        self.blocks.setValue(min(USUAL_BLOCKS, self.blocks.maximum()))
        self._stack.setCurrentWidget(self.view)
        self.view.setCurrentIndex(self.view.model().index(0, 0))
        if self.model.ticks.first < len(tree.layers):
            self.view.show_layer(tree.layers[self.model.ticks.first].path)
        self.show_state()

    def show_message(self, text: str) -> None:
        """Show a message in place of the tree."""
        self.model.show_tree(LayerTree(()))
        self._says.setText(text)
        self._stack.setCurrentWidget(self._says)
        self.show_state()

    def show_state(self) -> None:
        is_locked, has_tree = self.is_locked, bool(self.model.tree.layers)
        is_free = has_tree and not is_locked
        self.model.lock(is_locked)
        self._lock.setVisible(is_locked)
        self._hint.setText(
            self.tr("Locked while training runs")
            if is_locked
            else self.tr("Tick what is to be trained. All else stays frozen.")
        )
        _enable(has_tree, self.search, self.expand_button, self.collapse_button)
        _enable(is_free, self.last_button, self.blocks, self.last_action)
        _enable(is_free and bool(self.model.ticks.paths), self.freeze_button, self.freeze_action)
        _enable(is_free and bool(self.view.current_layers), self.end_button, self.end_action)
        _enable(is_free and self.history.canUndo(), self.undo_button, self.undo_action)
        _enable(is_free and self.history.canRedo(), self.redo_button, self.redo_action)

    def freeze_all(self) -> None:
        self.history.unfreeze(())

    def unfreeze_to_the_end(self) -> None:
        """Unfreeze from the current row on; from a block its first layer on."""
        if layers := self.view.current_layers:
            self.history.unfreeze(from_here_to_the_end(self.model.tree, layers[0]))

    def unfreeze_last_blocks(self) -> None:
        paths = last_blocks(self.model.tree, self.blocks.value())
        self.history.unfreeze(paths)
        if paths and not self.search.text():
            self.view.show_layer(paths[0])

    def _make_tools(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search layers"))
        self.search.setAccessibleName(self.tr("Search layers"))
        self.search.setClearButtonEnabled(True)
        self._search_sign = self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.undo_button = icon_button(self.tr("Undo"), "undo", on_click=self.history.undo)
        self.redo_button = icon_button(self.tr("Redo"), "redo", on_click=self.history.redo)
        self.expand_button = icon_button(self.tr("Show all layers"), "expand", on_click=self.view.expandAll)
        self.collapse_button = icon_button(self.tr("Show only blocks"), "collapse", on_click=self.view.collapseAll)
        self.freeze_button = button(self.tr("Freeze all"), on_click=self.freeze_all)
        self.end_button = button(self.tr("Unfreeze from here on"), on_click=self.unfreeze_to_the_end)
        self.end_button.setAccessibleName(self.tr("Unfreeze from here to the end"))
        self.end_button.setToolTip(self.tr("The current row and all behind it, to the end"))
        self.last_button = button(self.tr("Unfreeze last"), on_click=self.unfreeze_last_blocks)
        self.last_button.setToolTip(self.tr("Only the last blocks, nearest to the head"))
        self.blocks = QSpinBox()
        indent_text(self.blocks)
        self.blocks.setAccessibleName(self.tr("Number of last blocks to unfreeze"))
        self.blocks.valueChanged.connect(self._name_blocks)
        self.blocks.setRange(1, 1)
        self.blocks.setMinimumWidth(BLOCKS_WIDTH)
        self._name_blocks(self.blocks.value())

    def _name_blocks(self, blocks: int) -> None:
        write_around(self.blocks, tr("{number} block(s)", "", blocks))

    def _make_actions(self) -> None:
        self.undo_action = self._action(self.tr("Undo"), self.history.undo, QKeySequence.StandardKey.Undo)
        self.redo_action = self._action(self.tr("Redo"), self.history.redo, QKeySequence.StandardKey.Redo)
        self.freeze_action = self._action(self.tr("Freeze all"), self.freeze_all)
        self.end_action = self._action(self.tr("Unfreeze from here to the end"), self.unfreeze_to_the_end)
        self.last_action = self._action(self.tr("Unfreeze last blocks"), self.unfreeze_last_blocks)
        self.addActions([self.undo_action, self.redo_action])
        self.view.addActions([self.end_action, self.last_action, self.freeze_action])
        self.view.addActions([self.undo_action, self.redo_action])

    def _action(self, text: str, on_triggered: object, key: QKeySequence.StandardKey | None = None) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(on_triggered)
        if key is not None:
            action.setShortcuts(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return action

    def _wire(self) -> None:
        self.search.textChanged.connect(self.view.search)
        self.view.selectionModel().currentChanged.connect(lambda *_: self.show_state())
        self._runner.state_changed.connect(self.show_state)
        self._session.project_changed.connect(self.show_state)
        self._session.draft_changed.connect(self.show_state)
        self.history.indexChanged.connect(lambda *_: self.show_state())
        theme().changed.connect(self._show_signs)
        self._show_signs()

    def _show_signs(self) -> None:
        self._search_sign.setIcon(icon("search", "muted"))
        self._lock.setPixmap(icon("locked", "muted").pixmap(ICON_SIZE))


def _enable(is_enabled: bool, *tools: QWidget | QAction) -> None:
    for tool in tools:
        tool.setEnabled(is_enabled)
