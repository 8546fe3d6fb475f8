"""What the tests of inspection share: the modules of the tests of backbones, and a Keras network that can be asked."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from tests.core.backbones.conftest import backbone_of, built_kind  # noqa: F401  fixtures
from tests.core.backbones.modules import SIDE


@pytest.fixture(scope="session")
def keras_network(tmp_path_factory: pytest.TempPathFactory) -> tuple[keras.Model, Path]:
    """A network with a shortcut, three activations and a normalisation, drawn at random; and its export."""
    keras.utils.set_random_seed(11)
    image = keras.Input([SIDE, SIDE, 3])
    x = keras.layers.Conv2D(8, 3, strides=2, padding="same", activation="gelu", name="stem_conv")(image)
    shortcut = x
    x = keras.layers.Conv2D(8, 3, padding="same", use_bias=False, name="block_1_conv")(x)
    x = keras.layers.BatchNormalization(name="block_1_bn")(x)
    x = keras.layers.ReLU(max_value=6, name="block_1_relu")(x)
    x = keras.layers.Add(name="block_1_add")([x, shortcut])
    x = keras.layers.DepthwiseConv2D(3, strides=2, padding="same", activation="swish", name="block_2_depthwise")(x)
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    x = keras.layers.Dense(6, name="features")(x)
    x = keras.layers.Dense(4, activation="softmax", name="predictions")(keras.layers.ReLU(name="relu")(x))
    model = keras.Model(image, x)
    draw = np.random.default_rng(5)
    for variable in model.variables:
        spread = np.abs(draw.normal(1, 0.1, variable.shape)) if "variance" in variable.name else None
        variable.assign(draw.normal(0, 0.4, variable.shape) if spread is None else spread)
    folder = tmp_path_factory.mktemp("keras") / "network"
    model.export(str(folder), verbose=False)
    return model, folder
