"""Folding: frozen normalisation goes into the convolution before it, and nothing else changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from core.backbones.backbone import Backbone
from core.backbones.folding import folded
from core.backbones.frost_line import as_constant_function
from tests.core.backbones import modules, networks

SPEC = [tf.TensorSpec([None, 12, 12, 3], tf.float32)]
VALUES = np.random.default_rng(3)


def variable(*shape: int, around: float = 0.0) -> tf.Variable:
    return tf.Variable((around + VALUES.normal(0, 0.3, shape)).astype(np.float32))


CHANNELS = 6
KERNEL, OTHER_KERNEL, KERNEL_OF_TWO, KERNEL_OF_FIVE = (variable(size, size, 3, CHANNELS) for size in (3, 3, 2, 5))
DEPTHWISE = variable(3, 3, 3, 2)
SCALE, SHIFT, MEAN = variable(CHANNELS, around=1), variable(CHANNELS), variable(CHANNELS)
VARIANCE = tf.Variable(np.abs(MEAN.numpy()) + 0.5)


def convolved(x: tf.Tensor, kernel: tf.Variable = KERNEL, stride: int = 1, padding: str = "SAME") -> tf.Tensor:
    return tf.nn.conv2d(x, kernel, stride, padding)


def decomposed(x: tf.Tensor) -> tf.Tensor:
    """Normalisation as Keras 3 computes it."""
    scale = SCALE * tf.math.rsqrt(VARIANCE + 1e-3)
    return x * scale + (SHIFT - MEAN * scale)


def fused(x: tf.Tensor, training: bool = False) -> tf.Tensor:
    statistics = {} if training else {"mean": MEAN, "variance": VARIANCE}
    return tf.compat.v1.nn.fused_batch_norm(x, SCALE, SHIFT, epsilon=1e-3, is_training=training, **statistics)[0]


def padded(x: tf.Tensor, width: int = 1) -> tf.Tensor:
    return tf.pad(x, [[0, 0], [width, width], [width, width], [0, 0]])


def shared(x: tf.Tensor) -> tf.Tensor:
    x = convolved(x)
    return decomposed(x) + tf.nn.relu(x)


def pad_of_two(x: tf.Tensor) -> tf.Tensor:
    x = padded(x)
    return decomposed(convolved(x, padding="VALID")) + x[:, 1:-1, 1:-1, :1]


def looped(x: tf.Tensor) -> tf.Tensor:
    x = tf.while_loop(lambda i, _: i < 3, lambda i, y: (i + 1, y * 0.5), [0, decomposed(convolved(x))])[1]
    return tf.cond(tf.reduce_sum(x) > 0, lambda: x * 2.0, lambda: x * SCALE)


def two_layers(x: tf.Tensor) -> tf.Tensor:
    x = tf.nn.relu6(decomposed(convolved(x)))
    return fused(tf.nn.conv2d(x, tf.tile(KERNEL, [1, 1, 2, 1]), 2, "SAME"))


#: of these one convolution and its shift are left
FOLDED: dict[str, Callable[[tf.Tensor], tf.Tensor]] = {
    "decomposed": lambda x: decomposed(convolved(x)),
    "fused": lambda x: fused(convolved(x)),
    "bias, then normalisation": lambda x: fused(tf.nn.bias_add(convolved(x), SHIFT)),
    "depthwise, two for each": lambda x: decomposed(tf.nn.depthwise_conv2d(x, DEPTHWISE, [1, 1, 1, 1], "SAME")),
    "depthwise, fused": lambda x: fused(tf.nn.depthwise_conv2d(x, DEPTHWISE, [1, 2, 2, 1], "VALID")),
    "difference": lambda x: convolved(x) - SHIFT,
    "one number for all": lambda x: convolved(x) * 0.3 + 2.0,
    "number first": lambda x: 2.0 + 0.3 * convolved(x),
    "large kernel": lambda x: decomposed(convolved(x, KERNEL_OF_FIVE, stride=2)),
    "dilated": lambda x: decomposed(tf.nn.conv2d(x, KERNEL, 1, "SAME", dilations=2)),
}
#: nothing in these may be folded
KEPT: dict[str, Callable[[tf.Tensor], tf.Tensor]] = {
    "read twice": shared,
    "not by channel": lambda x: convolved(x) * tf.reshape(tf.range(12.0), [12, 1, 1]),
    "two images": lambda x: convolved(x) * convolved(x, OTHER_KERNEL),
    "with itself": lambda x: (lambda y: y * y)(convolved(x)),
    "from a number": lambda x: 1.0 - convolved(x),
    "statistics of the batch": lambda x: fused(convolved(x), training=True),
    "kernel from the image": lambda x: decomposed(convolved(x, tf.reduce_mean(x) * KERNEL)),
    "more axes": lambda x: convolved(x) * tf.constant([[[[[2.0]]]]]),
}
#: whether the padding goes into the convolution
PADDED: dict[str, tuple[Callable[[tf.Tensor], tf.Tensor], bool]] = {
    "stride 1": (lambda x: decomposed(convolved(padded(x), padding="VALID")), True),
    "large kernel": (lambda x: decomposed(convolved(padded(x, 2), KERNEL_OF_FIVE, padding="VALID")), True),
    "stride 2": (lambda x: decomposed(convolved(padded(x), stride=2, padding="VALID")), False),
    "even kernel": (lambda x: decomposed(convolved(padded(x), KERNEL_OF_TWO, padding="VALID")), False),
    "too wide": (lambda x: decomposed(convolved(padded(x, 2), padding="VALID")), False),
    "one side": (lambda x: decomposed(convolved(tf.pad(x, [[0, 0], [0, 1], [0, 1], [0, 0]]), padding="VALID")), False),
    "read twice": (pad_of_two, False),
}


def frozen(function: Callable, signature: list[tf.TensorSpec] = SPEC) -> tf.compat.v1.GraphDef:
    traced = tf.function(function, input_signature=signature, autograph=False).get_concrete_function()
    return convert_variables_to_constants_v2(traced, lower_control_flow=False).graph.as_graph_def()


def operations(graph: tf.compat.v1.GraphDef) -> Counter[str]:
    """How many there are of each that compute with the images."""
    return Counter(operation.type for operation in on_images(graph))


def on_images(graph: tf.compat.v1.GraphDef) -> list[tf.Operation]:
    with tf.Graph().as_default() as imported:
        tf.graph_util.import_graph_def(graph, name="")
    depends = []
    for operation in imported.get_operations():  # in the order in which they can be computed
        if operation.type == "Placeholder" or any(tensor.op in depends for tensor in operation.inputs):
            depends.append(operation)
    return depends


def agrees(function: Callable, tolerance: float = 1e-5) -> None:
    images = tf.constant(VALUES.normal(size=[3, 12, 12, 3]).astype(np.float32))
    expected = tf.function(function, autograph=False)(images)
    values = as_constant_function(lambda x: [function(x)], SPEC)(images)[0]
    np.testing.assert_allclose(values, expected, rtol=0, atol=tolerance * float(np.abs(expected).max()))


@pytest.mark.parametrize("name", FOLDED)
def test_what_scales_and_shifts_channels_goes_into_the_convolution(name: str) -> None:
    agrees(FOLDED[name])
    left = operations(folded(frozen(FOLDED[name])))
    assert left["Conv2D"] + left["DepthwiseConv2dNative"] == left["BiasAdd"] == 1
    assert not {"Mul", "AddV2", "Sub", "FusedBatchNormV3"} & left.keys()


@pytest.mark.parametrize("name", KEPT)
def test_anything_else_stays_as_it_is(name: str) -> None:
    agrees(KEPT[name])
    graph = frozen(KEPT[name])
    assert operations(folded(graph)) == operations(graph)


@pytest.mark.parametrize("name", PADDED)
def test_padding_is_left_to_the_convolution_only_where_that_is_the_same(name: str) -> None:
    function, is_dropped = PADDED[name]
    agrees(function)
    assert operations(folded(frozen(function)))["Pad"] == (0 if is_dropped else 1)


def test_several_layers_are_folded_each() -> None:
    agrees(two_layers)
    left = operations(folded(frozen(two_layers)))
    assert (left["Conv2D"], left["BiasAdd"]) == (2, 2)
    assert not {"Mul", "AddV2", "FusedBatchNormV3"} & left.keys()


def test_a_convolution_with_channels_first_is_not_touched() -> None:
    def channels_first(x: tf.Tensor) -> tf.Tensor:
        x = tf.nn.conv2d(tf.transpose(x, [0, 3, 1, 2]), KERNEL, 1, "SAME", data_format="NCHW")
        return x * tf.reshape(SCALE, [1, CHANNELS, 1, 1])

    graph = frozen(channels_first)
    assert operations(folded(graph)) == operations(graph)


def test_a_convolution_that_is_itself_wanted_stays() -> None:
    def two_results(x: tf.Tensor) -> list[tf.Tensor]:
        x = convolved(x)
        return [x, decomposed(x)]

    images = tf.constant(VALUES.normal(size=[2, 12, 12, 3]).astype(np.float32))
    values = as_constant_function(two_results, SPEC)(images)
    for value, expected in zip(values, tf.function(two_results)(images), strict=True):
        np.testing.assert_allclose(value, expected, atol=1e-5)


def test_conditions_and_loops_keep_their_functions() -> None:
    agrees(looped)
    graph = folded(frozen(looped))
    assert operations(graph)["BiasAdd"] == 1
    assert graph.library.function


def test_the_order_of_the_nodes_does_not_matter() -> None:
    graph = frozen(two_layers)
    shuffled = tf.compat.v1.GraphDef(versions=graph.versions)
    shuffled.node.extend(graph.node[place] for place in np.random.default_rng(1).permutation(len(graph.node)))
    assert operations(folded(shuffled)) == operations(folded(graph))


def test_a_function_without_any_constant_is_left_alone() -> None:
    images = tf.constant(modules.images(2, 12))
    np.testing.assert_array_equal(as_constant_function(lambda x: [tf.nn.relu(x)], SPEC)(images)[0], images)


def test_later_changes_of_the_variables_do_not_show() -> None:
    scale = variable(CHANNELS)
    function = as_constant_function(lambda x: [convolved(x) * scale], SPEC)
    images = tf.constant(modules.images(2, 12))
    before = function(images)[0].numpy()
    scale.assign(scale * 2)
    np.testing.assert_array_equal(function(images)[0], before)


@pytest.mark.parametrize("name", networks.BUNDLED)
def test_all_normalisation_of_the_bundled_backbones_is_folded(
    backbone_of: Callable[[str], Backbone], name: str
) -> None:
    backbone = backbone_of(name)
    signature = [tf.TensorSpec(backbone.graph.input_specs[0].shape, tf.float32)]
    prefix = backbone.frost_line([]).prefix()
    graph = frozen(prefix, signature)
    before, after = operations(graph), operations(folded(graph))
    convolutions = before["Conv2D"] + before["DepthwiseConv2dNative"]
    assert after["Conv2D"] + after["DepthwiseConv2dNative"] == after["BiasAdd"] == convolutions
    assert before["Mul"] == convolutions  # one normalisation behind each
    residuals = before["AddV2"] - convolutions
    assert (after["Mul"], after["AddV2"]) == (0, residuals)

    images = tf.constant(modules.images(2, 224))
    expected = tf.function(prefix, autograph=False)(images)[0].numpy()
    difference = as_constant_function(prefix, signature)(images)[0].numpy() - expected
    assert np.abs(difference).max() < 1e-4 * np.abs(expected).max()
