"""LayerPanel: the tree and its tools, used with mouse and keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from gui.job_runner import JobRunner, Task
from gui.pages.backbone.layer_panel import LayerPanel
from gui.session import Session
from tests.gui.engines import TRAIN, ScriptedEngine, request, wait_until_stopped
from tests.gui.layers import tree_of

TREE = tree_of(4)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(session: Session, runner: JobRunner, qtbot: QtBot) -> LayerPanel:
    made = LayerPanel(session, runner)
    qtbot.addWidget(made)
    made.resize(640, 700)
    made.show()
    made.show_tree(TREE)
    return made


def row(panel: LayerPanel, path: str) -> QModelIndex:
    """Of a layer or a block, in the view."""
    model: Any = panel.view.model()
    blocks = [model.index(place, 0) for place in range(model.rowCount())]
    layers = [model.index(place, 0, block) for block in blocks for place in range(model.rowCount(block))]
    source = panel.model.index_of(path) if path not in TREE.blocks else None
    if source is None:
        return next(block for block in blocks if block.data() == path)
    return next(layer for layer in layers if model.mapToSource(layer) == source)


def shown(panel: LayerPanel) -> list[str]:
    model = panel.view.model()
    blocks = [model.index(place, 0) for place in range(model.rowCount())]
    return [index.data() for block in blocks for index in (block, *_children(model, block))]


def _children(model: QAbstractItemModel, block: QModelIndex) -> list[QModelIndex]:
    return [model.index(place, 0, block) for place in range(model.rowCount(block))]


def check_box(panel: LayerPanel, index: QModelIndex) -> QPoint:
    panel.view.scrollTo(index)
    option = QStyleOptionViewItem()
    panel.view.initViewItemOption(option)
    option.rect = panel.view.visualRect(index)
    delegate: Any = panel.view.itemDelegate()
    delegate.initStyleOption(option, index)
    box = panel.view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, panel.view)
    return box.center()


def click(qtbot: QtBot, panel: LayerPanel, path: str) -> None:
    index = row(panel, path)
    panel.view.expand(index.parent())
    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=check_box(panel, index))


def test_a_click_on_its_box_ticks_a_layer_and_a_second_one_unticks_it(
    panel: LayerPanel, session: Session, qtbot: QtBot
) -> None:
    click(qtbot, panel, "block_2_conv")
    assert session.draft.unfrozen == ("block_2_conv",)
    click(qtbot, panel, "block_2_conv")
    assert session.draft.unfrozen == ()


def test_a_click_on_the_box_of_a_block_that_is_ticked_in_part_ticks_all_of_it(
    panel: LayerPanel, session: Session, qtbot: QtBot
) -> None:
    click(qtbot, panel, "block_2_conv")
    click(qtbot, panel, "block_2")
    assert session.draft.unfrozen == ("block_2_conv", "block_2_norm_1")
    click(qtbot, panel, "block_2")
    assert session.draft.unfrozen == ()


def test_space_ticks_the_current_row_whichever_column_is_current(
    panel: LayerPanel, session: Session, qtbot: QtBot
) -> None:
    panel.view.setCurrentIndex(row(panel, "block_3").siblingAtColumn(2))
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert session.draft.unfrozen == ("block_3_conv", "block_3_norm_1")
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert session.draft.unfrozen == ()


def test_arrow_keys_go_from_row_to_row_and_into_blocks(panel: LayerPanel, session: Session, qtbot: QtBot) -> None:
    panel.view.setFocus()
    panel.view.setCurrentIndex(row(panel, "block_1"))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space):
        qtbot.keyClick(panel.view, key)
    assert session.draft.unfrozen == ("block_2_conv",)


def test_unfreeze_from_here_ticks_the_current_row_and_all_behind_it(
    panel: LayerPanel, session: Session, qtbot: QtBot
) -> None:
    panel.view.setCurrentIndex(row(panel, "block_3_norm_1"))
    qtbot.mouseClick(panel.end_button, LEFT)
    assert session.draft.unfrozen == ("block_3_norm_1", "block_4_conv", "block_4_norm_1")
    panel.view.setCurrentIndex(row(panel, "block_4"))
    panel.end_action.trigger()
    assert session.draft.unfrozen == ("block_4_conv", "block_4_norm_1")


def test_the_last_blocks_are_unfrozen_and_no_others(panel: LayerPanel, session: Session, qtbot: QtBot) -> None:
    session.unfreeze(["block_1_conv"])
    panel.blocks.setValue(1)
    qtbot.mouseClick(panel.last_button, LEFT)
    assert session.draft.unfrozen == ("block_4_conv", "block_4_norm_1")
    assert panel.blocks.maximum() == 4


def test_freeze_all_unticks_all(panel: LayerPanel, session: Session, qtbot: QtBot) -> None:
    assert not panel.freeze_button.isEnabled()
    session.unfreeze(["block_1_conv", "block_4_conv"])
    qtbot.mouseClick(panel.freeze_button, LEFT)
    assert session.draft.unfrozen == ()


def test_undo_and_redo_go_through_the_ticks(panel: LayerPanel, session: Session, qtbot: QtBot) -> None:
    click(qtbot, panel, "block_4")
    click(qtbot, panel, "block_1_conv")
    qtbot.mouseClick(panel.undo_button, LEFT)
    assert session.draft.unfrozen == ("block_4_conv", "block_4_norm_1")
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.draft.unfrozen == ()
    assert not panel.undo_button.isEnabled()
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(panel.view, Qt.Key.Key_Z, shift)
    qtbot.mouseClick(panel.redo_button, LEFT)
    assert session.draft.unfrozen == ("block_1_conv", "block_4_conv", "block_4_norm_1")
    assert not panel.redo_button.isEnabled()


def test_ticks_that_were_changed_elsewhere_are_not_undone(panel: LayerPanel, session: Session, qtbot: QtBot) -> None:
    click(qtbot, panel, "block_4")
    session.unfreeze(["block_2_conv"])
    assert not panel.undo_button.isEnabled()


def test_the_search_shows_what_matches_within_its_blocks(panel: LayerPanel, qtbot: QtBot) -> None:
    qtbot.keyClicks(panel.search, "4_NORM")
    assert shown(panel) == ["block_4", "norm_1"]
    panel.search.clear()
    qtbot.keyClicks(panel.search, "block_2")
    assert shown(panel) == ["block_2", "conv", "norm_1", "fixed"]


def test_after_a_search_the_same_blocks_are_expanded_as_before(panel: LayerPanel, qtbot: QtBot) -> None:
    panel.view.expand(row(panel, "block_2"))
    qtbot.keyClicks(panel.search, "conv")
    assert panel.view.isExpanded(row(panel, "block_3"))
    panel.search.clear()
    assert panel.view.isExpanded(row(panel, "block_2"))
    assert not panel.view.isExpanded(row(panel, "block_3"))


def test_a_block_stays_expanded_when_ticks_change(panel: LayerPanel, session: Session, qtbot: QtBot) -> None:
    panel.view.expand(row(panel, "block_2"))
    click(qtbot, panel, "block_3")
    session.unfreeze([])
    assert panel.view.isExpanded(row(panel, "block_2"))
    assert not panel.view.isExpanded(row(panel, "block_1"))


def test_all_blocks_can_be_expanded_and_collapsed(panel: LayerPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.expand_button, LEFT)
    assert all(panel.view.isExpanded(row(panel, block)) for block in TREE.blocks)
    qtbot.mouseClick(panel.collapse_button, LEFT)
    assert not any(panel.view.isExpanded(row(panel, block)) for block in TREE.blocks)


def test_the_frost_line_lies_before_the_first_ticked_row(panel: LayerPanel, session: Session) -> None:
    head = panel.view.model().index(4, 0)
    assert panel.view.frost_line == panel.view.visualRect(head).top()
    session.unfreeze(["block_2_norm_1"])
    assert panel.view.frost_line == panel.view.visualRect(row(panel, "block_2")).top()
    panel.view.expand(row(panel, "block_2"))
    assert panel.view.frost_line == panel.view.visualRect(row(panel, "block_2_norm_1")).top()
    session.unfreeze(["block_2_conv"])
    assert panel.view.frost_line == panel.view.visualRect(row(panel, "block_2")).top()


def test_where_nothing_is_frozen_there_is_no_frost_line(panel: LayerPanel, session: Session) -> None:
    session.unfreeze(["block_1_conv"])
    assert panel.view.frost_line is None


def test_where_its_row_is_not_shown_the_frost_line_lies_before_the_next_one(
    panel: LayerPanel, session: Session, qtbot: QtBot
) -> None:
    session.unfreeze(["block_2_conv"])
    qtbot.keyClicks(panel.search, "block_3")
    assert panel.view.frost_line == panel.view.visualRect(row(panel, "block_3")).top()


def test_where_nothing_behind_it_is_shown_the_frost_line_lies_below_all_rows(
    panel: LayerPanel, session: Session, qtbot: QtBot
) -> None:
    session.unfreeze(["block_3_conv"])
    qtbot.keyClicks(panel.search, "block_1")
    assert panel.view.frost_line == panel.view.visualRect(row(panel, "block_1_fixed")).bottom() + 1


def test_the_tree_is_locked_while_training_runs(
    panel: LayerPanel, session: Session, runner: JobRunner, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    engine.answers["train"] = wait_until_stopped
    session.unfreeze(["block_4_conv"])
    runner.start(Task(TRAIN, "Training"), lambda outcome: None)
    click(qtbot, panel, "block_2_conv")
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert session.draft.unfrozen == ("block_4_conv",)
    assert not any(tool.isEnabled() for tool in (panel.freeze_button, panel.end_button, panel.last_button))
    assert "Locked" in panel.hint
    qtbot.waitUntil(lambda: bool(engine.calls))
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)
    click(qtbot, panel, "block_2_conv")
    assert session.draft.unfrozen == ("block_2_conv", "block_4_conv")


def test_other_tasks_do_not_lock_it(panel: LayerPanel, runner: JobRunner, engine: ScriptedEngine, qtbot: QtBot) -> None:
    engine.answers["predict"] = wait_until_stopped
    runner.start(Task(request("predict"), "Predicting"), lambda outcome: None)
    qtbot.waitUntil(lambda: bool(engine.calls))
    assert not panel.is_locked
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)


def test_without_a_project_it_is_locked(panel: LayerPanel, session: Session) -> None:
    session.close_project()
    assert panel.is_locked


def test_a_message_takes_the_place_of_the_tree(panel: LayerPanel) -> None:
    panel.show_message("Reading the layers …")
    assert not panel.view.isVisible()
    assert not panel.search.isEnabled()


def test_every_control_has_a_name(panel: LayerPanel) -> None:
    tools = (panel.search, panel.undo_button, panel.redo_button, panel.expand_button, panel.collapse_button)
    for control in (*tools, panel.freeze_button, panel.end_button, panel.last_button, panel.blocks, panel.view):
        assert control.accessibleName()


def test_a_tree_of_many_layers_is_shown_whole(panel: LayerPanel, session: Session, qtbot: QtBot) -> None:
    panel.show_tree(tree_of(60, layers=10))
    panel.view.expandAll()
    qtbot.keyClicks(panel.search, "60_norm_8")
    assert shown(panel) == ["block_60", "norm_8"]
