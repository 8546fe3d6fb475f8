"""Depths: what training costs, from the head alone to the whole backbone unfrozen. No TensorFlow."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from core.advice.measures import DepthCost
from core.backbones.layer_patterns import last_blocks
from core.backbones.layer_tree import Kind, Layer, LayerTree
from core.training.estimate import EstimateBasis, Load, estimate, is_trained, trained_parameters

#: last blocks that are unfrozen; and all of them
BLOCKS = (1, 2, 4, 8, 16)
BYTES_PER_NUMBER = 4
#: of what is trained: gradient, Adam's two moments, the best weights so far, and those on their way to a checkpoint
COPIES_OF_TRAINED = 5
#: of the backbone: its variables, and the constants that its frozen part is compiled with
COPIES_OF_BACKBONE = 2
#: that opening a backbone to train it takes for a while, whatever is unfrozen: measured with EfficientNet-Lite0
OPENING_BYTES = 420_000_000
#: that hold images at a time: one is trained on, two wait
BATCHES = 3


def depth_costs(tree: LayerTree, basis: EstimateBasis, load: Load) -> tuple[DepthCost, ...]:
    """Return costs for the head, a few numbers of last blocks, and all; without those that unfreeze nothing more."""
    costs = [_cost(tree, basis, load, 0)]
    for blocks in _numbers(tree):
        cost = _cost(tree, basis, load, blocks)
        if cost.trained_parameters > costs[-1].trained_parameters:
            costs.append(cost)
    return tuple(costs)


def _numbers(tree: LayerTree) -> Iterator[int]:
    yield from (blocks for blocks in BLOCKS if blocks < len(tree.blocks))
    yield len(tree.blocks)


def _cost(tree: LayerTree, basis: EstimateBasis, load: Load, blocks: int) -> DepthCost:
    layers = [layer for layer in tree.matching([last_blocks(blocks)]) if layer.trainable_parameters] if blocks else []
    paths = tuple(layer.path for layer in layers)
    costs = estimate(tree, basis, paths, load)
    return DepthCost(
        blocks=blocks,
        first_block=layers[0].block if layers else "",
        layers=paths,
        trained_parameters=trained_parameters(tree, paths),
        seconds_once=costs.seconds_once,
        seconds_per_head_epoch=costs.seconds_per_head_epoch,
        seconds_per_fine_tuning_epoch=costs.seconds_per_fine_tuning_epoch,
        memory_bytes=max(memory_bytes(tree, basis, paths, load), OPENING_BYTES if paths else 0),
        disk_bytes=costs.cache_bytes,
    )


def memory_bytes(tree: LayerTree, basis: EstimateBasis, unfrozen: Sequence[str], load: Load) -> int:
    """Estimate what training with these layers unfrozen takes, beside the program itself and opening the backbone.

    That is the backbone, what the optimizer keeps of each trained weight, the batches under way, and what the layers
    behind the frost line give of one batch, which the way back needs again.
    """
    ticked = [place for place, layer in enumerate(tree.layers) if is_trained(layer, frozenset(unfrozen))]
    behind = tree.layers[ticked[0] :] if ticked else ()
    row = basis.row_bytes[ticked[0]] if ticked else basis.feature_width * BYTES_PER_NUMBER
    numbers = COPIES_OF_BACKBONE * tree.parameters + COPIES_OF_TRAINED * trained_parameters(tree, unfrozen)
    kept = load.batch_size * sum(_numbers_kept(layer) for layer in behind)
    return BYTES_PER_NUMBER * (numbers + kept) + BATCHES * load.batch_size * row


def _numbers_kept(layer: Layer) -> int:
    """Return how many numbers one image gives: the layer's; of a normalisation also those of its activation."""
    numbers = math.prod(side or 1 for side in layer.output_shape)
    return 2 * numbers if layer.kind is Kind.NORMALISATION else numbers
