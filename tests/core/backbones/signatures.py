"""Small modules with each of the signatures that publishers give their modules. All take images of 32×32 pixels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import tensorflow as tf

from tests.core.backbones.modules import SIDE, TinyNetwork

IMAGES = tf.TensorSpec([None, SIDE, SIDE, 3], tf.float32, "inputs")
MOMENTUM = tf.TensorSpec([], tf.float32, "batch_norm_momentum")
BOTH = (True, False)


def saved(folder: Path, network: TinyNetwork, call: Any, signatures: Any = None) -> Path:
    """An object that is called by `call`, where that is not None."""
    module = tf.train.Checkpoint()  # an object that takes any attribute
    if call is not None:
        module.__call__ = call
    module.variables = list(network.all.values())
    module.trainable_variables = [variable for variable in module.variables if variable.trainable]
    tf.saved_model.save(module, str(folder), signatures)
    return folder


def of_tf_slim(folder: Path) -> Path:
    """`google/imagenet/*` of TF2 Hub: four traces, a number beside the images, end points on demand."""
    network = TinyNetwork("MobilenetV2/")

    @tf.function(autograph=False)
    def call(inputs: Any, training: Any = False, return_endpoints: Any = False, batch_norm_momentum: Any = 0.99) -> Any:
        x = inputs * 2.0 - 1.0
        features = network.features(x, training) + 0.0 * batch_norm_momentum
        return {"default": features, "MobilenetV2/input": x} if return_endpoints else features

    for training in BOTH:
        for endpoints in BOTH:
            call.get_concrete_function(IMAGES, training, endpoints, MOMENTUM)
    return saved(folder, network, call)


def of_tf_slim_with_signature(folder: Path) -> Path:
    """The same in its next version, which has a signature for the images alone."""
    network = TinyNetwork()

    @tf.function(autograph=False)
    def call(inputs: Any, training: Any = False, return_endpoints: Any = False, batch_norm_momentum: Any = 0.99) -> Any:
        return network.features(inputs, training) * (batch_norm_momentum + 0.01)

    call.get_concrete_function(IMAGES, False, False, MOMENTUM)
    serve = tf.function(lambda inputs: {"default": call(inputs)}, input_signature=[IMAGES], autograph=False)
    return saved(folder, network, call, {"serving_default": serve})


def _asking_for_training(network: TinyNetwork) -> Any:
    def call(input_1: Any, training: Any) -> Any:
        # as Keras does it in each normalisation: the variables are read inside the condition
        return tf.cond(training, lambda: network.features(input_1, True), lambda: network.features(input_1))

    return tf.function(call, autograph=False)


def of_keras_2_beta(folder: Path) -> Path:
    """Keras of 2019: whether it trains is a tensor without a default."""
    network = TinyNetwork()
    call = _asking_for_training(network)
    call.get_concrete_function(IMAGES, tf.TensorSpec([], tf.bool, "training"))
    return saved(folder, network, call)


def within_conditions(folder: Path) -> Path:
    """Conditions within conditions, of which the answer follows from what is bound."""
    network = TinyNetwork()

    @tf.function(autograph=False)
    def call(images: Any, training: Any) -> Any:
        def not_training() -> tf.Tensor:
            learnt = tf.logical_and(tf.logical_not(training), True)
            return tf.cond(learnt, lambda: network.features(images), lambda: network.features(images, True))

        return tf.cond(training, lambda: network.features(images, True), not_training)

    call.get_concrete_function(IMAGES, tf.TensorSpec([], tf.bool))
    return saved(folder, network, call)


def of_keras_2(folder: Path) -> Path:
    """Keras 2.x: (input_1, training, mask), both traced, with None for the mask."""
    network = TinyNetwork()
    call = tf.function(lambda input_1, training=None, mask=None: network.features(input_1, training), autograph=False)
    for training in BOTH:
        call.get_concrete_function(tf.TensorSpec(IMAGES.shape, name="input_1"), training, None)
    return saved(folder, network, call)


def with_an_own_name(folder: Path) -> Path:
    """Arguments that are given by name alone."""
    network = TinyNetwork()
    call = tf.function(
        lambda *, pixel_values, training=False: network.features(pixel_values, training), autograph=False
    )
    for training in BOTH:
        call.get_concrete_function(pixel_values=IMAGES, training=training)
    return saved(folder, network, call)


def with_a_dictionary(folder: Path) -> Path:
    """The images come as the only entry of a dictionary, beside a number with a default."""
    network = TinyNetwork()
    call = tf.function(lambda inputs, scale=1.0: network.features(inputs["image"]) * scale, autograph=False)
    call.get_concrete_function({"image": IMAGES}, tf.TensorSpec([], tf.float32))
    return saved(folder, network, call)


def true_by_default(folder: Path) -> Path:
    """An argument that is True at inference; the trace with False gives something else."""
    network = TinyNetwork()

    @tf.function(autograph=False)
    def call(images: Any, include_top: Any = True, training: Any = False) -> Any:
        features = network.features(images, training)
        return features * 2.0 if include_top else features

    for training in BOTH:
        for top in (False, True):
            call.get_concrete_function(IMAGES, top, training)
    return saved(folder, network, call)


def trains_by_default(folder: Path) -> Path:
    """Called without more it would train; inference has to be asked for."""
    network = TinyNetwork()
    call = tf.function(lambda images, training=True: network.features(images, training), autograph=False)
    for training in BOTH:
        call.get_concrete_function(IMAGES, training)
    return saved(folder, network, call)


def with_a_mask(folder: Path) -> Path:
    """What it wants beside the images has no default; a signature gives the images alone."""
    network = TinyNetwork()

    @tf.function(autograph=False)
    def call(images: Any, mask: Any) -> Any:
        return network.features(images) * tf.cast(mask, tf.float32)[:, None]

    call.get_concrete_function(IMAGES, tf.TensorSpec([None], tf.bool, "mask"))
    alone = tf.function(
        lambda images: {"features": network.features(images)}, input_signature=[IMAGES], autograph=False
    )
    return saved(folder, network, call, {"image_feature_vector": alone})


def of_keras_3(folder: Path) -> Path:
    """Not callable; the end point is called “serve”, and there is a second one that wants more."""
    network = TinyNetwork()
    serve = tf.function(lambda x: network.features(x), input_signature=[IMAGES], autograph=False)
    more = tf.function(lambda x, momentum: network.features(x) * momentum, autograph=False)
    signatures = {"a_with_bn_hparams": more.get_concrete_function(IMAGES, MOMENTUM), "serve": serve}
    return saved(folder, network, None, signatures)


def with_attention(folder: Path) -> Path:
    """A tuple: first the attention of each layer, then the features."""
    network = TinyNetwork()

    @tf.function(autograph=False)
    def call(images: Any) -> Any:
        features = network.features(images)
        return {"attention": {"layer_0": tf.nn.softmax(features)}, "pooler_output": features, "logits": features[:, :3]}

    call.get_concrete_function(IMAGES)
    return saved(folder, network, call)


KINDS: dict[str, Callable[[Path], Path]] = {
    kind.__name__: kind
    for kind in (
        *(of_tf_slim, of_tf_slim_with_signature, of_keras_2_beta, within_conditions, of_keras_2, with_an_own_name),
        *(with_a_dictionary, true_by_default, trains_by_default, with_a_mask, of_keras_3, with_attention),
    )
}
