"""Fine-tuning in plain Keras: a functional MobileNetV2 with the bundled weights, and `layer.trainable = False` below.

What `hub.KerasLayer` cannot do, since to it a module is one layer. Images come as in the tutorial recipe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.side import FINE_TUNE_LEARNING_RATE, HEAD_LEARNING_RATE, Clock, PhaseResult, SideResult
from benchmarks.tutorial_recipe import ALL, HEAD, classes_of, compile_model, image_batches, phase_result
from core.process.tensorflow_start import prepare_tensorflow

LAST_BLOCKS = "last 2 blocks"
#: what the layers of the last two blocks are called in this network, and in the module made of it
NAMES_IN_LAST_BLOCKS = ("block_17", "top")
NAMES_OF_BLOCKS = ("block_15", "block_16", *NAMES_IN_LAST_BLOCKS)


@dataclass(frozen=True, kw_only=True)
class KerasRequest:
    #: train, val and test folders, each with a folder per class
    images: Path
    #: the module of the bundled MobileNetV2
    module: Path
    image_size: tuple[int, int]
    head_epochs: int
    last_blocks_epochs: int
    unfrozen_epochs: int
    #: of each phase that unfreezes one block more
    incremental_epochs: int = 0


def follow_plain_keras(request: KerasRequest) -> SideResult:
    """Return the head first; then, from this same model, once the last two blocks and once everything."""
    training = _Training(request)
    head = training.head()
    after_head = training.model.get_weights()

    training.unfreeze(NAMES_IN_LAST_BLOCKS)
    last_blocks = training.phase(LAST_BLOCKS, FINE_TUNE_LEARNING_RATE, request.last_blocks_epochs)

    training.model.set_weights(after_head)
    training.unfreeze(("",))
    everything = training.phase(ALL, FINE_TUNE_LEARNING_RATE, request.unfrozen_epochs)
    return SideResult(import_seconds=training.import_seconds, phases=(head, last_blocks, everything))


def unfreeze_incrementally(request: KerasRequest) -> SideResult:
    """Return the head first, then the last block, the last two, and so on; nothing else is left out of the clock."""
    training = _Training(request)
    phases = [training.head()]
    for count in range(1, len(NAMES_OF_BLOCKS) + 1):
        training.unfreeze(NAMES_OF_BLOCKS[-count:], is_on_the_clock=True)
        phases.append(training.phase(f"{count} unfrozen", FINE_TUNE_LEARNING_RATE, request.incremental_epochs))
    return SideResult(import_seconds=training.import_seconds, phases=tuple(phases))


class _Training:
    """The whole network on the images in every epoch."""

    def __init__(self, request: KerasRequest):
        self._request, self._clock = request, Clock()
        prepare_tensorflow()
        import keras
        import tensorflow as tf  # noqa: F401  what both sides leave out of the clock

        self.import_seconds = self._clock.lap()
        keras.utils.set_random_seed(0)
        self._keras = keras
        self._train, self._validation, self._test = (
            image_batches(keras, request.images / part, request.image_size) for part in ("train", "val", "test")
        )
        self._backbone = bundled_mobilenet(request.module)
        self.model = _classifier(keras, self._backbone, request.image_size, len(classes_of(request.images)))

    def head(self) -> PhaseResult:
        self._backbone.trainable = False
        return self.phase(HEAD, HEAD_LEARNING_RATE, self._request.head_epochs)

    def unfreeze(self, beginnings: tuple[str, ...], is_on_the_clock: bool = False) -> None:
        """Return the layers whose names begin so, and no others."""
        if not is_on_the_clock:
            self._clock.lap()
        self._backbone.trainable = True
        for layer in self._backbone.layers:
            layer.trainable = layer.name.startswith(beginnings)

    def phase(self, name: str, learning_rate: float, epochs: int) -> PhaseResult:
        compile_model(self._keras, self.model, learning_rate)
        history = self.model.fit(
            self._train,
            validation_data=self._validation,
            epochs=epochs,
            shuffle=False,  # the dataset does that, and Keras 3 warns of doing it twice
            verbose=0,
        ).history
        result = phase_result(name, self.model, history, self._clock.lap(), self._test)
        self._clock.lap()  # the test images are no training
        return result


def bundled_mobilenet(module: Path) -> Any:
    """Return the Keras model of normalised images that this folder's module was saved from, with its weights."""
    import tensorflow as tf

    from resources.pretrained.mobilenet_v2 import mobilenet_v2

    return mobilenet_v2(_WeightsInOrder(tf.saved_model.load(str(module)).variables))


class _WeightsInOrder(dict[str, np.ndarray]):
    """Stands for the checkpoint: the network asks for its weights in the order in which the module lists them."""

    def __init__(self, variables: list[Any]):
        super().__init__()
        self._upcoming: Iterator[Any] = iter(variables)

    def __getitem__(self, key: str) -> np.ndarray:
        variable = next(self._upcoming)
        values: np.ndarray = variable.numpy()
        if values.ndim < 4:
            return values
        is_depthwise = values.shape[3] == 1  # no other kernel has one output
        return values.transpose(2, 3, 0, 1) if is_depthwise else values.transpose(3, 2, 0, 1)


def _classifier(keras: Any, backbone: Any, image_size: tuple[int, int], classes: int) -> Any:
    """Return the logits of images in 0..1. Normalisation layers of the backbone stay in inference mode."""
    from resources.pretrained.networks import NETWORKS

    network = next(network for network in NETWORKS if network.name.startswith("mobilenet_v2"))
    images = keras.Input((*image_size, 3))
    normalised = keras.layers.Normalization(mean=network.mean, variance=np.square(network.spread))(images)
    features = backbone(normalised, training=False)
    return keras.Model(images, keras.layers.Dense(classes)(features))
