"""Layer trees as the engine would give them, and what it would have measured of them."""

from __future__ import annotations

from core.backbones.layer_tree import Kind, Layer, LayerTree
from core.training.estimate import EstimateBasis, Stretch, Throughput


def layer(block: str, name: str, kind: Kind = Kind.CONVOLUTION, parameters: int = 100, trainable: int = 100) -> Layer:
    path = f"{block}_{name}"
    return Layer(
        path=path,
        block=block,
        kind=kind,
        output_shape=(8, 8, 16),
        parameters=parameters,
        trainable_parameters=trainable,
        variables=(f"{path}/kernel",),
        trainable_variables=(f"{path}/kernel",) if trainable else (),
    )


def tree_of(blocks: int, layers: int = 3) -> LayerTree:
    """Blocks block_1, block_2, … of conv, then norms; the last layer of each holds nothing that could be trained."""
    made = []
    for number in range(1, blocks + 1):
        block = f"block_{number}"
        made.append(layer(block, "conv"))
        made += [layer(block, f"norm_{place}", Kind.NORMALISATION) for place in range(1, layers - 1)]
        made.append(layer(block, "fixed", Kind.NORMALISATION, trainable=0))
    return LayerTree(tuple(made))


def basis_of(tree: LayerTree) -> EstimateBasis:
    throughput = Throughput(
        stretches=(Stretch(layers=len(tree.layers), frozen=0.02, forward=0.03, training=0.1),),
        seconds_per_batch=0.01,
        seconds_per_epoch=0.1,
        seconds_per_view=0.001,
        seconds_per_update=1e-9,
    )
    return EstimateBasis(feature_width=16, row_bytes=(1000,) * len(tree.layers), throughput=throughput)
