"""The recipe of TensorFlow's tutorials for text: an encoder as a `hub.KerasLayer`, a Dense layer, and `fit`.

Tokens are given to it for nothing: they are made by Frostline, outside the clock, and padded as the tutorial pads.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.side import BATCH_SIZE, FINE_TUNE_LEARNING_RATE, HEAD_LEARNING_RATE, Clock, PhaseResult, SideResult
from benchmarks.text.parts import Texts, read_part
from benchmarks.tutorial_recipe import HEAD, compile_model, phase_result
from core.process.tensorflow_start import prepare_tensorflow

#: tokens, as the tutorial's preprocessing pads them
USUAL_LENGTH = 128
LAST_LAYERS = "last 2 layers"
NAMES = ("input_word_ids", "input_mask", "input_type_ids")
LAYER = re.compile(r"\blayer_(\d+)/")


class Padding(StrEnum):
    """How far rows of tokens are padded."""

    USUAL = "padded to 128"
    LONGEST = "padded to the longest text"
    BATCH = "each batch padded to its longest"


@dataclass(frozen=True, kw_only=True)
class TextRecipeRequest:
    table: Path
    module: Path
    epochs: int
    padding: Padding
    #: then of the last two layers; 0 for the head alone
    unfrozen_epochs: int = 0


def follow_text_recipe(request: TextRecipeRequest) -> SideResult:
    """Train the head, then the last layers with all below frozen.

    The clock starts when TensorFlow is imported, and stands still while tokens are made and while testing.
    """
    clock = Clock()
    prepare_tensorflow()
    warnings.filterwarnings("ignore", message="pkg_resources")
    warnings.filterwarnings("ignore", category=FutureWarning)
    import tensorflow as tf  # noqa: F401  what both sides leave out of the clock
    import tensorflow_hub  # noqa: F401
    import tf_keras as keras

    import_seconds = clock.lap()
    parts = [read_part(request.table, part) for part in ("train", "validation", "test")]
    tokens = tokens_of(request.module, parts)
    keras.utils.set_random_seed(0)
    width = width_of(tokens, request.padding)
    train, validation, test = (_batches(*given, width) for given in zip(tokens, parts, strict=True))
    clock.lap()

    encoder = _encoder(request.module)
    model = _model(encoder, width, int(parts[0].labels.max()) + 1)

    def phase(name: str, learning_rate: float, epochs: int) -> PhaseResult:
        compile_model(keras, model, learning_rate)
        history = model.fit(train, validation_data=validation, epochs=epochs, verbose=0).history
        result = phase_result(name, model, history, clock.lap(), test)
        clock.lap()  # the test texts are no training
        return result

    phases = [phase(HEAD, HEAD_LEARNING_RATE, request.epochs)]
    if request.unfrozen_epochs:
        encoder.trainable = True
        phases.append(phase(LAST_LAYERS, FINE_TUNE_LEARNING_RATE, request.unfrozen_epochs))
    return SideResult(import_seconds=import_seconds, phases=tuple(phases))


def tokens_of(module: Path, parts: list[Texts]) -> list[list[np.ndarray]]:
    """Return the tokens of each text of these parts, as many as each has."""
    from core.modalities.text.tokenizer import Tokenizer, encoded
    from core.modalities.text.vocabulary import Vocabulary

    tokenizer = Tokenizer(Vocabulary.read(module / "assets" / "vocab.txt"), lower_case=True)
    return [tokenizer.whole(encoded(part.texts)) for part in parts]


def width_of(tokens: list[list[np.ndarray]], padding: Padding) -> int | None:
    """Return how long all rows are; None where each batch has its own length."""
    longest = max(len(ids) for part in tokens for ids in part)
    return {Padding.USUAL: USUAL_LENGTH, Padding.LONGEST: longest, Padding.BATCH: None}[padding]


def padded(tokens: list[np.ndarray], width: int) -> np.ndarray:
    """Return rows [n, width], cut where they are longer."""
    rows = np.zeros((len(tokens), width), np.int32)
    for place, ids in enumerate(tokens):
        rows[place, : len(ids)] = ids[:width]
    return rows


def in_last_layers(names: list[str], count: int = 2) -> list[bool]:
    """Return which of these variables are of the last layers of the encoder."""
    numbers = [int(found[1]) if (found := LAYER.search(name)) else -1 for name in names]
    return [number > max(numbers) - count for number in numbers]


def _encoder(module: Path) -> Any:
    """Return it frozen. To a `hub.KerasLayer` a module is one layer: this one trains only the last ones in it."""
    import tensorflow_hub as hub

    class Encoder(hub.KerasLayer):
        @property
        def trainable_weights(self) -> list[Any]:
            weights = super().trainable_weights
            if not weights:
                return []
            kept = in_last_layers([weight.name for weight in weights])
            return [weight for weight, is_kept in zip(weights, kept, strict=True) if is_kept]

    return Encoder(str(module), trainable=False)


def _model(encoder: Any, width: int | None, classes: int) -> Any:
    import tensorflow as tf
    import tf_keras as keras

    inputs = {name: keras.layers.Input((width,), dtype=tf.int32, name=name) for name in NAMES}
    return keras.Model(inputs, keras.layers.Dense(classes)(encoder(inputs)["pooled_output"]))


def _batches(tokens: list[np.ndarray], part: Texts, width: int | None) -> Any:
    import tensorflow as tf

    def given(ids: tf.Tensor, labels: tf.Tensor) -> tuple[dict[str, tf.Tensor], tf.Tensor]:
        if width is None:
            ids = ids[:, : tf.reduce_max(tf.math.count_nonzero(ids, axis=1))]
        values = (ids, tf.cast(ids != 0, tf.int32), tf.zeros_like(ids))
        return dict(zip(NAMES, values, strict=True)), labels

    ids = padded(tokens, width or max(map(len, tokens)))
    dataset = tf.data.Dataset.from_tensor_slices((ids, part.labels))
    return dataset.shuffle(len(ids), seed=0).batch(BATCH_SIZE).map(given).prefetch(tf.data.AUTOTUNE)
