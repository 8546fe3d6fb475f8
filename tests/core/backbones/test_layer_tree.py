"""The layer tree: names of variables as layers in blocks, and patterns that choose among them."""

from __future__ import annotations

import json

import pytest

from core.backbones.layer_tree import Kind, Layer, LayerTree, blocks_of, layer_path, unique_paths
from core.errors import UserError
from core.wording.catalogue import words_of


def layer(path: str, block: str, parameters: int = 10) -> Layer:
    return Layer(
        path=path,
        block=block,
        kind=Kind.CONVOLUTION,
        output_shape=(4, 4, 8),
        parameters=parameters,
        trainable_parameters=parameters // 2,
        variables=(f"{path}/kernel",),
        trainable_variables=(f"{path}/kernel",),
    )


TREE = LayerTree(
    (
        layer("stem_conv", "stem"),
        layer("block_1_expand", "block_1"),
        layer("block_1_project", "block_1"),
        layer("block_16_depthwise", "block_16"),
        layer("block_17_depthwise", "block_17"),
        layer("top_conv", "top"),
    )
)


def paths(*patterns: str) -> list[str]:
    return [layer.path for layer in TREE.matching(patterns)]


def test_variables_of_one_name_are_told_apart() -> None:
    assert unique_paths(["w:0", "w:0", "b:0", "w:0"]) == ["w", "w_2", "b", "w_3"]


@pytest.mark.parametrize("names", [["w", "w", "w_2"], ["w_2", "w", "w"], ["w", "w", "w_2", "w_2"]])
def test_a_number_never_makes_the_name_of_another_variable(names: list[str]) -> None:
    unique = unique_paths(names)
    assert len(set(unique)) == len(names)
    assert set(names) <= set(unique)


@pytest.mark.parametrize(
    ("variable", "path"),
    [
        ("MobilenetV2/expanded_conv_16/project/BatchNorm/gamma", "MobilenetV2/expanded_conv_16/project/BatchNorm"),
        ("block_16_project_bn/gamma", "block_16_project_bn"),
        ("w", "w"),
    ],
)
def test_a_variable_belongs_to_the_layer_that_its_path_names(variable: str, path: str) -> None:
    assert layer_path(variable) == path


