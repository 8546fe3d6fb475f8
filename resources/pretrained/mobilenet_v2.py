"""MobileNetV2 (Sandler et al., 2018) as torchvision trained it.

Symmetric padding and an epsilon of 1e-5 set it apart from `keras.applications`, which cannot hold these weights.
"""

from __future__ import annotations

import keras
from keras import layers

from resources.pretrained.checkpoint import Weights
from resources.pretrained.layers import Builder, Stage

STEM_CHANNELS = 32
STAGES = (
    Stage(repeats=1, kernel_size=3, stride=1, expansion=1, channels=16),
    Stage(repeats=2, kernel_size=3, stride=2, expansion=6, channels=24),
    Stage(repeats=3, kernel_size=3, stride=2, expansion=6, channels=32),
    Stage(repeats=4, kernel_size=3, stride=2, expansion=6, channels=64),
    Stage(repeats=3, kernel_size=3, stride=1, expansion=6, channels=96),
    Stage(repeats=3, kernel_size=3, stride=2, expansion=6, channels=160),
    Stage(repeats=1, kernel_size=3, stride=1, expansion=6, channels=320),
)


def mobilenet_v2(weights: Weights) -> keras.Model:
    """Turn normalised images [n, 224, 224, 3] into feature vectors [n, 1280]."""
    build = Builder(weights, epsilon=1e-5, same_padding=False)
    image = layers.Input((224, 224, 3), name="image")
    x = build.unit(image, "features.0.0", "features.0.1", "stem", size=3, stride=2)
    channels, block = STEM_CHANNELS, 1
    for stage in STAGES:
        for repeat in range(stage.repeats):
            stride = stage.stride if repeat == 0 else 1
            key, name = f"features.{block}.conv", f"block_{block:02d}"
            y, part = x, 0
            if stage.expansion != 1:
                y, part = build.unit(y, f"{key}.0.0", f"{key}.0.1", f"{name}_expand"), 1
            y = build.unit(
                y, f"{key}.{part}.0", f"{key}.{part}.1", f"{name}_depthwise",
                size=stage.kernel_size, stride=stride, depthwise=True,
            )  # fmt: skip
            y = build.unit(y, f"{key}.{part + 1}", f"{key}.{part + 2}", f"{name}_project", activate=False)
            is_residual = stride == 1 and channels == stage.channels
            x = layers.Add(name=f"{name}_add")([x, y]) if is_residual else y
            channels, block = stage.channels, block + 1
    x = build.unit(x, "features.18.0", "features.18.1", "top")
    return keras.Model(image, layers.GlobalAveragePooling2D(name="feature_vector")(x))
