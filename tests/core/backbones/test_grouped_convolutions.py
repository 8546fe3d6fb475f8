"""Convolutions in groups, which Keras has compiled: they are taken apart, and have gradients without oneDNN, too."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from core.backbones.backbone import open_backbone
from core.backbones.importing import import_backbone
from core.backbones.layer_tree import Kind
from core.jobs import Job
from tests.core.backbones import modules
from tests.core.backbones.modules import SIDE


@pytest.mark.parametrize(
    ("filters", "groups", "kind", "strides"),
    [
        (8, 8, Kind.DEPTHWISE, 1),
        (16, 8, Kind.DEPTHWISE, 2),
        (8, 8, Kind.CONVOLUTION, (1, 2)),
        (12, 4, Kind.CONVOLUTION, 2),
    ],
)
def test_grouped_convolutions_are_computed_cut_and_trained(
    tmp_path: Path, filters: int, groups: int, kind: Kind, strides: int | tuple[int, int]
) -> None:
    keras.utils.set_random_seed(1)
    image = keras.Input([SIDE, SIDE, 3])
    x = layers.Conv2D(8, 3, strides=2, name="stem_conv")(image)
    x = layers.Conv2D(filters, 3, groups=groups, strides=strides, padding="same", name="block_1_conv")(x)
    model = keras.Model(image, layers.GlobalAveragePooling2D()(x))
    model.export(str(tmp_path / "m"), verbose=False)
    import_backbone(tmp_path / "m", Job(), library=tmp_path / "library")
    backbone = open_backbone(tmp_path / "library/m")
    images = tf.constant(modules.images())
    whole = tf.function(backbone.graph.function(backbone.graph.inputs, [backbone.features]), autograph=False)(images)
    np.testing.assert_allclose(whole[0], model(images), rtol=1e-5, atol=1e-6)
    block = backbone.layers.blocks["block_1"]
    assert block[0].kind == kind
    line = backbone.frost_line(block)
    crossing = tf.function(line.prefix(), autograph=False)(images)
    variables = list(backbone.trainable_variables(block).values())
    tail = tf.function(line.tail(), autograph=False)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tail(*crossing)[0] ** 2)
    kernel, _ = tape.gradient(loss, variables)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.function(model, jit_compile=True)(images) ** 2)
    np.testing.assert_allclose(kernel, tape.gradient(loss, model.layers[-2].kernel), rtol=1e-4, atol=1e-6)
