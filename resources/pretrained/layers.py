"""Keras layers that carry a checkpoint's weights, in the units that mobile networks are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from keras import layers

from resources.pretrained.checkpoint import Weights


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Some inverted residual blocks in a row (Sandler et al., 2018, table 2). The first takes the stride."""

    repeats: int
    kernel_size: int
    stride: int
    expansion: int
    channels: int


class Builder:
    """Lays one layer after the other. Keys are names in the checkpoint, names those of the layers."""

    def __init__(self, weights: Weights, *, epsilon: float, same_padding: bool):
        self._weights = weights
        self._epsilon = epsilon
        self._same_padding = same_padding

    def unit(self, x: Any, convolution_key: str, normalisation_key: str, name: str, **options: Any) -> Any:
        """Convolution, batch normalisation and ReLU6; without the last where `activate=False`."""
        activate = options.pop("activate", True)
        x = self._convolution(x, convolution_key, name, **options)
        x = self._normalisation(x, normalisation_key, f"{name}_bn")
        return layers.ReLU(6.0, name=f"{name}_relu")(x) if activate else x

    def _convolution(self, x: Any, key: str, name: str, size: int = 1, stride: int = 1, depthwise: bool = False) -> Any:
        kernel = self._weights[f"{key}.weight"]  # [out, in, height, width]
        if size > 1 and not self._same_padding:
            x = layers.ZeroPadding2D((size - 1) // 2, name=f"{name}_pad")(x)
        padding = "same" if self._same_padding else "valid"
        if depthwise:
            layer = layers.DepthwiseConv2D(size, strides=stride, padding=padding, use_bias=False, name=name)
            kernel = kernel.transpose(2, 3, 0, 1)
        else:
            layer = layers.Conv2D(len(kernel), size, strides=stride, padding=padding, use_bias=False, name=name)
            kernel = kernel.transpose(2, 3, 1, 0)
        x = layer(x)
        layer.set_weights([kernel])
        return x

    def _normalisation(self, x: Any, key: str, name: str) -> Any:
        layer = layers.BatchNormalization(epsilon=self._epsilon, name=name)
        x = layer(x)
        parts = ("weight", "bias", "running_mean", "running_var")
        layer.set_weights([self._weights[f"{key}.{part}"] for part in parts])
        return x
