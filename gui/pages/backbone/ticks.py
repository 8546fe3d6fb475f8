"""Ticks: which layers of a tree are ticked, what that makes of each row, and the ticks that a user's wish leads to."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cached_property

from core.backbones.layer_tree import Layer, LayerTree

Paths = tuple[str, ...]


class Heat(Enum):
    """What training does with a layer or a block."""

    #: computed once for each image
    FROZEN = "frozen"
    #: behind the frost line, but not ticked: stays as it is, and is computed in every step
    FIXED = "fixed"
    #: some of a block's layers are ticked
    PARTLY = "partly"
    UNFROZEN = "unfrozen"


class Ticks:
    """Never changes: to tick something, give the paths that the methods return to the session."""

    def __init__(self, tree: LayerTree, unfrozen: Iterable[str]):
        wanted = set(unfrozen)
        self._layers = tree.layers
        self._ticked = {layer.path for layer in self._layers if can_be_ticked(layer) and layer.path in wanted}

    @property
    def paths(self) -> Paths:
        """Return the paths in network order."""
        return self._in_order(self._ticked)

    @cached_property
    def first(self) -> int:
        """Return the place of the first ticked layer, before which the frost line lies; where none is, of the head."""
        places = (place for place, layer in enumerate(self._layers) if layer.path in self._ticked)
        return next(places, len(self._layers))

    def is_ticked(self, layer: Layer) -> bool:
        return layer.path in self._ticked

    def heat(self, layer: Layer) -> Heat:
        if layer.path in self._ticked:
            return Heat.UNFROZEN
        return Heat.FIXED if layer.path in self._behind else Heat.FROZEN

    def heat_of_block(self, layers: Iterable[Layer]) -> Heat:
        """Return unfrozen once all are ticked that can be."""
        layers = list(layers)
        heats = {self.heat(layer) for layer in layers if can_be_ticked(layer)}
        if heats == {Heat.UNFROZEN}:
            return Heat.UNFROZEN
        if Heat.UNFROZEN in heats:
            return Heat.PARTLY
        return Heat.FIXED if any(layer.path in self._behind for layer in layers) else Heat.FROZEN

    def count(self, layers: Iterable[Layer]) -> int:
        return sum(layer.path in self._ticked for layer in layers)

    def with_layers(self, layers: Iterable[Layer], is_ticked: bool) -> Paths:
        paths = {layer.path for layer in layers if can_be_ticked(layer)}
        return self._in_order(self._ticked | paths if is_ticked else self._ticked - paths)

    @cached_property
    def _behind(self) -> set[str]:
        return {layer.path for layer in self._layers[self.first :]}

    def _in_order(self, paths: set[str]) -> Paths:
        return tuple(layer.path for layer in self._layers if layer.path in paths)


def can_be_ticked(layer: Layer) -> bool:
    return layer.trainable_parameters > 0


def from_here_to_the_end(tree: LayerTree, first: Layer) -> Paths:
    place = tree.layers.index(first)
    return tuple(layer.path for layer in tree.layers[place:] if can_be_ticked(layer))


def last_blocks(tree: LayerTree, count: int) -> Paths:
    """Return all layers of the last `count` blocks in which there is something to tick."""
    blocks = blocks_to_tick(tree)[-count:] if count else []
    return tuple(layer.path for block in blocks for layer in block if can_be_ticked(layer))


def blocks_to_tick(tree: LayerTree) -> list[list[Layer]]:
    return [layers for layers in tree.blocks.values() if any(map(can_be_ticked, layers))]
