"""Modules that differ from the usual in one thing: types, the order of channels, several outputs, init ops."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.backbones.card import Card
from core.backbones.importing import import_backbone
from core.backbones.module import load_module
from core.backbones.output import chosen_output
from core.backbones.reference_variables import make_resources
from core.errors import UserError
from core.jobs import Job
from core.modalities.images.image_input import ImageInput, image_input_of
from tests.core.backbones import modules
from tests.core.backbones.modules import SIDE, WIDTH, TinyNetwork, images

Compute = Callable[[TinyNetwork, tf.Tensor], tf.Tensor]


def imported(tmp_path: Path, compute: Compute, **spec: Any) -> Card:
    folder = modules.plain_module(tmp_path / "module", compute, **spec)
    return import_backbone(folder, Job(), library=tmp_path / "library")


@pytest.mark.parametrize(
    ("dtype", "white"), [(tf.float64, 1.0), (tf.int32, 255.0), (tf.uint8, 255.0), (tf.float16, 1.0), (tf.bfloat16, 1.0)]
)
def test_images_of_any_usual_type_are_given_and_taken(tmp_path: Path, dtype: tf.DType, white: float) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        features = network.features(tf.cast(x, tf.float32))
        return features if dtype.is_integer else tf.cast(features, dtype)

    card = imported(tmp_path, compute, dtype=dtype)
    assert (image_input_of(card.input).value_range, card.feature_width) == ((0.0, white), WIDTH)


def test_fourier_transforms_are_computation(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        waves = tf.signal.rfft2d(tf.transpose(x, [0, 3, 1, 2]))
        return network.features(tf.transpose(tf.signal.irfft2d(waves), [0, 2, 3, 1]))

    assert imported(tmp_path, compute).feature_width == WIDTH


def test_channels_that_come_first_are_the_reason_that_is_told(tmp_path: Path) -> None:
    turned = [None, 3, SIDE, SIDE]
    with pytest.raises(UserError, match="whose channels come first"):
        imported(tmp_path, lambda network, x: network.features(tf.transpose(x, [0, 2, 3, 1])), shape=turned)


def spec(width: int | None, dtype: tf.DType = tf.float32) -> tf.TensorSpec:
    return tf.TensorSpec([None, width], dtype)


@pytest.mark.parametrize(
    ("outputs", "chosen"),
    [
        ({"logits": 1000, "probabilities": 1000, "top": 5}, "logits"),
        ({"classes": 5, "probabilities": 1000, "top_k": 5, "scores": 5}, "probabilities"),
        ({"class_probabilities": 1000, "encoded": 64}, "encoded"),
        ({"class_token": 64, "head_logits": 1000}, "class_token"),
    ],
)
def test_the_best_few_classes_are_no_features(outputs: dict[str, int], chosen: str) -> None:
    assert chosen_output({name: spec(width) for name, width in outputs.items()}) == chosen


def test_a_card_that_names_no_output_keeps_the_first_vector() -> None:
    outputs = {"double": spec(9, tf.float64), "top": spec(5), "logits": spec(1000)}
    assert chosen_output(outputs, "") == "top"


@pytest.mark.parametrize("key", ["saved_model_main_op", "legacy_init_op"])
def test_reference_variables_become_resources_beside_an_operation_at_the_start(tmp_path: Path, key: str) -> None:
    def start(graph: tf.Graph) -> None:
        graph.add_to_collection(key, tf.no_op("start"))

    folder = modules.tf1_hub_module(tmp_path / "module", start, resources=False)
    own = tf.saved_model.load(str(folder), tags=[]).signatures["default"](tf.constant(images()))["default"]
    assert make_resources(folder)
    np.testing.assert_allclose(
        load_module(folder, ImageInput).inference(tf.constant(images()))["default"], own, atol=1e-6
    )
