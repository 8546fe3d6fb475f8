"""What each depth costs."""

from __future__ import annotations

from core.advice.depths import OPENING_BYTES, depth_costs, memory_bytes
from core.backbones.layer_tree import Kind, Layer, LayerTree
from core.training.estimate import EstimateBasis, Load, Stretch, Throughput, estimate

COUNT = 24
THROUGHPUT = Throughput(
    stretches=(Stretch(layers=2 * COUNT, frozen=0.024, forward=0.048, training=0.144),),
    seconds_per_batch=0.01,
    seconds_per_epoch=0.1,
    seconds_per_view=0.001,
    seconds_per_update=1e-9,
)
LOAD = Load(train=320, validation=80, batch_size=32)


def layer(block: int, kind: Kind, trainable: int = 500) -> Layer:
    path = f"block_{block:02d}_{kind.value}"
    return Layer(
        path=path,
        block=f"block_{block:02d}",
        kind=kind,
        output_shape=(10, 10, 4),
        parameters=600,
        trainable_parameters=trainable,
        variables=(f"{path}/kernel",),
        trainable_variables=(f"{path}/kernel",) if trainable else (),
    )


def tree(blocks: int = COUNT, trainable: int = 500) -> LayerTree:
    kinds = (Kind.CONVOLUTION, Kind.NORMALISATION)
    return LayerTree(tuple(layer(block, kind, trainable) for block in range(blocks) for kind in kinds))


def basis(blocks: int = COUNT) -> EstimateBasis:
    rows = (0, *range(2 * blocks * 1000, 1000, -1000))
    return EstimateBasis(feature_width=16, row_bytes=rows, throughput=THROUGHPUT)


def test_depths_go_from_the_head_alone_to_all_blocks() -> None:
    depths = depth_costs(tree(), basis(), LOAD)
    assert [depth.blocks for depth in depths] == [0, 1, 2, 4, 8, 16, 24]
    assert depths[2].layers == tuple(layer.path for layer in tree().layers[-4:])
    assert [depth.first_block for depth in depths[:3]] == ["", "block_23", "block_22"]
    assert [depth.blocks for depth in depth_costs(tree(3), basis(3), LOAD)] == [0, 1, 2, 3]


def test_seconds_and_disk_are_those_of_the_estimate() -> None:
    for depth in depth_costs(tree(), basis(), LOAD):
        told = estimate(tree(), basis(), depth.layers, LOAD)
        assert (depth.seconds_once, depth.disk_bytes) == (told.seconds_once, told.cache_bytes)
        assert depth.seconds_per_fine_tuning_epoch == told.seconds_per_fine_tuning_epoch
        assert depth.seconds(20, 10) == told.seconds_once + 20 * told.seconds_per_head_epoch + 10 * (
            told.seconds_per_fine_tuning_epoch or 0
        )


def test_deeper_takes_more_memory_and_so_do_larger_batches() -> None:
    depths = depth_costs(tree(), basis(), LOAD)[1:-1]  # with all of them the images are read, which are small here
    memory = [memory_bytes(tree(), basis(), depth.layers, LOAD) for depth in depths]
    assert memory == sorted(set(memory))
    loads = [Load(train=320, validation=80, batch_size=size) for size in (8, 64)]
    small, large = (memory_bytes(tree(), basis(), depths[2].layers, load) for load in loads)
    assert large > small


def test_whatever_is_unfrozen_the_backbone_has_to_be_opened() -> None:
    head, *deeper = depth_costs(tree(), basis(), LOAD)
    assert head.memory_bytes < OPENING_BYTES
    assert {depth.memory_bytes for depth in deeper} == {OPENING_BYTES}


def test_blocks_without_anything_to_train_are_no_depths_of_their_own() -> None:
    assert [depth.blocks for depth in depth_costs(tree(trainable=0), basis(), LOAD)] == [0]
