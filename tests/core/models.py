"""Trained models for tests: real backbones, heads drawn at random."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.backbones.backbone import open_backbone
from core.backbones.card import Card, write_card
from core.backbones.digest import module_digest
from core.modalities.images.image_input import ImageInput
from core.modalities.images.preprocessing import Preprocessing
from core.targets.single_label import SingleLabel
from core.training.names import BACKBONE, BIAS, KERNEL
from core.training.trained_model import TrainedModel
from resources import BUNDLED_BACKBONES
from tests.core.backbones.modules import SIDE, WIDTH, tf2_hub_module

CLASSES = ("cat", "dog", "other")


def mobilenet_model() -> TrainedModel:
    """The bundled MobileNetV2 with a head of three classes."""
    return with_random_head(BUNDLED_BACKBONES / "mobilenet_v2_100_224", side=224, width=1280)


def tiny_model(folder: Path, depth: int = 8) -> TrainedModel:
    """A network of three layers for images of 32×32 pixels; `folder` gets its backbone."""
    card = Card(
        name="tiny",
        title="A tiny network",
        licence="Apache-2.0",
        source="drawn at random",
        sha256="",
        input=ImageInput(input_size=(SIDE, SIDE), value_range=(0.0, 1.0)),
        feature_width=WIDTH,
        parameters=0,
    )
    write_card(card, tf2_hub_module(folder))
    return with_random_head(folder, side=SIDE, width=WIDTH, depth=depth)


def with_random_head(folder: Path, side: int, width: int, depth: int = 8) -> TrainedModel:
    draw = np.random.default_rng(3)
    return TrainedModel(
        backbone_folder=folder,
        backbone_digest=module_digest(folder),
        target=SingleLabel(CLASSES),
        preprocessing=Preprocessing(height=side, width=side, depth=depth),
        weights={
            KERNEL: draw.normal(0, 1 / np.sqrt(width), (width, len(CLASSES))).astype(np.float32),
            BIAS: draw.normal(0, 0.1, len(CLASSES)).astype(np.float32),
        },
    )


def fine_tuned_weights(model: TrainedModel, layers: int = 2) -> dict[str, np.ndarray]:
    """The model's weights, and other values for the last layers of its backbone, as fine-tuning leaves them."""
    backbone = open_backbone(model.backbone_folder)
    draw = np.random.default_rng(4)
    last = [variable for layer in backbone.layers.layers[-layers:] for variable in layer.trainable_variables]
    values = {path: backbone.variables[path].numpy() for path in last}
    changed = {
        BACKBONE + path: (value + draw.normal(0, 0.2, value.shape)).astype(np.float32) for path, value in values.items()
    }
    return {**model.weights, **changed}
