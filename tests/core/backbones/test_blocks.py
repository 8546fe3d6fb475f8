"""Blocks of layers without names of their own: what the graph adds, joins or follows belongs together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from core.backbones.backbone import Backbone
from core.backbones.blocks import is_automatic, without_name_of_network
from core.backbones.module import load_module
from core.modalities.images.image_input import ImageInput
from tests.core.backbones import modules, networks
from tests.core.backbones.modules import SIDE


def convolution(x: Any, filters: int, size: int = 3, strides: int = 1, **names: str) -> Any:
    x = layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=False, **names)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))


def residual(x: Any) -> Any:
    for filters in (8, 12):
        y = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same")(convolution(x, filters)))
        x = x if x.shape[-1] == filters else layers.BatchNormalization()(layers.Conv2D(filters, 1)(x))
        x = layers.ReLU()(layers.Add()([x, y]))
    return x


def residual_before(x: Any) -> Any:
    """Normalisation comes first, and once more at the end."""
    for _ in range(2):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Add()([x, layers.Conv2D(8, 3, padding="same")(convolution(y, 8))])
    return layers.ReLU()(layers.BatchNormalization()(x))


def inverted_residual(x: Any) -> Any:
    """Expand, depthwise, squeeze and excite, project; only the last one is added."""
    for filters, strides in ((12, 2), (12, 1)):
        y = layers.DepthwiseConv2D(3, strides=strides, padding="same")(convolution(x, 16, 1))
        y = layers.Activation("swish")(layers.BatchNormalization()(y))
        gate = layers.Dense(4, activation="swish")(layers.GlobalAveragePooling2D(keepdims=True)(y))
        y = layers.Multiply()([y, layers.Dense(16, activation="sigmoid")(gate)])
        y = layers.BatchNormalization()(layers.Conv2D(filters, 1)(y))
        x = layers.Add()([x, y]) if strides == 1 else y
    return x


def separable(x: Any) -> Any:
    for filters in (8, 12):
        x = layers.ReLU()(layers.BatchNormalization()(layers.DepthwiseConv2D(3, padding="same")(x)))
        x = convolution(x, filters, 1)
    return x


def densely_connected(x: Any) -> Any:
    for _ in range(2):
        x = layers.Concatenate()([x, convolution(layers.ReLU()(layers.BatchNormalization()(x)), 4)])
    return layers.ReLU()(layers.BatchNormalization()(x))


def inception(x: Any) -> Any:
    for _ in range(2):
        x = layers.Concatenate()([convolution(x, 4, 1), convolution(convolution(x, 4, 1), 4)])
    return x


def transformer(x: Any) -> Any:
    x = layers.Reshape([-1, 8])(x)
    y = layers.LayerNormalization()(x)
    x = layers.Add()([x, layers.MultiHeadAttention(2, 4)(y, y)])
    y = layers.Dense(8)(layers.Dense(16, activation="gelu")(layers.LayerNormalization()(x)))
    x = layers.LayerNormalization()(layers.Add()([x, y]))
    return layers.Reshape([16, 16, 8])(x)


def partly_named(x: Any) -> Any:
    """The convolutions that are added have names, their normalisations and the first ones have none."""
    for number in (1, 2):
        y = layers.Conv2D(8, 3, padding="same", name=f"mixed{number}_up")(convolution(x, 8))
        x = layers.Add()([x, y])
    return convolution(x, 8, 1, name="top_conv")


#: how many layers there are in each block behind the first convolution
NETWORKS: dict[Callable, list[int]] = {
    residual: [4, 6],
    residual_before: [4, 5],
    inverted_residual: [8, 8],
    separable: [4, 4],
    densely_connected: [3, 4],
    inception: [6, 6],
    transformer: [5, 4],
    partly_named: [3, 3, 2],
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Callable], Backbone]:
    def get(network: Callable) -> Backbone:
        keras.backend.clear_session()
        image = keras.Input([SIDE, SIDE, 3])
        features = layers.GlobalAveragePooling2D()(network(convolution(image, 8, strides=2)))
        folder = tmp_path_factory.mktemp(network.__name__)
        keras.Model(image, features).export(str(folder), verbose=False)
        return Backbone(folder, networks.card(blocks_of_network=True), load_module(folder, ImageInput))

    return get


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.__name__)
def test_layers_without_names_stand_in_the_block_that_they_are_added_to_or_follow(
    opened: Callable, network: Callable
) -> None:
    backbone = opened(network)
    blocks = backbone.layers.blocks
    assert [len(block) for block in blocks.values()] == [2, *NETWORKS[network]]
    images = tf.constant(modules.images())
    whole = tf.function(backbone.graph.function(backbone.graph.inputs, [backbone.features]), autograph=False)(images)
    for block in blocks.values():
        line = backbone.frost_line(block)
        features = tf.function(line.tail(), autograph=False)(*tf.function(line.prefix(), autograph=False)(images))
        np.testing.assert_allclose(features[0], whole[0], rtol=1e-5, atol=1e-6)


def test_layers_without_names_join_the_named_ones_that_they_are_added_to(opened: Callable) -> None:
    assert list(opened(partly_named).layers.blocks) == ["block_1", "mixed1", "mixed2", "top"]


def test_a_card_of_an_earlier_version_keeps_the_blocks_that_its_runs_have_counted(tmp_path: Path) -> None:
    image = keras.Input([SIDE, SIDE, 3])
    keras.backend.clear_session()
    features = layers.GlobalAveragePooling2D()(convolution(image, 8))
    keras.Model(image, features).export(str(tmp_path), verbose=False)
    blocks = networks.opened(tmp_path).layers.blocks
    assert all(len(block) == 1 for block in blocks.values())


@pytest.mark.parametrize(
    "name",
    ["conv2d", "conv2d_17", "batch_normalization_3", "dense", "depthwise_conv2d_2", "Variable_3"],
)
def test_names_that_were_given_by_number_are_known(name: str) -> None:
    assert is_automatic(name)


@pytest.mark.parametrize("name", ["stem_conv", "Conv_1", "block1a", "conv1_conv", "blocks_3", "expanded_conv"])
def test_names_that_somebody_gave_are_kept(name: str) -> None:
    assert not is_automatic(name)


def test_the_name_of_the_network_before_all_names_is_no_block() -> None:
    names = ["regnetx002_stem_conv", "regnetx002_Stage_0_conv", "regnetx002_Stage_1_conv"]
    assert without_name_of_network(names) == ["stem_conv", "Stage_0_conv", "Stage_1_conv"]
    assert without_name_of_network(["stem_conv", "top_conv"]) == ["stem_conv", "top_conv"]
    for kept in (["conv2d_1"], ["block_1_conv", "block_2_conv"], ["net/stage_a/x", "net/stage_b/x"]):
        assert without_name_of_network(kept) == kept
