"""Ticks: what ticked layers make of the others, and which ticks a wish leads to."""

from __future__ import annotations

from gui.pages.backbone.ticks import Heat, Ticks, from_here_to_the_end, last_blocks
from tests.gui.layers import tree_of

TREE = tree_of(3)


def heats(*unfrozen: str) -> list[str]:
    ticks = Ticks(TREE, unfrozen)
    return [ticks.heat(layer).value for layer in TREE.layers]


def heats_of_blocks(*unfrozen: str) -> list[Heat]:
    ticks = Ticks(TREE, unfrozen)
    return [ticks.heat_of_block(layers) for layers in TREE.blocks.values()]


def test_without_ticks_all_is_frozen_and_the_frost_line_lies_before_the_head() -> None:
    assert set(heats()) == {"frozen"}
    assert Ticks(TREE, ()).first == len(TREE.layers)


def test_what_lies_behind_the_first_ticked_layer_is_fixed_unless_it_is_ticked() -> None:
    assert heats("block_2_norm_1") == ["frozen"] * 4 + ["unfrozen"] + ["fixed"] * 4
    assert Ticks(TREE, ["block_2_norm_1"]).first == 4


def test_a_block_is_unfrozen_once_all_are_ticked_that_can_be() -> None:
    assert heats_of_blocks("block_2_conv", "block_2_norm_1") == [Heat.FROZEN, Heat.UNFROZEN, Heat.FIXED]
    assert heats_of_blocks("block_2_conv") == [Heat.FROZEN, Heat.PARTLY, Heat.FIXED]


def test_ticks_of_layers_that_are_not_there_or_cannot_be_ticked_count_for_nothing() -> None:
    assert Ticks(TREE, ["elsewhere", "block_1_fixed"]).paths == ()


def test_ticking_keeps_network_order_and_leaves_the_other_ticks_alone() -> None:
    ticks = Ticks(TREE, ["block_3_conv"])
    assert ticks.with_layers(TREE.blocks["block_1"], True) == ("block_1_conv", "block_1_norm_1", "block_3_conv")
    assert ticks.with_layers(TREE.blocks["block_3"], False) == ()


def test_from_here_to_the_end_takes_all_that_can_be_ticked() -> None:
    paths = from_here_to_the_end(TREE, TREE.layers[4])
    assert paths == ("block_2_norm_1", "block_3_conv", "block_3_norm_1")


def test_the_last_blocks_are_those_nearest_to_the_head() -> None:
    assert last_blocks(TREE, 1) == ("block_3_conv", "block_3_norm_1")
    assert last_blocks(TREE, 0) == ()
    assert len(last_blocks(TREE, 99)) == 6
