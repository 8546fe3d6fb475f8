"""SavedModel of texts: a trained model as TensorFlow writes it, from sentences to predictions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import tensorflow as tf

from core.export.saved_model import asset_of, save_module
from core.modalities.text.recipe import text_recipe
from core.modalities.text.tokens import tokens_for
from core.modalities.text.word_numbers import NOTHING
from core.storage.temporary import temporary_folder
from core.training.names import BIAS, KERNEL
from core.training.trained_model import TrainedModel

VOCABULARY = "vocab.txt"
_SENTENCES = tf.TensorSpec([None], tf.string, name="sentences")


class TextClassifier(tf.Module):
    """A classifier as it is saved: the functions, the variables that they read, the tokenizer, and three assets.

    Called with UTF-8 strings [n], or with their tokens int32 [n, length] as the recipe has them, it gives what the
    target predicts, float32 [n, names]. Each is a signature for TensorFlow Serving, too; the default takes strings.
    """

    def __init__(self, model: TrainedModel, assets: Path):
        super().__init__()
        recipe, exported = text_recipe(model.preprocessing), model.target.exported
        self._values, self._length, self._cut = exported.values, recipe.length, recipe.cut
        tokens = tokens_for(recipe)
        self.tokenizer = tokens.tokenizer
        # traced here, once: whatever is traced below only calls it
        function = tf.function(_of_ids(model), autograph=False)
        self._of_ids = function.get_concrete_function(ids_of(model))
        self.backbone_variables = list(model.backbone.variables.values())
        self.head_variables = [model.weights[KERNEL], model.weights[BIAS]]
        self.classes = asset_of(assets / exported.names_file, list(model.target.names))
        self.preprocessing = asset_of(assets / "preprocessing.json", model.preprocessing.as_json())
        lines = "".join(f"{piece}\n" for piece in tokens.vocabulary.pieces)
        (assets / VOCABULARY).write_text(lines, encoding="utf-8", newline="\n")
        self.vocabulary = tf.saved_model.Asset(str(assets / VOCABULARY))

    @tf.function(autograph=False)
    def __call__(self, texts: tf.Tensor) -> tf.Tensor:
        if texts.dtype == tf.string:
            texts = self.tokenizer.ids(texts, self._length, self._cut)
        return self._of_ids(texts)

    @tf.function(autograph=False)
    def serve(self, sentences: tf.Tensor) -> dict[str, tf.Tensor]:
        return {self._values: self(sentences)}

    @tf.function(autograph=False)
    def serve_ids(self, ids: tf.Tensor) -> dict[str, tf.Tensor]:
        return {self._values: self(ids)}


def write_text_saved_model(model: TrainedModel, folder: Path) -> None:
    """Write it to `folder`; the head's weights are variables, too. Raise OSError where the disk refuses."""
    with temporary_folder() as assets:
        classifier = TextClassifier(model, assets)
        signatures = {
            "serving_default": classifier.serve.get_concrete_function(_SENTENCES),
            "serving_ids": classifier.serve_ids.get_concrete_function(ids_of(model)),
        }
        save_module(classifier, folder, signatures)


def ids_of(model: TrainedModel) -> tf.TensorSpec:
    """Return what tokens the model is given."""
    return tf.TensorSpec([None, text_recipe(model.preprocessing).length], tf.int32, name="ids")


def _of_ids(model: TrainedModel) -> Callable[[tf.Tensor], tf.Tensor]:
    """Return the function from tokens to predictions; an empty place that the encoder wants is put behind them."""
    of_rows, room = model.function(), text_recipe(model.preprocessing).room
    if not room:
        return of_rows
    return lambda ids: of_rows(tf.pad(ids, [[0, 0], [0, room]], constant_values=NOTHING))
