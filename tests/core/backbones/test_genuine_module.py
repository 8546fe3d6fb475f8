"""A genuine module of TF2 Hub, MobileNetV2 1.4, with other weights: imported, in blocks, cut, and trained."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from core.backbones.backbone import Backbone, open_backbone
from core.backbones.card import Card
from core.backbones.importing import import_backbone
from core.events import Noticed
from core.jobs import Job
from core.modalities.images.image_input import ImageInput
from core.wording.catalogue import text_of

NAME = "tf2_hub_mobilenet_v2_140"


@dataclass(frozen=True)
class Genuine:
    source: Path
    card: Card
    notices: list[str]
    backbone: Backbone


@pytest.fixture(scope="module")
def genuine(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Genuine:
    graph = shared_data / "graphs" / NAME
    if not (graph / "saved_model.pb").is_file():
        pytest.skip("needs the genuine graph in ../shared/data/graphs, which is not here")
    folder = tmp_path_factory.mktemp("genuine")
    script = shared_data / "graphs/stand_in_weights.py"
    subprocess.run([sys.executable, str(script), str(graph), str(folder / NAME)], check=True, capture_output=True)
    events: list = []
    card = import_backbone(folder / NAME, Job(events.append), library=folder / "library")
    notices = [text_of(event.message) for event in events if isinstance(event, Noticed)]
    return Genuine(folder / NAME, card, notices, open_backbone(folder / "library" / NAME))


@pytest.fixture(scope="module")
def images() -> tf.Tensor:
    return tf.constant(np.random.default_rng(0).random([2, 224, 224, 3], np.float32))


@pytest.fixture(scope="module")
def own(genuine: Genuine, images: tf.Tensor) -> np.ndarray:
    """What the module itself gives."""
    return np.asarray(tf.saved_model.load(str(genuine.source))(images))


def test_it_is_imported_without_a_question(genuine: Genuine) -> None:
    assert genuine.card.input == ImageInput(input_size=(224, 224), value_range=(0.0, 1.0))
    assert (genuine.card.feature_width, genuine.card.signature) == (1792, "")
    assert genuine.notices == []


def test_its_blocks_are_those_of_its_publisher(genuine: Genuine) -> None:
    names = ["Conv", "expanded_conv", *(f"expanded_conv_{number}" for number in range(1, 17)), "Conv_1"]
    blocks = genuine.backbone.layers.blocks
    assert list(blocks) == names
    assert [len(blocks[name]) for name in ("Conv", "expanded_conv", "expanded_conv_16", "Conv_1")] == [2, 4, 6, 2]


def test_it_gives_what_the_module_itself_gives(genuine: Genuine, images: tf.Tensor, own: np.ndarray) -> None:
    graph = genuine.backbone.graph
    features = tf.function(graph.function(graph.inputs, [genuine.backbone.features]), autograph=False)(images)[0]
    np.testing.assert_allclose(features, own, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("block", ["expanded_conv", "expanded_conv_7", "Conv_1"])
def test_both_sides_of_a_cut_give_what_the_whole_gives(
    genuine: Genuine, images: tf.Tensor, own: np.ndarray, block: str
) -> None:
    line = genuine.backbone.frost_line(genuine.backbone.layers.matching([block]))
    crossing = tf.function(line.prefix(), autograph=False)(images)
    features = tf.function(line.tail(), autograph=False)(*crossing)[0]
    np.testing.assert_allclose(features, own, rtol=1e-5, atol=1e-5)


def test_training_the_last_block_moves_its_variables_alone(genuine: Genuine, images: tf.Tensor) -> None:
    backbone = open_backbone(genuine.backbone.folder)
    unfrozen = backbone.layers.matching(["last:1"])
    trainable = backbone.trainable_variables(unfrozen)
    before = backbone.hashes(backbone.variables)
    line = backbone.frost_line(unfrozen)
    crossing = tf.function(line.prefix(), autograph=False)(images)
    tail = tf.function(line.tail(), autograph=False)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tail(*crossing)[0] ** 2)
    for variable, gradient in zip(trainable.values(), tape.gradient(loss, list(trainable.values())), strict=True):
        variable.assign_sub(0.1 * gradient)
    after = backbone.hashes(backbone.variables)
    assert {path for path in after if after[path] != before[path]} == set(trainable)
    assert all(path.startswith("MobilenetV2/Conv_1/") for path in trainable)
