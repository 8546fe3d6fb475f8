"""ImageAugmenter: images moved, mirrored and lit in another way, by no more than is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import tensorflow as tf

from core.modalities.images.strength import BOTH_WAYS, NOT_MIRRORED, Strength


class ImageAugmenter:
    """The `Augmenter` of `core.modalities.modality`, for images."""

    def __init__(self, strength: Strength, flips: str):
        self._strength, self._flips = strength, flips
        self.views = strength.views

    @property
    def recipe(self) -> tuple[Any, ...]:
        """Return all that decides a view beside the image, the seed and its number."""
        return asdict(self._strength), self._flips

    def varied(self, rows: np.ndarray, chances: Sequence[np.random.Generator]) -> np.ndarray:
        """Return prepared images [n, height, width, 3], each as its chance has it, of the same type and range."""
        most = 255.0 if rows.dtype == np.uint8 else 1.0
        height, width = rows.shape[1:3]
        transforms = np.stack([self._transform(chance, height, width) for chance in chances])
        moved = tf.raw_ops.ImageProjectiveTransformV3(
            images=tf.cast(rows, tf.float32),
            transforms=transforms,
            output_shape=[height, width],
            fill_value=0.0,
            interpolation="BILINEAR",
            fill_mode="REFLECT",
        ).numpy()
        lit = np.stack([self._relit(image, chance, most) for image, chance in zip(moved, chances, strict=True)])
        return (lit.round() if rows.dtype == np.uint8 else lit).astype(rows.dtype)

    def _transform(self, chance: np.random.Generator, height: int, width: int) -> np.ndarray:
        """Return the 8 numbers that take a pixel of the view to its place in the image: about the centre."""
        angle = np.deg2rad(chance.uniform(-1, 1) * self._strength.degrees)
        zoom = 1 + chance.uniform(-1, 1) * self._strength.zoom
        shift = chance.uniform(-1, 1, 2) * self._strength.shift * (width, height)
        mirrored = chance.random(2) < 0.5
        across = -1 if mirrored[0] and self._flips != NOT_MIRRORED else 1
        down = -1 if mirrored[1] and self._flips == BOTH_WAYS else 1
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / zoom
        turn = turn @ np.diag([across, down])
        centre = np.array([width - 1, height - 1]) / 2
        offset = centre - turn @ centre + shift
        return np.array([turn[0, 0], turn[0, 1], offset[0], turn[1, 0], turn[1, 1], offset[1], 0, 0], np.float32)

    def _relit(self, image: np.ndarray, chance: np.random.Generator, most: float) -> np.ndarray:
        brightness = chance.uniform(-1, 1) * self._strength.brightness * most
        contrast = 1 + chance.uniform(-1, 1) * self._strength.contrast
        mean = image.mean()
        return np.clip((image - mean) * contrast + mean + brightness, 0, most)
