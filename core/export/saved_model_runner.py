"""Running a SavedModel: loaded, called, and called as TensorFlow Serving calls it.

Its source travels with every exported SavedModel.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np


class Runner:
    """An exported SavedModel, loaded."""

    def __init__(self, folder: Path):
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        import tensorflow as tf

        self._as_tensor, self._model = tf.constant, tf.saved_model.load(str(folder))

    def predict(self, images: np.ndarray) -> np.ndarray:
        """Turn images, uint8 in 0..255 or float in 0..1, into float32 [n, names of the target]."""
        predictions: np.ndarray = self._model(self._as_tensor(_as_described(images))).numpy()
        return predictions

    def served(self, images: np.ndarray) -> np.ndarray:
        """Return the same by the signatures that TensorFlow Serving calls."""
        values = _as_described(images)
        serve = self._model.signatures["serving_default" if values.dtype == np.uint8 else "serving_float"]
        (served,) = serve(images=self._as_tensor(values)).values()
        predictions: np.ndarray = served.numpy()
        return predictions


def _as_described(images: np.ndarray) -> np.ndarray:
    """Return the images in one of the two types that the model takes."""
    return images if images.dtype == np.uint8 else images.astype(np.float32)
