"""The distance of images from what a backbone learnt from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from core.advice.domain import GROUPS, domain_distance
from core.advice.how_deep import FAR
from core.backbones.backbone import Backbone, open_backbone
from core.backbones.card import Card, write_card
from core.jobs import Job
from core.modalities.images.image_input import ImageInput
from core.process.device import this_device
from resources import BUNDLED_BACKBONES
from tests.core.backbones.modules import SIDE, WIDTH, TinyNetwork, plain_module

COUNT = 2 * GROUPS * this_device().group + 3
IMAGES = np.random.default_rng(4).integers(0, 256, (COUNT, SIDE, SIDE, 3)).astype(np.uint8)


def fused(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor) -> tf.Tensor:
    return tf.compat.v1.nn.fused_batch_norm(x, gamma, beta, mean, variance, epsilon=1e-3, is_training=False)[0]


def scaled_first(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor) -> tf.Tensor:
    scale = tf.math.rsqrt(variance + 1e-3) * gamma
    return x * scale + (beta - mean * scale)


def shifted_first(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor) -> tf.Tensor:
    return (x - mean) * (gamma * tf.math.rsqrt(variance + 1e-3)) + beta


def backbone_with(folder: Path, normalise: Callable[..., tf.Tensor] | None) -> Backbone:
    def compute(network: TinyNetwork, images: tf.Tensor) -> tf.Tensor:
        x = tf.nn.conv2d(images, network.all["Conv/weights"], 2, "SAME")
        if normalise:
            names = ("gamma", "beta", "moving_mean", "moving_variance")
            x = normalise(x, *(network.all[f"Conv/BatchNorm/{name}"] for name in names))
        return tf.reduce_mean(tf.nn.conv2d(x, network.all["expanded_conv/project/weights"], 1, "SAME"), [1, 2])

    card = Card(
        name="tiny",
        title="A tiny network",
        licence="",
        source="",
        sha256="",
        input=ImageInput(input_size=(SIDE, SIDE), value_range=(0.0, 1.0)),
        feature_width=WIDTH,
        signature="serving_default",
        parameters=0,
    )
    write_card(card, plain_module(folder, compute))
    return open_backbone(folder)


def stored(backbone: Backbone, name: str) -> tf.Variable:
    return next(variable for path, variable in backbone.variables.items() if path.endswith(name))


def store_statistics_of(backbone: Backbone, images: np.ndarray) -> None:
    """As if the backbone had learnt from these images."""
    kernel = next(variable for path, variable in backbone.variables.items() if path.endswith("Conv/weights"))
    values = tf.nn.conv2d(images / np.float32(255), kernel, 2, "SAME")
    mean, variance = tf.nn.moments(values, [0, 1, 2])
    stored(backbone, "moving_mean").assign(mean)
    stored(backbone, "moving_variance").assign(variance)


@pytest.mark.parametrize("normalise", [fused, scaled_first, shifted_first])
def test_images_that_the_backbone_learnt_from_lie_at_0_and_others_by_their_standard_deviations(
    normalise: Callable, tmp_path: Path
) -> None:
    backbone = backbone_with(tmp_path / "tiny", normalise)
    store_statistics_of(backbone, IMAGES)
    assert domain_distance(backbone, IMAGES, Job()) == pytest.approx(0, abs=1e-3)

    mean, variance = stored(backbone, "moving_mean"), stored(backbone, "moving_variance")
    mean.assign_add(3 * tf.sqrt(variance + 1e-3))
    assert domain_distance(backbone, IMAGES, Job()) == pytest.approx(3, rel=1e-3)


def test_images_of_less_contrast_lie_apart(tmp_path: Path) -> None:
    backbone = backbone_with(tmp_path / "tiny", fused)
    store_statistics_of(backbone, IMAGES)
    grey = (IMAGES // 4 + 96).astype(np.uint8)
    distance = domain_distance(backbone, grey, Job())
    assert distance is not None
    assert distance > 0.4


def test_a_backbone_without_normalisation_does_not_tell(tmp_path: Path) -> None:
    assert domain_distance(backbone_with(tmp_path / "tiny", None), IMAGES, Job()) is None


@pytest.mark.parametrize("name", ["mobilenet_v2_100_224", "efficientnet_lite0"])
def test_radiographs_lie_far_from_photographs_for_the_bundled_backbones(name: str, shared_data: Path) -> None:
    backbone = open_backbone(BUNDLED_BACKBONES / name)
    animals, chests = (domain_distance(backbone, some(shared_data / of), Job()) for of in ("cats_dogs", "chest_xray"))
    assert animals is not None
    assert chests is not None
    assert animals < FAR < chests


def some(folder: Path) -> np.ndarray:
    files = sorted(folder.rglob("*.jp*g"))
    return np.stack(
        [np.asarray(Image.open(file).convert("RGB").resize((224, 224))) for file in files[:: len(files) // 32]]
    )
