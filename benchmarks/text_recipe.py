"""The recipe of TensorFlow's tutorials for text: an encoder as a `hub.KerasLayer`, a Dense layer, and `fit`.

Tokens are given to it for nothing: they are made by Frostline, outside the clock, and padded as the tutorial pads.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.side import BATCH_SIZE, HEAD_LEARNING_RATE, Clock, SideResult
from benchmarks.texts import read_part
from benchmarks.tutorial_recipe import HEAD, compile_model, phase_result
from core.process.tensorflow_start import prepare_tensorflow

#: tokens, as the tutorial's preprocessing pads them
USUAL_LENGTH = 128


@dataclass(frozen=True, kw_only=True)
class TextRecipeRequest:
    table: Path
    module: Path
    epochs: int
    #: to so many tokens rows are padded; None for as many as the longest text has
    length: int | None


def follow_text_recipe(request: TextRecipeRequest) -> SideResult:
    """Train the head. The clock starts when TensorFlow is imported, and stands still while tokens are made."""
    clock = Clock()
    prepare_tensorflow()
    warnings.filterwarnings("ignore", message="pkg_resources")
    import tensorflow as tf
    import tensorflow_hub as hub
    import tf_keras as keras

    import_seconds = clock.lap()
    parts = [read_part(request.table, part) for part in ("train", "validation", "test")]
    rows = tokens_of(request.module, [part.texts for part in parts], request.length)
    keras.utils.set_random_seed(0)
    train, validation, test = (_batches(tf, ids, part.labels) for ids, part in zip(rows, parts, strict=True))
    clock.lap()

    names = ("input_word_ids", "input_mask", "input_type_ids")
    inputs = {name: keras.layers.Input((rows[0].shape[1],), dtype=tf.int32, name=name) for name in names}
    features = hub.KerasLayer(str(request.module), trainable=False)(inputs)["pooled_output"]
    model = keras.Model(inputs, keras.layers.Dense(int(parts[0].labels.max()) + 1)(features))
    compile_model(keras, model, HEAD_LEARNING_RATE)
    history = model.fit(train, validation_data=validation, epochs=request.epochs, verbose=0).history
    return SideResult(import_seconds=import_seconds, phases=(phase_result(HEAD, model, history, clock.lap(), test),))


def tokens_of(module: Path, texts: list[list[str]], length: int | None) -> list[np.ndarray]:
    """Return rows of tokens [n, length] for each of these lists, cut where they are longer."""
    from core.modalities.text.tokenizer import Tokenizer
    from core.modalities.text.vocabulary import Vocabulary

    tokenizer = Tokenizer(Vocabulary.read(module / "assets" / "vocab.txt"), lower_case=True)
    whole = [tokenizer.whole(some) for some in texts]
    width = length or max(len(ids) for some in whole for ids in some)
    rows = []
    for some in whole:
        padded = np.zeros((len(some), width), np.int32)
        for place, ids in enumerate(some):
            padded[place, : len(ids)] = ids[:width]
        rows.append(padded)
    return rows


def _batches(tf: Any, ids: np.ndarray, labels: np.ndarray) -> Any:
    given = {
        "input_word_ids": ids,
        "input_mask": (ids != 0).astype(np.int32),
        "input_type_ids": np.zeros_like(ids),
    }
    dataset = tf.data.Dataset.from_tensor_slices((given, labels))
    return dataset.shuffle(len(ids), seed=0).batch(BATCH_SIZE).prefetch(tf.data.AUTOTUNE)
