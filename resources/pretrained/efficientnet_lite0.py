"""EfficientNet-Lite0: EfficientNet-B0 (Tan and Le, 2019) with ReLU6 and without squeeze-and-excitation."""

from __future__ import annotations

import keras
from keras import layers

from resources.pretrained.checkpoint import Weights
from resources.pretrained.layers import Builder, Stage

STEM_CHANNELS = 32
STAGES = (
    Stage(repeats=1, kernel_size=3, stride=1, expansion=1, channels=16),
    Stage(repeats=2, kernel_size=3, stride=2, expansion=6, channels=24),
    Stage(repeats=2, kernel_size=5, stride=2, expansion=6, channels=40),
    Stage(repeats=3, kernel_size=3, stride=2, expansion=6, channels=80),
    Stage(repeats=3, kernel_size=5, stride=1, expansion=6, channels=112),
    Stage(repeats=4, kernel_size=5, stride=2, expansion=6, channels=192),
    Stage(repeats=1, kernel_size=3, stride=1, expansion=6, channels=320),
)


def efficientnet_lite0(weights: Weights) -> keras.Model:
    """Turn normalised images [n, 224, 224, 3] into feature vectors [n, 1280]."""
    build = Builder(weights, epsilon=1e-3, same_padding=True)
    image = layers.Input((224, 224, 3), name="image")
    x = build.unit(image, "_conv_stem", "_bn0", "stem", size=3, stride=2)
    channels, block = STEM_CHANNELS, 0
    for stage in STAGES:
        for repeat in range(stage.repeats):
            stride = stage.stride if repeat == 0 else 1
            key, name = f"_blocks.{block}", f"block_{block:02d}"
            y = x
            if stage.expansion != 1:
                y = build.unit(y, f"{key}._expand_conv", f"{key}._bn0", f"{name}_expand")
            y = build.unit(
                y, f"{key}._depthwise_conv", f"{key}._bn1", f"{name}_depthwise",
                size=stage.kernel_size, stride=stride, depthwise=True,
            )  # fmt: skip
            y = build.unit(y, f"{key}._project_conv", f"{key}._bn2", f"{name}_project", activate=False)
            is_residual = stride == 1 and channels == stage.channels
            x = layers.Add(name=f"{name}_add")([x, y]) if is_residual else y
            channels, block = stage.channels, block + 1
    x = build.unit(x, "_conv_head", "_bn1", "top")
    return keras.Model(image, layers.GlobalAveragePooling2D(name="feature_vector")(x))
