"""The recipe of TensorFlow's tutorials on transfer learning with TensorFlow Hub, written plainly.

Images come from `image_dataset_from_directory`; as in the tutorial they are rescaled to 0..1, cached in memory and
prefetched. A `hub.KerasLayer` with a Dense layer on top is fitted, first frozen, then as a whole at 1e-5.
"""

from __future__ import annotations

import io
import math
import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.side import BATCH_SIZE, FINE_TUNE_LEARNING_RATE, HEAD_LEARNING_RATE, Clock, PhaseResult, SideResult
from core.process.tensorflow_start import prepare_tensorflow

HEAD, ALL = "head", "everything unfrozen"


@dataclass(frozen=True, kw_only=True)
class RecipeRequest:
    #: train, val and test folders, each with a folder per class
    images: Path
    #: a TF2 Hub module for images in 0..1
    module: Path
    image_size: tuple[int, int]
    head_epochs: int
    unfrozen_epochs: int


def follow_recipe(request: RecipeRequest) -> SideResult:
    """Return the head first, then everything.

    The clock starts when TensorFlow is imported, and stands still while testing.
    """
    clock = Clock()
    prepare_tensorflow()
    warnings.filterwarnings("ignore", message="pkg_resources")
    import tensorflow as tf  # noqa: F401  what both sides leave out of the clock
    import tensorflow_hub as hub
    import tf_keras as keras

    import_seconds = clock.lap()

    keras.utils.set_random_seed(0)
    train = image_batches(keras, request.images / "train", request.image_size)
    validation = image_batches(keras, request.images / "val", request.image_size)
    backbone = hub.KerasLayer(str(request.module), trainable=False, input_shape=(*request.image_size, 3))
    model = keras.Sequential([backbone, keras.layers.Dense(len(classes_of(request.images)))])
    compile_model(keras, model, HEAD_LEARNING_RATE)
    history = model.fit(train, validation_data=validation, epochs=request.head_epochs, verbose=0).history
    head_seconds = clock.lap()

    test = image_batches(keras, request.images / "test", request.image_size)
    head = phase_result(HEAD, model, history, head_seconds, test)
    clock.lap()

    backbone.trainable = True
    compile_model(keras, model, FINE_TUNE_LEARNING_RATE)
    history = model.fit(train, validation_data=validation, epochs=request.unfrozen_epochs, verbose=0).history
    unfrozen = phase_result(ALL, model, history, clock.lap(), test)
    return SideResult(import_seconds=import_seconds, phases=(head, unfrozen))


def image_batches(keras: Any, folder: Path, image_size: tuple[int, int]) -> Any:
    """Return the images of one part in batches, as values in 0..1; read once, then kept in memory.

    Either Keras will do.
    """
    import tensorflow as tf

    with redirect_stdout(io.StringIO()):  # it prints how many files there are
        images = keras.utils.image_dataset_from_directory(
            str(folder), image_size=image_size, batch_size=BATCH_SIZE, seed=0
        )
    rescale = keras.layers.Rescaling(1 / 255)
    return images.map(lambda image, label: (rescale(image), label)).cache().prefetch(tf.data.AUTOTUNE)


def compile_model(keras: Any, model: Any, learning_rate: float) -> None:
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )


def phase_result(name: str, model: Any, history: dict[str, list[float]], seconds: float, test: Any) -> PhaseResult:
    """The recipe keeps the model of the last epoch, so that is the one whose accuracy counts."""
    return PhaseResult(
        name=name,
        epochs=len(history["val_accuracy"]),
        seconds=seconds,
        trainable_parameters=sum(math.prod(variable.shape) for variable in model.trainable_variables),
        validation_accuracy=history["val_accuracy"][-1],
        test_accuracy=model.evaluate(test, verbose=0, return_dict=True)["accuracy"],
    )


def classes_of(images: Path) -> list[str]:
    return sorted(folder.name for folder in (images / "train").iterdir())
