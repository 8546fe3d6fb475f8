"""Small foreign modules of each kind, honest ones and others, for tests. All take images of 32×32 pixels, or any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from google.protobuf.internal.encoder import _VarintBytes
from tensorflow.core.protobuf import saved_model_pb2

SIDE = 32
WIDTH = 16


def images(count: int = 2, side: int = SIDE) -> np.ndarray:
    """Random images, float32 [count, side, side, 3] in 0..1."""
    return np.random.default_rng(1).uniform(size=[count, side, side, 3]).astype(np.float32)


class TinyNetwork(tf.Module):
    """A convolution, a depthwise block with normalisation, and a pooled vector of `WIDTH` numbers."""

    def __init__(self, scope: str = "TinyNet/", separator: str = "/") -> None:
        super().__init__()
        values = np.random.default_rng(2)
        self.all: dict[str, tf.Variable] = {}

        def variable(layer: str, name: str, shape: list[int], trainable: bool = True, spread: float = 0.3) -> None:
            start = values.normal(0, spread, shape).astype(np.float32) + (name in ("gamma", "moving_variance"))
            path = scope + layer.replace("/", separator) + "/" + name
            self.all[f"{layer}/{name}"] = tf.Variable(start, trainable=trainable, name=path)

        variable("Conv", "weights", [3, 3, 3, 8])
        for name in ("gamma", "beta", "moving_mean", "moving_variance"):
            variable("Conv/BatchNorm", name, [8], trainable=not name.startswith("moving"), spread=0.05)
        variable("expanded_conv/depthwise", "depthwise_weights", [3, 3, 8, 1])
        variable("expanded_conv/project", "weights", [1, 1, 8, WIDTH])
        variable("expanded_conv/project", "biases", [WIDTH])

    def features(self, x: tf.Tensor, training: bool = False) -> tf.Tensor:
        v = self.all
        x = tf.nn.conv2d(x, v["Conv/weights"], 2, "SAME")
        norm = [v[f"Conv/BatchNorm/{name}"] for name in ("gamma", "beta", "moving_mean", "moving_variance")]
        if training:
            mean, variance = tf.nn.moments(x, [0, 1, 2])
            norm[2].assign_sub((norm[2] - mean) * 0.01)
            norm[3].assign_sub((norm[3] - variance) * 0.01)
            x = (x - mean) * tf.math.rsqrt(variance + 1e-3) * norm[0] + norm[1]
        else:
            x = tf.compat.v1.nn.fused_batch_norm(x, *norm, epsilon=1e-3, is_training=False)[0]
        x = tf.nn.relu6(x)
        x = tf.nn.relu6(tf.nn.depthwise_conv2d(x, v["expanded_conv/depthwise/depthwise_weights"], [1, 1, 1, 1], "SAME"))
        x = tf.nn.conv2d(x, v["expanded_conv/project/weights"], 1, "SAME") + v["expanded_conv/project/biases"]
        return tf.reduce_mean(x, [1, 2])


def tf2_hub_module(folder: Path, side: int | None = SIDE) -> Path:
    """As TF2 Hub has them: called with or without training, its variables in no order, images in 0..1."""
    network = TinyNetwork()

    @tf.function(autograph=False)
    def call(inputs: tf.Tensor, training: bool = False) -> tf.Tensor:
        return network.features(inputs * 2.0 - 1.0, training)

    for training in (True, False):
        call.get_concrete_function(tf.TensorSpec([None, side, side, 3], tf.float32, "inputs"), training=training)
    module = tf.train.Checkpoint()  # an object that takes any attribute
    module.__call__ = call
    module.variables = sorted(network.all.values(), key=lambda variable: variable.name[::-1])
    module.trainable_variables = [variable for variable in module.variables if variable.trainable]
    module.regularization_losses = []
    tf.saved_model.save(module, str(folder))
    return folder


def plain_module(
    folder: Path, compute: Callable[[TinyNetwork, tf.Tensor], tf.Tensor] | None = None, **spec: Any
) -> Path:
    """A tf.Module saved as it is, with flat names; `compute` may do anything with the network and the images."""
    module = TinyNetwork(scope="", separator="_")
    compute = compute or TinyNetwork.features
    signature = [tf.TensorSpec(spec.get("shape", [None, SIDE, SIDE, 3]), spec.get("dtype", tf.float32), "images")]
    module.run = tf.function(lambda x: compute(module, x), input_signature=signature, autograph=False)
    tf.saved_model.save(module, str(folder), signatures=module.run)
    return folder


def tf1_hub_module(folder: Path, tamper: Callable[[tf.Graph], None] = lambda graph: None, **how: Any) -> Path:
    """As TF1 Hub has them: a graph without tags for inference and one for training; nothing but signatures.

    `tamper` may add to the graph after its saver has been made. `how` it differs from the plainest: with a signature
    for the `momentum`, with a normalisation that `asks_for_training`, without `resources` (as in 2018).
    """
    builder = tf.compat.v1.saved_model.Builder(str(folder))
    with tf.Graph().as_default() as graph, tf.compat.v1.Session() as session:
        signatures = _tf1_signatures(training=False, **how)
        session.run(tf.compat.v1.global_variables_initializer())
        saver = tf.compat.v1.train.Saver(sharded=True)
        tamper(graph)
        builder.add_meta_graph_and_variables(session, [], signatures, saver=saver)
    with tf.Graph().as_default(), tf.compat.v1.Session():
        builder.add_meta_graph(["train"], _tf1_signatures(training=True))
    builder.save()
    (folder / "tfhub_module.pb").write_bytes(b"\x08\x03")
    return folder


def _tf1_signatures(
    training: bool, momentum: bool = False, asks_for_training: bool = False, resources: bool = True
) -> dict:
    tf.compat.v1.set_random_seed(2)  # of this graph: training in an earlier test has forbidden chance without a seed
    x = tf.compat.v1.placeholder(tf.float32, [None, None, None, 3], name="images")
    trains = tf.compat.v1.placeholder_with_default(training, [], "trains") if asks_for_training else training
    with tf.compat.v1.variable_scope("module/TinyNet", use_resource=resources):
        features = _tf1_features(tf.subtract(x * 2.0, 1.0), trains)
    build = tf.compat.v1.saved_model.build_signature_def
    info = tf.compat.v1.saved_model.build_tensor_info
    vector = build({"images": info(x)}, {"default": info(features)}, "default")
    signatures = {"default": vector, "image_feature_vector": vector}
    if momentum:
        number = tf.compat.v1.placeholder(tf.float32, [], name="batch_norm_momentum")
        inputs = {"images": info(x), "batch_norm_momentum": info(number)}
        signatures["image_feature_vector_with_bn_hparams"] = build(inputs, {"default": info(features * number)})
    return signatures


def _tf1_features(x: tf.Tensor, training: bool | tf.Tensor) -> tf.Tensor:
    get = tf.compat.v1.get_variable
    x = tf.nn.conv2d(x, get("Conv/weights", [3, 3, 3, 8]), 2, "SAME")
    ones, zeros = tf.compat.v1.ones_initializer(), tf.compat.v1.zeros_initializer()
    norm = [get(f"Conv/BatchNorm/{name}", [8], initializer=start) for name, start in (("gamma", ones), ("beta", zeros))]
    norm += [
        get(f"Conv/BatchNorm/{name}", [8], initializer=start, trainable=False)
        for name, start in (("moving_mean", zeros), ("moving_variance", ones))
    ]

    def normalised(training: bool) -> tf.Tensor:
        statistics = {} if training else {"mean": norm[2], "variance": norm[3]}
        return tf.compat.v1.nn.fused_batch_norm(x, norm[0], norm[1], **statistics, is_training=training)[0]

    if isinstance(training, bool):
        x = normalised(training)
    else:
        with _control_flow_of_tensorflow_1():
            x = tf.compat.v1.cond(training, lambda: normalised(True), lambda: normalised(False))
    x = tf.nn.conv2d(tf.nn.relu6(x), get("Project/weights", [1, 1, 8, WIDTH]), 1, "SAME")
    return tf.reduce_mean(x, [1, 2])


@contextmanager
def _control_flow_of_tensorflow_1() -> Iterator[None]:
    tf.compat.v1.disable_control_flow_v2()
    try:
        yield
    finally:
        tf.compat.v1.enable_control_flow_v2()


def with_image_module_info(folder: Path, height: int, width: int) -> Path:
    """Attach to a TF1 Hub module what TF1 Hub attaches to modules for images."""

    def field(number: int, content: bytes) -> bytes:
        return bytes([number << 3 | 2]) + _VarintBytes(len(content)) + content

    size = b"\x08" + _VarintBytes(height) + b"\x10" + _VarintBytes(width)
    attachment = field(1, b"image_module_info") + field(2, field(1, size))

    def attach(saved_model: saved_model_pb2.SavedModel) -> None:
        for meta_graph in saved_model.meta_graphs:
            meta_graph.collection_def["hub_module_attachments"].bytes_list.value.append(attachment)

    return changed(folder, attach)


def keras_export(folder: Path, activation: str | None = "softmax") -> Path:
    """A Keras 3 `export()`: not callable, and with a classifier on top. Images in 0..255."""
    import keras

    x = image = keras.Input([SIDE, SIDE, 3])
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(x)
    for block in range(2):
        x = keras.layers.Conv2D(8, 3, strides=2, use_bias=False, name=f"block_{block}_conv")(x)
        x = keras.layers.BatchNormalization(name=f"block_{block}_bn")(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Dropout(0.5)(keras.layers.GlobalAveragePooling2D()(x))
    x = keras.layers.Dense(WIDTH, activation="relu", name="embedding")(x)
    x = keras.layers.Dense(5, activation=activation, name="predictions")(x)
    keras.Model(image, x).export(str(folder), verbose=False)
    return folder


def tf_keras_saved_model(folder: Path) -> Path:
    """A Keras 2 model saved by tf.saved_model.save; images in 0..255, of any size."""
    import tf_keras

    x = image = tf_keras.Input([None, None, 3])
    x = tf_keras.layers.Rescaling(1 / 255)(x)
    x = tf_keras.layers.Conv2D(8, 3, strides=2, name="block_1_conv")(x)
    x = tf_keras.layers.BatchNormalization(name="block_1_bn")(x)
    x = tf_keras.layers.Conv2D(WIDTH, 1, activation="swish", name="block_2_conv")(x)
    x = tf_keras.layers.GlobalAveragePooling2D()(x)
    tf.saved_model.save(tf_keras.Model(image, x), str(folder))
    return folder


def changed(folder: Path, change: Callable[[saved_model_pb2.SavedModel], None]) -> Path:
    """Change the module's graph on disk."""
    saved_model = saved_model_pb2.SavedModel()
    saved_model.ParseFromString((folder / "saved_model.pb").read_bytes())
    change(saved_model)
    (folder / "saved_model.pb").write_bytes(saved_model.SerializeToString())
    return folder
