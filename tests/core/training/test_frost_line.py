"""The frost line changes what is computed, and not what comes out: training its tail is training the whole model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.backbones.backbone import Backbone, open_backbone
from core.backbones.frost_line import FrostLine
from core.targets.single_label import SingleLabel
from core.training.model import Head, Tail, TransferModel
from tests.core.small import SIDE, WIDTH

TICKED = [("block_3",), ("block_2_conv",), ("block_2_bn", "block_3_conv"), ("block_1_bn", "block_3"), ("all",)]
STEPS = 5


def uncut(folder: Path) -> Backbone:
    """A backbone whose tail always starts from the image, as if there were no frost line."""
    backbone = open_backbone(folder)
    cut = backbone.frost_line

    def whole(layers: Any) -> FrostLine:
        line = cut(layers)
        line.frontier = backbone.graph.input_tensors
        return line

    backbone.frost_line = whole  # type: ignore[method-assign]
    return backbone


def model_of(backbone: Backbone, patterns: tuple[str, ...]) -> TransferModel:
    layers = backbone.layers.matching(patterns)
    model = TransferModel(Tail(backbone, layers), Head(SingleLabel(("a", "b", "c")), dropout=0.0, seed=1), WIDTH)
    model.compile_for(0.0)
    return model


def pictures(count: int = 12) -> tuple[tf.Tensor, tf.Tensor]:
    draw = np.random.default_rng(0)
    return tf.constant(draw.integers(0, 256, (count, SIDE, SIDE, 3), np.uint8)), tf.constant(np.arange(count) % 3)


def at_the_frost_line(backbone: Backbone, patterns: tuple[str, ...], images: tf.Tensor) -> list[tf.Tensor]:
    line = backbone.frost_line(backbone.layers.matching(patterns))
    if line.is_at_input:
        return [images]
    return tf.function(line.prefix(), autograph=False)(*backbone.feeds(images))


def gradients(model: TransferModel, values: list[tf.Tensor], labels: tf.Tensor) -> list[tf.Tensor]:
    with tf.GradientTape() as tape:
        loss = model.compute_loss(y=labels, y_pred=model(values, training=True))
    return tape.gradient(loss, [variable.value for variable in model.trainable_variables])


@pytest.mark.parametrize("patterns", TICKED)
def test_the_tail_has_the_gradients_of_the_whole_model(patterns: tuple[str, ...], small_backbone: Path) -> None:
    images, labels = pictures()
    cut, whole = open_backbone(small_backbone), uncut(small_backbone)

    of_tail = gradients(model_of(cut, patterns), at_the_frost_line(cut, patterns, images), labels)
    of_whole = gradients(model_of(whole, patterns), [images], labels)

    assert len(of_tail) == len(of_whole)
    for one, other in zip(of_tail, of_whole, strict=True):
        assert np.abs(one).max() > 0
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("patterns", TICKED)
def test_training_the_tail_gives_the_weights_of_training_the_whole_model(
    patterns: tuple[str, ...], small_backbone: Path
) -> None:
    images, labels = pictures()
    trained = []
    for backbone in (open_backbone(small_backbone), uncut(small_backbone)):
        model = model_of(backbone, patterns)
        values = at_the_frost_line(backbone, patterns, images)
        for _ in range(STEPS):
            for variable, gradient in zip(model.trainable_variables, gradients(model, values, labels), strict=True):
                variable.assign_sub(0.05 * gradient)
        trained.append({path: variable.numpy() for path, variable in backbone.variables.items()})

    published = open_backbone(small_backbone)
    unfrozen = published.trainable_variables(published.layers.matching(patterns))
    for path, start in published.variables.items():
        moved = not np.array_equal(trained[0][path], start.numpy())
        assert moved == (path in unfrozen)
        np.testing.assert_allclose(trained[0][path], trained[1][path], rtol=1e-4, atol=1e-6)


def test_normalisation_stays_in_inference_mode(small_backbone: Path) -> None:
    """What an image gives does not depend on its neighbours in the batch, also while training."""
    images, _ = pictures()
    model = model_of(open_backbone(small_backbone), ("all",))

    together = model([images], training=True)
    alone = model([images[:1]], training=True)

    np.testing.assert_allclose(together[:1], alone, rtol=1e-5, atol=1e-6)
