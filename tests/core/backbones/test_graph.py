"""The inference graph: every variable in the order in which an image meets it, and shapes that hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.backbones.backbone import Backbone
from core.backbones.graph import InferenceGraph
from core.backbones.module import load_module
from core.backbones.tensor_names import data_inputs, full_name, node_of
from core.errors import UserError
from core.modalities.images.image_input import ImageInput, image_input_of
from core.wording.catalogue import words_of
from tests.core.backbones import modules, networks
from tests.core.backbones.modules import SIDE, TinyNetwork

BackboneOf = Callable[[str], Backbone]
KINDS = [*networks.KINDS, *networks.BUNDLED]


def graph_of(folder: Path, side: int = SIDE) -> InferenceGraph:
    return InferenceGraph(load_module(folder, ImageInput), ImageInput(input_size=(side, side), value_range=(0.0, 1.0)))


def test_names_of_tensors_tell_their_node() -> None:
    assert [node_of(tensor) for tensor in ("a", "a:1", "^a", "a/b:0")] == ["a", "a", "a", "a/b"]
    assert [full_name(tensor) for tensor in ("a", "a:1")] == ["a:0", "a:1"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_node_stands_behind_its_inputs(backbone_of: BackboneOf, kind: str) -> None:
    graph = backbone_of(kind).graph
    assert len(set(graph.order)) == len(graph.order)
    for name in graph.order:
        assert all(graph.position[node_of(tensor)] < graph.position[name] for tensor in data_inputs(graph.nodes[name]))


@pytest.mark.parametrize(
    "kind", ["tf2_hub", "tf2_hub_free_size", "plain", "bytes", "split", "swish", "condition", "loop"]
)
def test_variables_come_in_the_order_in_which_an_image_meets_them(backbone_of: BackboneOf, kind: str) -> None:
    names = [variable.name.removeprefix("TinyNet/").split(":")[0] for variable in backbone_of(kind).graph.variables]
    assert [name.replace("_BatchNorm", "/BatchNorm").replace("conv_", "conv/") for name in names] == [
        "Conv/weights",
        *(f"Conv/BatchNorm/{name}" for name in ("gamma", "beta", "moving_mean", "moving_variance")),
        "expanded_conv/depthwise/depthwise_weights",
        *(f"expanded_conv/project/{name}" for name in ("weights", "biases")),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_variable_of_the_module_is_found_behind_a_read(backbone_of: BackboneOf, kind: str) -> None:
    backbone = backbone_of(kind)
    used = {id(variable) for variable in backbone.module.inference.variables}
    assert {id(variable) for variable in backbone.graph.variables} == used


@pytest.mark.parametrize("kind", KINDS)
def test_shapes_hold_for_batches_of_any_size(backbone_of: BackboneOf, kind: str) -> None:
    graph = backbone_of(kind).graph
    wanted = [name for name in graph.specs if graph.specs[name].dtype.is_floating and name not in graph.input_tensors]
    wanted = wanted[:: max(1, len(wanted) // 20)]
    function = tf.function(graph.function(graph.inputs, wanted), autograph=False)
    for count in (1, 4):
        images = tf.zeros([count, *graph.input_specs[0].shape[1:]], graph.input_specs[0].dtype)
        for name, value in zip(wanted, function(images), strict=True):
            assert graph.specs[name].shape.is_compatible_with(value.shape)
            assert graph.specs[name].dtype == value.dtype
            if graph.has_row_for_each_example(name):
                assert value.shape[0] == count


def test_a_shape_that_the_module_computes_from_the_batch_is_known(backbone_of: BackboneOf) -> None:
    graph = backbone_of("flattened").graph
    assert graph.specs[graph.output].shape.as_list() == [None, 256]


def test_rows_that_are_not_one_an_image_are_told_apart(backbone_of: BackboneOf) -> None:
    graph = backbone_of("tokens").graph
    (product,) = [name for name in graph.order if graph.nodes[name].op == "MatMul"]
    assert graph.specs[full_name(product)].shape.as_list() == [None, 16]
    assert not graph.has_row_for_each_example(full_name(product))
    assert graph.has_row_for_each_example(graph.output)


@pytest.mark.parametrize("kind", ["tf2_hub", "tf1_hub", "tf_keras", "plain", "gathered", "condition", "loop", "swish"])
def test_the_unfolded_graph_computes_what_the_module_does(backbone_of: BackboneOf, kind: str) -> None:
    backbone = backbone_of(kind)
    images = tf.constant(modules.images(3) * image_input_of(backbone.card.input).value_range[1])
    loaded, signature = backbone.module.loaded, backbone.module.signature
    expected = next(iter(loaded.signatures[signature](images).values())) if signature else loaded(images)
    function = tf.function(backbone.graph.function(backbone.graph.inputs, [backbone.graph.output]), autograph=False)
    np.testing.assert_allclose(function(images)[0], expected, atol=1e-5)


def test_a_variable_that_is_gathered_from_gets_its_gradient(backbone_of: BackboneOf) -> None:
    backbone = backbone_of("gathered")
    ours = tf.function(backbone.graph.function(backbone.graph.inputs, [backbone.graph.output]), autograph=False)
    original = backbone.module.loaded.signatures["serving_default"]
    images = tf.constant(modules.images(2))
    variables = [backbone.variables["Conv_BatchNorm/beta"], backbone.variables["expanded_conv_project/biases"]]
    found = []
    for function in (lambda x: ours(x)[0], lambda x: next(iter(original(x).values()))):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(function(images) ** 2)
        found.append([tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, variables)])
    for our, their in zip(*found, strict=True):
        np.testing.assert_allclose(our, their, rtol=1e-4, atol=1e-4)


def classifier(folder: Path, top: Callable, activation: str | None = "softmax") -> Backbone:
    x = image = keras.Input([SIDE, SIDE, 3])
    x = keras.layers.Conv2D(8, 3, strides=2, activation="relu", name="conv")(x)
    x = top(x, activation)
    keras.Model(image, x).export(str(folder), verbose=False)
    return networks.opened(folder)


def dense_top(x: Any, activation: str | None) -> Any:
    return keras.layers.Dense(5, activation=activation)(keras.layers.GlobalAveragePooling2D()(x))


def convolution_top(x: Any, activation: str | None) -> Any:
    """As MobileNetV3 has it: a convolution on one pixel, then a shape that is computed from the image's."""
    x = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = keras.layers.Conv2D(12, 1, activation="hard_silu")(x)
    x = keras.layers.Dropout(0.2)(x)
    x = keras.layers.Conv2D(5, 1)(x)
    x = keras.layers.Flatten()(x)
    return keras.layers.Activation(activation or "linear")(x)


