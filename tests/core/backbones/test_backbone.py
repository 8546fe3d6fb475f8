"""A backbone: its layers with kind, shape and parameters; what trains when they are ticked; pixel values."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.backbones.backbone import Backbone, open_backbone, pooled
from core.backbones.card import write_card
from core.backbones.layer_tree import Kind
from core.errors import UserError
from tests.core.backbones import modules, networks
from tests.core.backbones.modules import SIDE, WIDTH, TinyNetwork

BackboneOf = Callable[[str], Backbone]
KINDS = [*networks.KINDS, *networks.BUNDLED]


def rows(backbone: Backbone) -> list[tuple]:
    return [
        (layer.path, layer.block, layer.kind, layer.output_shape, layer.parameters, layer.trainable_parameters)
        for layer in backbone.layers.layers
    ]


def test_nested_names_make_a_tree_in_network_order(backbone_of: BackboneOf) -> None:
    assert rows(backbone_of("tf2_hub")) == [
        ("TinyNet/Conv", "Conv", Kind.CONVOLUTION, (16, 16, 8), 216, 216),
        ("TinyNet/Conv/BatchNorm", "Conv", Kind.NORMALISATION, (16, 16, 8), 32, 16),
        ("TinyNet/expanded_conv/depthwise", "expanded_conv", Kind.DEPTHWISE, (16, 16, 8), 72, 72),
        ("TinyNet/expanded_conv/project", "expanded_conv", Kind.CONVOLUTION, (16, 16, 16), 144, 144),
    ]


def test_flat_names_make_a_tree_in_network_order(backbone_of: BackboneOf) -> None:
    assert rows(backbone_of("keras")) == [
        ("block_0_conv", "block_0", Kind.CONVOLUTION, (15, 15, 8), 216, 216),
        ("block_0_bn", "block_0", Kind.NORMALISATION, (15, 15, 8), 32, 16),
        ("block_1_conv", "block_1", Kind.CONVOLUTION, (7, 7, 8), 576, 576),
        ("block_1_bn", "block_1", Kind.NORMALISATION, (7, 7, 8), 32, 16),
        ("embedding", "embedding", Kind.DENSE, (16,), 144, 144),
    ]


def test_a_tf1_module_makes_a_tree_though_it_declares_nothing(backbone_of: BackboneOf) -> None:
    assert [(path, kind) for path, _, kind, *_ in rows(backbone_of("tf1_hub"))] == [
        ("module/TinyNet/Conv", Kind.CONVOLUTION),
        ("module/TinyNet/Conv/BatchNorm", Kind.NORMALISATION),
        ("module/TinyNet/Project", Kind.CONVOLUTION),
    ]


def test_the_bundled_trees_run_from_the_stem_to_the_top(backbone_of: BackboneOf) -> None:
    for name, blocks in zip(networks.BUNDLED, (17, 16), strict=True):
        tree = backbone_of(name).layers
        numbers = range(blocks) if name == "efficientnet_lite0" else range(1, blocks + 1)
        assert list(tree.blocks) == ["stem", *(f"block_{number:02}" for number in numbers), "top"]
        assert tree.parameters == backbone_of(name).card.parameters
        assert [layer.kind for layer in tree.blocks["block_03"]] == [
            *(Kind.CONVOLUTION, Kind.NORMALISATION, Kind.DEPTHWISE, Kind.NORMALISATION),
            *(Kind.CONVOLUTION, Kind.NORMALISATION),
        ]
        assert tree.blocks["stem"][0].output_shape == (112, 112, 32)
        assert tree.blocks["top"][-1].output_shape == (7, 7, 1280)


@pytest.mark.parametrize("kind", KINDS)
def test_each_variable_belongs_to_one_layer(backbone_of: BackboneOf, kind: str) -> None:
    backbone = backbone_of(kind)
    in_layers = [path for layer in backbone.layers.layers for path in layer.variables]
    assert sorted(in_layers) == sorted(backbone.variables)
    assert backbone.layers.parameters == sum(variable.numpy().size for variable in backbone.variables.values())


@pytest.mark.parametrize("kind", KINDS)
def test_statistics_never_train(backbone_of: BackboneOf, kind: str) -> None:
    backbone = backbone_of(kind)
    trainable = backbone.trainable_variables(backbone.layers.layers)
    statistics = {path for path in backbone.variables if "moving_" in path}
    assert statistics
    assert set(trainable) == set(backbone.variables) - statistics


def test_statistics_of_a_fused_normalisation_are_known_whatever_they_are_called(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        x = tf.nn.conv2d(x, network.all["Conv/weights"], 2, "SAME")
        x = tf.compat.v1.nn.fused_batch_norm(x, *network.unusual, is_training=False)[0]
        return tf.reduce_mean(x, [1, 2])

    def named(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        if not hasattr(network, "unusual"):
            network.unusual = [tf.Variable(tf.ones(8), name=f"norm/{name}") for name in "abcd"]
        return compute(network, x)

    backbone = networks.opened(modules.plain_module(tmp_path / "m", named))
    assert list(backbone.trainable_variables(backbone.layers.layers)) == ["Conv/weights", "norm/a", "norm/b"]


def test_gamma_and_beta_train_with_their_layer_and_nothing_else_does(backbone_of: BackboneOf) -> None:
    backbone = backbone_of("tf2_hub")
    ticked = backbone.layers.matching(["*/BatchNorm"])
    assert list(backbone.trainable_variables(ticked)) == [
        *("TinyNet/Conv/BatchNorm/gamma", "TinyNet/Conv/BatchNorm/beta")
    ]


def test_a_layer_that_was_saved_frozen_can_be_unfrozen(tmp_path: Path) -> None:
    x = image = keras.Input([SIDE, SIDE, 3])
    for name, trains in (("block_1", False), ("block_2", True)):
        x = keras.layers.Conv2D(8, 3, strides=2, name=f"{name}_conv", trainable=trains)(x)
        x = keras.layers.BatchNormalization(name=f"{name}_bn", trainable=trains)(x)
    keras.Model(image, keras.layers.GlobalAveragePooling2D()(x)).export(str(tmp_path / "m"), verbose=False)
    backbone = networks.opened(tmp_path / "m")
    for block in ("block_1", "block_2"):
        assert list(backbone.trainable_variables(backbone.layers.matching([block]))) == [
            f"{block}_{name}" for name in ("conv/kernel", "conv/bias", "bn/gamma", "bn/beta")
        ]


def test_kinds_of_a_transformer_are_told(tmp_path: Path) -> None:
    x = image = keras.Input([SIDE, SIDE, 3])
    x = keras.layers.Conv2D(8, 8, strides=8, name="patches")(x)
    x = keras.layers.Reshape([16, 8])(x)
    places = keras.ops.zeros_like(x[:, :, 0], dtype="int32") + keras.ops.arange(16, dtype="int32")
    x = x + keras.layers.Embedding(16, 8, name="positions")(places)
    y = keras.layers.LayerNormalization(name="encoderblock_0_norm")(x)
    x = x + keras.layers.MultiHeadAttention(2, 4, name="encoderblock_0_attention")(y, y)
    x = keras.layers.Dense(8, activation="gelu", name="encoderblock_0_mlp")(x)
    keras.Model(image, keras.layers.GlobalAveragePooling1D()(x)).export(str(tmp_path / "m"), verbose=False)
    kinds = {layer.path: layer.kind for layer in networks.opened(tmp_path / "m").layers.layers}
    assert kinds.pop("patches") is Kind.CONVOLUTION
    assert kinds.pop("positions") is Kind.EMBEDDING
    assert kinds.pop("encoderblock_0_norm") is Kind.NORMALISATION
    assert kinds.pop("encoderblock_0_mlp") is Kind.DENSE
    assert len(kinds) == 4  # query, key, value and output
    assert set(kinds.values()) == {Kind.ATTENTION}


def test_positions_that_are_added_are_an_embedding(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        if not hasattr(network, "positions"):
            network.positions = tf.Variable(tf.ones([1, 256, 8]), name="Transformer/posembed_input/pos_embedding")
        x = tf.reshape(networks.first_layer(network, x), [-1, 256, 8])
        return tf.reduce_mean(x + network.positions, 1)

    last = networks.opened(modules.plain_module(tmp_path / "m", compute)).layers.layers[-1]
    assert (last.path, last.kind) == ("Transformer/posembed_input", Kind.EMBEDDING)
    assert (last.output_shape, last.trainable_parameters) == ((256, 8), 2048)


def test_layers_behind_the_features_of_a_classifier_are_left_out(backbone_of: BackboneOf) -> None:
    assert not any("predictions" in path for path in backbone_of("keras").variables)


def test_a_classifier_may_be_used_whole(built_kind: Callable[[str], Path]) -> None:
    backbone = networks.opened(built_kind("keras"), ends_in_classifier=False)
    assert backbone.feature_width == 5
    assert "predictions/kernel" in backbone.variables


@pytest.mark.parametrize(("kind", "width"), [("map", WIDTH), ("class_token", 8), ("tf2_hub", WIDTH)])
def test_feature_maps_and_tokens_are_pooled_to_a_vector(backbone_of: BackboneOf, kind: str, width: int) -> None:
    backbone = backbone_of(kind)
    function = tf.function(backbone.graph.function(backbone.graph.inputs, [backbone.features]), autograph=False)
    features = function(tf.constant(modules.images(2)))[0]
    assert pooled(features).shape == (2, width)
    assert backbone.feature_width == width
    places = tuple(range(1, len(features.shape) - 1))
    np.testing.assert_allclose(pooled(features), np.mean(features, axis=places) if places else features, atol=1e-6)


def test_a_free_size_is_used_at_the_size_on_the_card(built_kind: Callable[[str], Path]) -> None:
    for side in (SIDE, 64):
        backbone = networks.opened(built_kind("tf2_hub_free_size"), side=side)
        assert backbone.layers.layers[0].output_shape == (side // 2, side // 2, 8)
        assert backbone.frost_line(backbone.layers.matching(["last:1"])).specs[0].shape[1] == side // 2


def test_pixels_come_in_the_range_that_the_module_expects(built_kind: Callable[[str], Path]) -> None:
    black_to_white = np.array([0, 51, 255], np.uint8)
    for value_range, expected in {
        (0.0, 1.0): [0.0, 0.2, 1.0],
        (-1.0, 1.0): [-1.0, -0.6, 1.0],
        (0.0, 255.0): [0.0, 51.0, 255.0],
    }.items():
        backbone = networks.opened(built_kind("plain"), value_range=value_range)
        for pixels in (black_to_white, black_to_white.astype(np.float32) / 255):
            values = backbone.feeds(tf.constant(pixels))[0]
            assert values.dtype == tf.float32
            np.testing.assert_allclose(values, expected, atol=1e-5)


def test_a_module_for_bytes_gets_every_pixel_value_as_it_was(built_kind: Callable[[str], Path]) -> None:
    backbone = networks.opened(built_kind("bytes"), value_range=(0.0, 255.0))
    every = np.arange(256, dtype=np.uint8)
    for pixels in (every, (every / 255).astype(np.float16)):
        values = backbone.feeds(tf.constant(pixels))[0]
        assert values.dtype == tf.uint8
        np.testing.assert_array_equal(values, every)


def test_hashes_follow_the_values(built_kind: Callable[[str], Path]) -> None:
    backbone = networks.opened(built_kind("plain"))
    before = backbone.hashes(backbone.variables)
    assert backbone.hashes(backbone.variables) == before
    moved = next(iter(backbone.variables))
    backbone.variables[moved].assign_add(tf.ones_like(backbone.variables[moved]) * 1e-6)
    after = backbone.hashes(backbone.variables)
    assert [path for path in before if before[path] != after[path]] == [moved]


def test_a_backbone_is_opened_with_its_card(built_kind: Callable[[str], Path], tmp_path: Path) -> None:
    folder = shutil.copytree(built_kind("tf1_hub"), tmp_path / "m")
    write_card(networks.card(signature="image_feature_vector"), folder)
    backbone = open_backbone(folder)
    assert backbone.feature_width == WIDTH
    assert backbone.card.signature == "image_feature_vector"


def test_a_module_with_forbidden_operations_is_not_opened(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        with tf.control_dependencies([tf.io.write_file(str(tmp_path / "written"), "x")]):
            return network.features(tf.identity(x))

    folder = modules.plain_module(tmp_path / "m", compute)
    write_card(networks.card(signature="serving_default"), folder)
    with pytest.raises(UserError, match="WriteFile"):
        open_backbone(folder)


def test_a_folder_without_a_card_is_no_backbone(built_kind: Callable[[str], Path]) -> None:
    with pytest.raises(UserError, match="no readable card"):
        open_backbone(built_kind("plain"))
