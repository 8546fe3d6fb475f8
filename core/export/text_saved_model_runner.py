"""Running a SavedModel of texts: loaded, called, and called as TensorFlow Serving calls it.

Its source travels with every exported SavedModel of texts.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np


class Runner:
    """An exported SavedModel, loaded."""

    def __init__(self, folder: Path):
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        import tensorflow as tf

        self._as_tensor, self._model = tf.constant, tf.saved_model.load(str(folder))

    def predict(self, texts: Sequence[str] | np.ndarray) -> np.ndarray:
        """Turn texts, or their tokens int32 [n, length], into float32 [n, names of the target]."""
        predictions: np.ndarray = self._model(self._as_tensor(_as_described(texts))).numpy()
        return predictions

    def served(self, texts: Sequence[str] | np.ndarray) -> np.ndarray:
        """Return the same by the signatures that TensorFlow Serving calls."""
        values = _as_described(texts)
        are_ids = values.dtype == np.int32
        serve = self._model.signatures["serving_ids" if are_ids else "serving_default"]
        (served,) = serve(**{"ids" if are_ids else "sentences": self._as_tensor(values)}).values()
        predictions: np.ndarray = served.numpy()
        return predictions


def _as_described(texts: Sequence[str] | np.ndarray) -> np.ndarray:
    """Return the texts in one of the two types that the model takes; halves of characters become question marks."""
    if isinstance(texts, np.ndarray) and texts.dtype == np.int32:
        return texts
    return np.array([text.encode("utf-8", "replace") for text in texts], object)
