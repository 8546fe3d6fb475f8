"""LayerTreeModel: a stateless model over a tree of layers and the ticks in the session's draft."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from gui.pages.backbone.layer_tree_model import HEAT_ROLE, LayerColumn, LayerTreeModel, shape_text, short_name
from gui.pages.backbone.ticks import Heat
from gui.session import Session
from tests.gui.layers import tree_of

CHECK = Qt.ItemDataRole.CheckStateRole
TREE = tree_of(4)


@pytest.fixture
def model(session: Session) -> LayerTreeModel:
    made = LayerTreeModel(session, session.unfreeze)
    made.show_tree(TREE)
    return made


def block(model: LayerTreeModel, number: int) -> QModelIndex:
    return model.index(number - 1, 0)


def text(index: QModelIndex, column: LayerColumn) -> str:
    return index.siblingAtColumn(column).data()


def test_it_keeps_to_the_rules_of_qt_while_the_tree_the_ticks_and_the_lock_change(session: Session) -> None:
    model = LayerTreeModel(session, session.unfreeze)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_tree(TREE)
    session.unfreeze(["block_2_conv"])
    model.setData(block(model, 3), Qt.CheckState.Checked, CHECK)
    model.show_head(34)
    model.lock(True)
    model.show_tree(tree_of(2))
    assert tester.model() is model


def test_blocks_stand_in_network_order_with_the_head_last(model: LayerTreeModel) -> None:
    rows = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert rows == ["block_1", "block_2", "block_3", "block_4", "Head, new"]
    assert [model.index(row, 0, block(model, 2)).data() for row in range(3)] == ["conv", "norm_1", "fixed"]


def test_a_layer_tells_its_kind_its_output_and_its_parameters(model: LayerTreeModel) -> None:
    layer = model.index_of("block_2_conv")
    assert text(layer, LayerColumn.KIND) == "convolution"
    assert text(layer, LayerColumn.OUTPUT) == shape_text((8, 8, 16))
    assert text(layer, LayerColumn.PARAMETERS) == "100"
    assert text(block(model, 2), LayerColumn.PARAMETERS) == "300"


def test_ticking_a_layer_unfreezes_it_in_the_draft(model: LayerTreeModel, session: Session) -> None:
    assert model.setData(model.index_of("block_2_conv"), Qt.CheckState.Checked, CHECK)
    assert session.draft.unfrozen == ("block_2_conv",)


def test_what_is_unfrozen_in_the_draft_is_ticked(model: LayerTreeModel, session: Session) -> None:
    session.unfreeze(["block_3_conv", "block_3_norm_1"])
    assert model.index_of("block_3_conv").data(CHECK) == Qt.CheckState.Checked
    assert model.index_of("block_2_conv").data(CHECK) == Qt.CheckState.Unchecked
    assert block(model, 3).data(CHECK) == Qt.CheckState.Checked


def test_a_block_of_which_some_layers_are_ticked_is_ticked_in_part(model: LayerTreeModel, session: Session) -> None:
    session.unfreeze(["block_3_conv"])
    assert block(model, 3).data(CHECK) == Qt.CheckState.PartiallyChecked
    assert text(block(model, 3), LayerColumn.KIND) == "1 of 2 unfrozen"


def test_unticking_a_block_freezes_all_its_layers(model: LayerTreeModel, session: Session) -> None:
    session.unfreeze(["block_2_conv", "block_3_conv", "block_3_norm_1"])
    model.setData(block(model, 3), Qt.CheckState.Unchecked, CHECK)
    assert session.draft.unfrozen == ("block_2_conv",)


def test_ticking_a_block_unfreezes_all_its_layers_that_can_be_trained(model: LayerTreeModel, session: Session) -> None:
    model.setData(block(model, 3), Qt.CheckState.Checked, CHECK)
    assert session.draft.unfrozen == ("block_3_conv", "block_3_norm_1")


def test_a_layer_without_anything_to_train_cannot_be_ticked_and_says_why(
    model: LayerTreeModel, session: Session
) -> None:
    layer = model.index_of("block_2_fixed")
    assert not layer.flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert layer.data(CHECK) is None
    assert "nothing to train" in layer.data(Qt.ItemDataRole.ToolTipRole)
    assert not model.setData(layer, Qt.CheckState.Checked, CHECK)
    assert session.draft.unfrozen == ()


def test_the_head_is_always_trained_and_cannot_be_unticked(model: LayerTreeModel) -> None:
    head = model.index(model.block_count, 0)
    assert text(head, LayerColumn.KIND) == "always trained"
    assert not head.flags() & Qt.ItemFlag.ItemIsUserCheckable
    model.show_head(34)
    assert text(head, LayerColumn.PARAMETERS) == "34"


def test_a_locked_tree_shows_its_ticks_and_takes_none(model: LayerTreeModel, session: Session) -> None:
    session.unfreeze(["block_2_conv"])
    model.lock(True)
    layer = model.index_of("block_2_conv")
    assert layer.data(CHECK) == Qt.CheckState.Checked
    assert not model.setData(layer, Qt.CheckState.Unchecked, CHECK)
    assert session.draft.unfrozen == ("block_2_conv",)


def test_rows_before_the_frost_line_behind_it_and_unfrozen_are_told_apart(
    model: LayerTreeModel, session: Session
) -> None:
    session.unfreeze(["block_2_norm_1"])
    heats = [model.index_of(path).data(HEAT_ROLE) for path in ("block_2_conv", "block_2_norm_1", "block_3_conv")]
    assert heats == [Heat.FROZEN, Heat.UNFROZEN, Heat.FIXED]
    spoken = [
        model.index_of(path).data(Qt.ItemDataRole.AccessibleTextRole) for path in ("block_2_conv", "block_3_conv")
    ]
    assert spoken == ["conv, frozen", "conv, fixed"]


def test_a_new_frost_line_is_told_to_the_views(model: LayerTreeModel, session: Session, qtbot: object) -> None:
    with qtbot.waitSignal(model.dataChanged):  # type: ignore[attr-defined]
        session.unfreeze(["block_1_conv"])


def test_other_changes_of_the_draft_redraw_nothing(model: LayerTreeModel, session: Session, qtbot: object) -> None:
    with qtbot.assertNotEmitted(model.dataChanged):  # type: ignore[attr-defined]
        session.change_draft(replace(session.draft, batch_size=8))


def test_a_name_of_a_layer_leaves_out_what_its_block_says() -> None:
    assert short_name("block_1_conv", "block_1") == "conv"
    assert short_name("net/stage/block_1/conv", "stage/block_1") == "conv"
    assert short_name("stem", "stem") == "stem"
    assert short_name("elsewhere", "block_1") == "elsewhere"


def test_a_tree_of_a_thousand_layers_takes_ticks_block_by_block(session: Session) -> None:
    model = LayerTreeModel(session, session.unfreeze)
    model.show_tree(tree_of(100, layers=10))
    for number in range(1, 101):
        model.setData(block(model, number), Qt.CheckState.Checked, CHECK)
        model.index(number - 1, 0).data(CHECK)
    assert len(session.draft.unfrozen) == 900
