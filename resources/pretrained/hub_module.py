"""Save a network with the interface of a TF2 Hub image feature vector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf

from core.backbones.card import Card, write_card
from core.modalities.images.image_input import ImageInput
from core.storage.files import sha256_of_file
from resources.pretrained.checkpoint import Weights, read_checkpoint
from resources.pretrained.networks import Network

INPUT_SIZE = (224, 224)

#: in the folder for files that TensorFlow leaves alone: the 1000-class head that the network was trained with
CLASSIFIER_FILE = "assets.extra/imagenet_classifier.npz"


def write_hub_module(network: Network, checkpoint: Path, folder: Path) -> None:
    """Write `network` as a TF2 Hub module with its card into `folder`.

    Called with images float32 [n, 224, 224, 3] in 0..1 and `training`, it returns features float32 [n, 1280].
    """
    weights = read_checkpoint(checkpoint)
    model = network.build(weights)
    images = tf.TensorSpec((None, *INPUT_SIZE, 3), tf.float32, name="inputs")
    mean, spread = np.array(network.mean, np.float32), np.array(network.spread, np.float32)

    @tf.function
    def features(inputs, training=False):  # type: ignore[no-untyped-def]  # traced: its arguments are the interface
        return model((inputs - mean) / spread, training=training)

    for training in (False, True):
        features.get_concrete_function(images, training=training)
    module = tf.train.Checkpoint()  # holds the variables, not the Keras model: that would store each weight twice
    module.__call__ = features
    module.variables = [variable.value for variable in model.variables]
    module.trainable_variables = [variable.value for variable in model.trainable_variables]
    module.regularization_losses = []
    tf.saved_model.save(module, str(folder))
    _write_classifier(network, weights, folder)
    write_card(_card(network, checkpoint, model.output_shape[-1], model.count_params()), folder)


def _card(network: Network, checkpoint: Path, feature_width: int, parameters: int) -> Card:
    return Card(
        name=network.name,
        title=network.title,
        licence=network.licence,
        source=network.source,
        sha256=sha256_of_file(checkpoint),
        input=ImageInput(input_size=INPUT_SIZE, value_range=(0.0, 1.0)),
        feature_width=feature_width,
        parameters=parameters,
    )


def _write_classifier(network: Network, weights: Weights, folder: Path) -> None:
    kernel, bias = (weights[key] for key in network.classifier)
    file = folder / CLASSIFIER_FILE
    file.parent.mkdir()
    np.savez(file, kernel=kernel.T, bias=bias)