#: as publishers name them: paths of layers, and the block of each
NAMES = {
    "TF1-slim MobileNetV2": {
        "module/MobilenetV2/Conv": "Conv",
        "module/MobilenetV2/Conv/BatchNorm": "Conv",
        "module/MobilenetV2/expanded_conv/depthwise": "expanded_conv",
        "module/MobilenetV2/expanded_conv/project/BatchNorm": "expanded_conv",
        "module/MobilenetV2/expanded_conv_1/expand": "expanded_conv_1",
        "module/MobilenetV2/expanded_conv_16/project/BatchNorm": "expanded_conv_16",
        "module/MobilenetV2/Conv_1": "Conv_1",
        "module/MobilenetV2/Conv_1/BatchNorm": "Conv_1",
    },
    "TF1-slim ResNet": {
        "resnet_v2_50/conv1": "conv1",
        "resnet_v2_50/block1/unit_1/bottleneck_v2/conv2": "block1",
        "resnet_v2_50/block4/unit_3/bottleneck_v2/conv3": "block4",
        "resnet_v2_50/postnorm": "postnorm",
    },
    "Keras MobileNetV2": {
        "Conv1": "Conv1",
        "bn_Conv1": "Conv1",
        "expanded_conv_depthwise": "expanded_conv",
        "expanded_conv_depthwise_BN": "expanded_conv",
        "expanded_conv_project_BN": "expanded_conv",
        "block_1_expand": "block_1",
        "block_1_expand_BN": "block_1",
        "block_16_project_BN": "block_16",
        "Conv_1": "Conv_1",
        "Conv_1_bn": "Conv_1",
    },
    "Keras EfficientNet": {
        "stem_conv": "stem",
        "stem_bn": "stem",
        "block1a_dwconv": "block1a",
        "block2a_expand_conv": "block2a",
        "block2a_se_reduce": "block2a",
        "block2d_se_reduce": "block2d",
        "block7d_project_bn": "block7d",
        "top_conv": "top",
        "top_bn": "top",
    },
    "Keras ResNet50": {
        "conv1_conv": "conv1",
        "conv1_bn": "conv1",
        "conv2_block1_1_conv": "conv2_block1",
        "conv2_block1_0_bn": "conv2_block1",
        "conv5_block3_3_conv": "conv5_block3",
    },
    "Keras without names": {
        "conv2d": "conv2d",
        "conv2d_1": "conv2d_1",
        "depthwise_conv2d_3": "depthwise_conv2d_3",
        "batch_normalization_12": "batch_normalization_12",
        "dense": "dense",
    },
    "vision transformer": {
        "VisionTransformer/embedding": "embedding",
        "VisionTransformer/Transformer/posembed_input": "Transformer",
        "VisionTransformer/Transformer/encoderblock_0/MlpBlock_3/Dense_0": "Transformer/encoderblock_0",
        "VisionTransformer/Transformer/encoderblock_0/LayerNorm_0": "Transformer/encoderblock_0",
        "VisionTransformer/Transformer/encoderblock_11/MultiHeadDotProductAttention_1/query": (
            "Transformer/encoderblock_11"
        ),
        "VisionTransformer/Transformer/encoder_norm": "Transformer",
    },
    "TF-Hub EfficientNet": {
        "efficientnet-b0/stem/conv2d": "stem",
        "efficientnet-b0/stem/tpu_batch_normalization": "stem",
        "efficientnet-b0/blocks_0/depthwise_conv2d": "blocks_0",
        "efficientnet-b0/blocks_0/se/conv2d_1": "blocks_0",
        "efficientnet-b0/blocks_15/tpu_batch_normalization_2": "blocks_15",
        "efficientnet-b0/head/conv2d": "head",
    },
    "bundled": {
        "stem": "stem",
        "stem_bn": "stem",
        "block_01_depthwise_bn": "block_01",
        "block_17_project": "block_17",
        "top_bn": "top",
    },
    "one layer": {"a/b/conv": "conv"},
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_names_are_grouped_into_blocks(names: dict[str, str]) -> None:
    assert dict(zip(names, blocks_of(list(names)), strict=True)) == names


def test_a_layer_is_ticked_by_its_path() -> None:
    assert paths("block_1_project") == ["block_1_project"]


def test_a_pattern_may_have_wildcards() -> None:
    assert paths("block_1[67]*") == ["block_16_depthwise", "block_17_depthwise"]
    assert paths("*_depthwise") == ["block_16_depthwise", "block_17_depthwise"]
    assert paths("block_?") == ["block_1_expand", "block_1_project"]


def test_a_block_stands_for_all_its_layers() -> None:
    assert paths("block_1") == ["block_1_expand", "block_1_project"]


def test_the_last_blocks_can_be_counted() -> None:
    assert paths("last:1") == ["top_conv"]
    assert paths("last:2") == ["block_17_depthwise", "top_conv"]
    assert paths("last:99") == paths("all") == [layer.path for layer in TREE.layers]


def test_layers_come_in_network_order_and_once_however_they_are_asked_for() -> None:
    assert paths("top*", "last:1", "stem*") == ["stem_conv", "top_conv"]


@pytest.mark.parametrize("pattern", ["nothing", "last:0", "last:", "last:x", "BLOCK_1", ""])
def test_a_pattern_that_names_no_layer_is_refused(pattern: str) -> None:
    with pytest.raises(UserError, match=f"“{pattern}”") as refusal:
        TREE.matching(["all", pattern])
    assert "layers" in words_of(refusal.value.message).hint


def test_no_pattern_ticks_nothing() -> None:
    assert paths() == []


def test_blocks_hold_their_layers_in_network_order() -> None:
    assert list(TREE.blocks) == ["stem", "block_1", "block_16", "block_17", "top"]
    assert [layer.path for layer in TREE.blocks["block_1"]] == ["block_1_expand", "block_1_project"]
    assert TREE.parameters == 60


def test_the_tree_can_be_written_as_json() -> None:
    first = json.loads(json.dumps(TREE.as_json()))[0]
    assert first == {
        "path": "stem_conv",
        "block": "stem",
        "kind": "convolution",
        "output_shape": [4, 4, 8],
        "parameters": 10,
        "trainable_parameters": 5,
        "trainable": True,
    }
