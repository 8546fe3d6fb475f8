"""Small networks with what foreign modules hold apart from plain layers, each saved as a module of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import tensorflow as tf

from core.backbones.backbone import Backbone
from core.backbones.card import Card
from core.backbones.module import load_module
from core.modalities.images.image_input import ImageInput
from resources import BUNDLED_BACKBONES
from tests.core.backbones import modules
from tests.core.backbones.modules import SIDE, WIDTH, TinyNetwork

BUNDLED = ("mobilenet_v2_100_224", "efficientnet_lite0")


def first_layer(network: TinyNetwork, x: tf.Tensor, stride: int = 2) -> tf.Tensor:
    x = tf.nn.conv2d(x, network.all["Conv/weights"], stride, "SAME")
    norm = [network.all[f"Conv/BatchNorm/{name}"] for name in ("gamma", "beta", "moving_mean", "moving_variance")]
    return tf.nn.relu6(tf.compat.v1.nn.fused_batch_norm(x, *norm, epsilon=1e-3, is_training=False)[0])


def depthwise(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    return tf.nn.depthwise_conv2d(x, network.all["expanded_conv/depthwise/depthwise_weights"], [1, 1, 1, 1], "SAME")


def feature_map(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    """Everything behind the first layer, without pooling."""
    x = tf.nn.conv2d(tf.nn.relu6(depthwise(network, x)), network.all["expanded_conv/project/weights"], 1, "SAME")
    return x + network.all["expanded_conv/project/biases"]


def vector(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(feature_map(network, x), [1, 2])


def tokens(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    """The tokens of all images in one long list, [images * tokens, channels], and back by the batch's size."""
    images = tf.shape(x)[0]
    x = tf.reshape(first_layer(network, x, stride=8), [-1, 8])
    x = tf.matmul(x, tf.reshape(network.all["expanded_conv/project/weights"], [8, WIDTH]))
    return tf.reduce_mean(tf.reshape(x + network.all["expanded_conv/project/biases"], [images, -1, WIDTH]), 1)


def flattened(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    x = tf.reduce_mean(feature_map(network, first_layer(network, x)), 1)
    return tf.nn.relu6(tf.reshape(x, [tf.shape(x)[0], -1]))


def residual(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    x = first_layer(network, x)
    return vector(network, x) * tf.tile(tf.reduce_mean(x, [1, 2]), [1, 2])


def swish(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    """TensorFlow gives swish a gradient of its own."""
    return tf.reduce_mean(tf.nn.silu(feature_map(network, tf.nn.silu(first_layer(network, x)))), [1, 2])


def class_token(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    """A learnt vector beside what comes from the image, once for each image."""
    token = network.all["Conv/BatchNorm/beta"][None, None]
    patches = tf.reshape(depthwise(network, first_layer(network, x, stride=8)), [-1, 16, 8])
    return tf.concat([patches, tf.tile(token, [tf.shape(x)[0], 1, 1])], 1)


def gathered(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    """Position embeddings are gathered from a variable that is not read as a whole."""
    x = vector(network, first_layer(network, x))
    shifts = network.all["Conv/BatchNorm/beta"]
    x += tf.tile(tf.nn.embedding_lookup(shifts, tf.range(8)[::-1]), [2])[None]
    return x * tf.gather_nd(network.all["expanded_conv/project/biases"], tf.range(WIDTH)[::-1, None])[None]


def condition(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    x = first_layer(network, x)
    return vector(network, tf.cond(tf.reduce_sum(x) > 0, lambda: x * 2.0, lambda: x - 1.0))


def loop(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    return vector(network, tf.map_fn(lambda image: image * 0.5, first_layer(network, x)))


def split(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    left, right = tf.split(first_layer(network, x), 2, axis=-1)
    return vector(network, tf.concat([right, left], -1))


def bytes_in(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    return network.features(tf.cast(x, tf.float32) / 255.0)


def _plain(compute: Callable[[TinyNetwork, tf.Tensor], tf.Tensor], **spec: Any) -> Callable[[Path], Path]:
    return lambda folder: modules.plain_module(folder, compute, **spec)


KINDS: dict[str, Callable[[Path], Path]] = {
    "tf2_hub": modules.tf2_hub_module,
    "tf2_hub_free_size": lambda folder: modules.tf2_hub_module(folder, side=None),
    "tf1_hub": modules.tf1_hub_module,
    "keras": modules.keras_export,
    "tf_keras": modules.tf_keras_saved_model,
    "plain": modules.plain_module,
    "bytes": _plain(bytes_in, dtype=tf.uint8),
    "map": _plain(lambda network, x: feature_map(network, first_layer(network, x))),
    "tokens": _plain(tokens),
    "flattened": _plain(flattened),
    "residual": _plain(residual),
    "swish": _plain(swish),
    "class_token": _plain(class_token),
    "gathered": _plain(gathered),
    "condition": _plain(condition),
    "loop": _plain(loop),
    "split": _plain(split),
}


def card(side: int = SIDE, **other: Any) -> Card:
    """Of a module about which nothing is known."""
    described: dict[str, Any] = {"ends_in_classifier": True} | other
    of_images: dict[str, Any] = {"input_size": (side, side), "value_range": (0.0, 1.0)}
    of_images |= {name: described.pop(name) for name in ("value_range", "mean") if name in described}
    given = ImageInput(**of_images)
    return Card(
        name="m", title="m", licence="", source="", sha256="", feature_width=0, parameters=0, input=given, **described
    )


def opened(folder: Path, **described: Any) -> Backbone:
    return Backbone(folder, card(**described), load_module(folder, ImageInput))


def bundled_folder(name: str) -> Path:
    return BUNDLED_BACKBONES / name
