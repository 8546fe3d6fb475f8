"""Synthetic images: what the check of an export gives to both sides, which shows nothing and nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf
from PIL import Image

from core.modalities.images.preprocessing import prepare
from core.modalities.images.readers import read_picture_of
from core.modalities.images.recipe import image_recipe
from core.storage.disk import named
from core.training.trained_model import TrainedModel

SEED = 20


class ImageTrial:
    """The `Trial` of images: given as uint8, as float, and as PNG files."""

    def __init__(self, model: TrainedModel):
        self._model, self._images = model, _images(model)
        self._pictures: list[Path] = []

    def write(self, scratch: Path) -> Sequence[Path]:
        """Write what core/export/trial.py reads. Return the files for predict.py."""
        with named(scratch):  # it may lie on another disk than the export
            np.savez(scratch / "images.npz", uint8=self._images["uint8"], float32=self._images["float32"])
            self._pictures = _write_pictures(scratch)
        return self._pictures

    def expected(self) -> dict[str, np.ndarray]:
        """Return what Frostline predicts, by the name that the trial gives it."""
        of = {name: _predictions(self._model, values) for name, values in self._images.items()}
        recipe = image_recipe(self._model.preprocessing)
        read = (read_picture_of(picture, recipe.read_options()) for picture in self._pictures)
        of_pictures = self._model.predictions(np.stack([prepare(picture, recipe) for picture in read]))
        return {**of, **{f"serving_{name}": values for name, values in of.items()}, "files": of_pictures}


def _images(model: TrainedModel) -> dict[str, np.ndarray]:
    """Return noise, a gradient and soft blobs, [3, height, width, 3]: uint8 0..255 and float32 0..1."""
    height, width, _ = model.preprocessing.row_shape
    floats = np.stack([_noise(height, width), _gradient(height, width), _blobs(height, width)])
    return {"uint8": np.rint(floats * 255).astype(np.uint8), "float32": floats}


def _write_pictures(folder: Path) -> list[Path]:
    """Write PNG files of another size than the model's: 8 bits in colour, 16 bits in grey."""
    colours, grey = folder / "8-bit.png", folder / "16-bit.png"
    Image.fromarray(np.rint(_blobs(301, 257) * 255).astype(np.uint8)).save(colours)
    Image.fromarray(np.rint(1_000 + 9_000 * _blobs(257, 301)[..., 0]).astype(np.uint16)).save(grey)
    return [colours, grey]


def _noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(SEED).random((height, width, 3), np.float32)


def _gradient(height: int, width: int) -> np.ndarray:
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    return np.stack([down, across, 1 - down], axis=-1)


def _blobs(height: int, width: int) -> np.ndarray:
    coarse = np.random.default_rng(SEED).integers(0, 256, (6, 6, 3)).astype(np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)) / np.float32(255)


def _predictions(model: TrainedModel, images: np.ndarray) -> np.ndarray:
    if images.dtype == model.preprocessing.dtype:
        return model.predictions(images)
    return tf.function(model.function(), autograph=False)(tf.constant(images)).numpy()