@pytest.mark.parametrize("activation", ["softmax", "sigmoid", None])
@pytest.mark.parametrize(("top", "shape"), [(dense_top, [None, 8]), (convolution_top, [None, 1, 1, 12])])
def test_what_a_classifier_classifies_is_found(
    tmp_path: Path, top: Callable, shape: list, activation: str | None
) -> None:
    backbone = classifier(tmp_path / "m", top, activation)
    assert backbone.graph.specs[backbone.features].shape.as_list() == shape
    assert backbone.features != backbone.graph.output
    assert backbone.feature_width == shape[-1]


def test_a_shape_computed_from_the_image_does_not_hide_the_classifier(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        pixel = tf.reduce_mean(tf.nn.relu6(networks.depthwise(network, networks.first_layer(network, x))), [1, 2])
        scores = tf.nn.conv2d(pixel[:, None, None], network.all["expanded_conv/project/weights"], 1, "SAME")
        scores = tf.nn.bias_add(scores, network.all["expanded_conv/project/biases"])
        return tf.nn.softmax(tf.reshape(scores, tf.stack([tf.shape(x)[0], 16])))

    graph = graph_of(modules.plain_module(tmp_path / "m", compute))
    assert graph.specs[graph.classifier_input()].shape.as_list() == [None, 1, 1, 8]


@pytest.mark.parametrize("kind", ["tf2_hub", "tf1_hub", "map", "residual"])
def test_a_module_that_ends_otherwise_is_no_classifier(backbone_of: BackboneOf, kind: str) -> None:
    assert backbone_of(kind).graph.classifier_input() is None


def test_a_size_at_which_the_module_cannot_work_is_told(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        return tf.reduce_mean(tf.reshape(networks.first_layer(network, x), tf.stack([tf.shape(x)[0], 100, -1])), 1)

    folder = modules.plain_module(tmp_path / "m", compute, shape=[None, None, None, 3])
    assert graph_of(folder, side=40).specs
    with pytest.raises(UserError, match="cannot process images of 32×32 pixels") as refusal:
        assert graph_of(folder).specs
    assert words_of(refusal.value.message).hint


def test_variables_inside_a_loop_are_refused(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        x = networks.first_layer(network, x)
        x = tf.while_loop(lambda i, _: i < 2, lambda i, y: (i + 1, networks.depthwise(network, y)), [0, x])[1]
        return tf.reduce_mean(x, [1, 2])

    with pytest.raises(UserError, match="inside conditions or loops") as refusal:
        graph_of(modules.plain_module(tmp_path / "m", compute))
    assert words_of(refusal.value.message).hint


def test_an_output_that_does_not_depend_on_the_image_is_refused(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        return tf.ones([2, 1]) * network.all["expanded_conv/project/biases"]

    with pytest.raises(UserError, match="does not depend on its input"):
        graph_of(modules.plain_module(tmp_path / "m", compute))


def test_a_lookup_table_is_refused(tmp_path: Path) -> None:
    keys = tf.lookup.KeyValueTensorInitializer(tf.constant([0, 1], tf.int64), tf.constant([0.5, 2.0]))
    table = tf.lookup.StaticHashTable(keys, 1.0)

    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        network.table = table
        return network.features(x) * table.lookup(tf.cast(tf.reduce_mean(x), tf.int64))

    with pytest.raises(UserError, match="a table or another resource"):
        graph_of(modules.plain_module(tmp_path / "m", compute))
