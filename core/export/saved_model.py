"""SavedModel: a trained model as TensorFlow writes it, from images to predictions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tensorflow as tf

from core.storage.disk import as_os_error
from core.storage.files import write_json
from core.storage.temporary import temporary_folder
from core.training.names import BIAS, KERNEL
from core.training.trained_model import TrainedModel


class Classifier(tf.Module):
    """A classifier as it is saved: the functions, the variables that they read, and two assets.

    Called with uint8 images in 0..255 or float32 ones in 0..1, [n, height, width, 3], it gives what the
    target predicts, float32 [n, names]. As a signature for TensorFlow Serving the default takes uint8: it is a quarter
    of the bytes, and a client that sends values in 0..1 is refused instead of misunderstood.
    """

    def __init__(self, model: TrainedModel, assets: Path):
        super().__init__()
        exported = model.target.exported
        self._values = exported.values
        function = tf.function(model.function(), autograph=False)
        # traced here, once for each type: whatever is traced below only calls one of the two
        self._of_bytes = function.get_concrete_function(_images(model, tf.uint8))
        self._of_floats = function.get_concrete_function(_images(model, tf.float32))
        self.backbone_variables = list(model.backbone.variables.values())
        self.head_variables = [model.weights[KERNEL], model.weights[BIAS]]
        self.classes = asset_of(assets / exported.names_file, list(model.target.names))
        self.preprocessing = asset_of(assets / "preprocessing.json", model.preprocessing.as_json())

    @tf.function(autograph=False)
    def __call__(self, images: tf.Tensor) -> tf.Tensor:
        return self._of_bytes(images) if images.dtype == tf.uint8 else self._of_floats(images)

    @tf.function(autograph=False)
    def serve(self, images: tf.Tensor) -> dict[str, tf.Tensor]:
        return {self._values: self(images)}


def write_saved_model(model: TrainedModel, folder: Path) -> None:
    """Write it to `folder`; the head's weights are variables, too. Raise OSError where the disk refuses."""
    with temporary_folder() as assets:
        classifier = Classifier(model, assets)
        signatures = {
            "serving_default": classifier.serve.get_concrete_function(_images(model, tf.uint8)),
            "serving_float": classifier.serve.get_concrete_function(_images(model, tf.float32)),
        }
        save_module(classifier, folder, signatures)


def save_module(module: tf.Module, folder: Path, signatures: Mapping[str, Any]) -> None:
    """Write it to `folder`. Raise OSError where the disk refuses."""
    try:
        tf.saved_model.save(module, str(folder), signatures)
    except tf.errors.OpError as error:  # how TensorFlow says that a disk is full
        raise as_os_error(error, error.message) from error


def _images(model: TrainedModel, dtype: tf.DType) -> tf.TensorSpec:
    return tf.TensorSpec([None, *model.preprocessing.row_shape], dtype, name="images")


def asset_of(file: Path, value: object) -> tf.saved_model.Asset:
    """Return a JSON file of this value, as it is saved with a module."""
    write_json(file, value)
    return tf.saved_model.Asset(str(file))
