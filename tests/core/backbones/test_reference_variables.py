"""Modules of 2018, with reference variables: they are imported, and compute, are cut and train as all others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from core.backbones.backbone import open_backbone
from core.backbones.importing import import_backbone
from core.backbones.reference_variables import make_resources
from core.backbones.wishes import Wishes
from core.jobs import Job
from tests.core.backbones import modules


def by_tensorflow_1(folder: Path, images: np.ndarray) -> np.ndarray:
    """What the module gives in the world that it was made for."""
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        meta_graph = tf.compat.v1.saved_model.load(session, [], str(folder))
        signature = meta_graph.signature_def["default"]
        return session.run(signature.outputs["default"].name, {signature.inputs["images"].name: images})


@pytest.mark.parametrize("asks_for_training", [False, True])
def test_a_module_with_reference_variables_computes_is_cut_and_trains(tmp_path: Path, asks_for_training: bool) -> None:
    folder = modules.tf1_hub_module(tmp_path / "m", resources=False, asks_for_training=asks_for_training)
    before = (folder / "saved_model.pb").read_bytes()
    card = import_backbone(folder, Job(), library=tmp_path / "library", wishes=Wishes(image_size=(32, 32)))
    assert (folder / "saved_model.pb").read_bytes() == before
    backbone = open_backbone(tmp_path / "library" / card.name)
    images = modules.images()
    own = by_tensorflow_1(folder, images)
    assert np.abs(own).max() > 0
    graph = backbone.graph
    whole = tf.function(graph.function(graph.inputs, [backbone.features]), autograph=False)(tf.constant(images))[0]
    np.testing.assert_allclose(whole, own, rtol=1e-5, atol=1e-6)
    block = backbone.layers.matching(["last:1"])
    line = backbone.frost_line(block)
    crossing = tf.function(line.prefix(), autograph=False)(tf.constant(images))
    tail = tf.function(line.tail(), autograph=False)
    variables = list(backbone.trainable_variables(block).values())
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tail(*crossing)[0] ** 2)
    assert variables
    assert all(gradient is not None for gradient in tape.gradient(loss, variables))


def test_other_modules_are_left_as_they_are(tmp_path: Path) -> None:
    folder = modules.plain_module(tmp_path / "m")
    before = (folder / "saved_model.pb").read_bytes()
    assert not make_resources(folder)
    assert (folder / "saved_model.pb").read_bytes() == before
