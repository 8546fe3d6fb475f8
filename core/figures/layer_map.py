"""LayerMapFigure: what was measured of blocks and layers in each epoch, a row of colours each."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from core.backbones.layer_tree import LayerTree
from core.figures.layer_history import Block, LayerHistory, Quantity
from core.figures.span import Span

#: a layer that learns nothing must not take all colours for itself
MOST_DECADES = 6


@dataclass(frozen=True, kw_only=True, eq=False)
class LayerMapFigure:
    """Rows are first the blocks, then the layers; columns are epochs. A block has the highest value of its layers."""

    layers: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    #: phase, and epoch of the phase, of each column
    epochs: tuple[tuple[int, int], ...] = ()
    spans: tuple[Span, ...] = ()
    #: float64 [quantity, row, epoch], NaN where a layer was frozen or the value means nothing
    values: np.ndarray = field(default_factory=lambda: np.empty((len(Quantity), 0, 0)))

    def row_of_layer(self, place: int) -> int:
        """Return the row of a layer by its place among all layers."""
        return len(self.blocks) + place


@dataclass(frozen=True)
class Decades:
    """The scale of the colours, over whole powers of ten so that it stays the same while a run goes on.

    From 10**low to 10**high; what lies beyond has the colour of the end.
    """

    low: int = -3
    high: int = 0

    @classmethod
    def over(cls, values: np.ndarray) -> Decades:
        """Return the powers of ten around all values above 0. `values` of any shape, NaN where there is none."""
        known = values[np.isfinite(values) & (values > 0)]
        if not len(known):
            return cls()
        high = math.ceil(math.log10(known.max()))
        low = min(math.floor(math.log10(known.min())), high - 1)
        return cls(max(low, high - MOST_DECADES), high)

    def shares(self, values: np.ndarray) -> np.ndarray:
        """Return where on the scale the values stand, from 0 to 1; NaN where a value is."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.clip((np.log10(values) - self.low) / (self.high - self.low), 0, 1)


def layer_map(history: LayerHistory, tree: LayerTree | None = None) -> LayerMapFigure:
    """Return what has been measured so far, with the blocks as they stand in `tree` where that is known."""
    of_layers, blocks = history.values, history.blocks(tree)
    highest = [np.fmax.reduce(of_layers[:, block.places, :], axis=1) for block in blocks]
    of_blocks = np.stack(highest, axis=1) if highest else of_layers[:, :0]
    return LayerMapFigure(
        layers=tuple(history.layers),
        blocks=tuple(blocks),
        epochs=tuple(history.epochs),
        spans=tuple(history.spans),
        values=np.concatenate([of_blocks, of_layers], axis=1),
    )
