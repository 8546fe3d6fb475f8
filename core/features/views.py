"""Augmentation as seeded views: view v of an image is always the same picture, so that its features can be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import tensorflow as tf

from core.features.strength import STRENGTHS, Augmentation, Flips
from core.storage.files import sha256_of


class Views:
    """All views of the images of a run. View 0 is the image itself; validation and test see only that."""

    def __init__(self, augmentation: Augmentation, flips: Flips, seed: int):
        self._strength, self._flips, self._seed = STRENGTHS[augmentation], flips, seed
        self.count = self._strength.views

    def of_epoch(self, epoch: int) -> int:
        return epoch % self.count

    def keys(self, images: Sequence[str], view: int) -> list[str]:
        """What the features of this view are kept under; `images` are the sha256 of the files."""
        if view == 0:
            return list(images)
        recipe = asdict(self._strength), self._flips, self._seed, view
        return [sha256_of(image, *recipe) for image in images]

    def apply(self, pixels: np.ndarray, images: Sequence[str], view: int) -> np.ndarray:
        """Prepared images [n, height, width, 3] as this view shows them, of the same type and range."""
        if view == 0:
            return pixels
        most = 255.0 if pixels.dtype == np.uint8 else 1.0
        chances = [np.random.default_rng(int(sha256_of(image, self._seed, view)[:16], 16)) for image in images]
        height, width = pixels.shape[1:3]
        transforms = np.stack([self._transform(chance, height, width) for chance in chances])
        moved = tf.raw_ops.ImageProjectiveTransformV3(
            images=tf.cast(pixels, tf.float32),
            transforms=transforms,
            output_shape=[height, width],
            fill_value=0.0,
            interpolation="BILINEAR",
            fill_mode="REFLECT",
        ).numpy()
        lit = np.stack([self._relit(image, chance, most) for image, chance in zip(moved, chances, strict=True)])
        return (lit.round() if pixels.dtype == np.uint8 else lit).astype(pixels.dtype)

    def _transform(self, chance: np.random.Generator, height: int, width: int) -> np.ndarray:
        """The 8 numbers that take a pixel of the view to its place in the image: about the centre."""
        angle = np.deg2rad(chance.uniform(-1, 1) * self._strength.degrees)
        zoom = 1 + chance.uniform(-1, 1) * self._strength.zoom
        shift = chance.uniform(-1, 1, 2) * self._strength.shift * (width, height)
        mirrored = chance.random(2) < 0.5
        across = -1 if mirrored[0] and self._flips is not Flips.NONE else 1
        down = -1 if mirrored[1] and self._flips is Flips.BOTH else 1
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
