"""Small encoders of sentences, as TF Hub has them: words, a mask and types in; a vector a sentence and a word out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from core.backbones.card import Card, write_card
from core.modalities.text.token_input import TokenInput

WORDS, LONGEST, WIDTH, HEADS, INNER, LAYERS = 50, 16, 8, 2, 12, 2
INPUTS = ("input_word_ids", "input_mask", "input_type_ids")


class TinyEncoder(tf.Module):
    """A BERT of two layers, drawn at random, with the names that TF Hub's encoders give their variables."""

    def __init__(self) -> None:
        super().__init__()
        self._chance = np.random.default_rng(3)
        self.all: dict[str, tf.Variable] = {}
        for name, rows in (("word_embeddings", WORDS), ("position_embedding", LONGEST), ("type_embeddings", 2)):
            self._draw(f"embeddings/{name}/embeddings", [rows, WIDTH])
        self._draw_norm("embeddings/layer_norm")
        for number in range(LAYERS):
            layer = f"transformer/layer_{number}"
            for part in ("query", "key", "value"):
                self._draw(f"{layer}/self_attention/{part}/kernel", [WIDTH, HEADS, WIDTH // HEADS])
                self._draw(f"{layer}/self_attention/{part}/bias", [HEADS, WIDTH // HEADS])
            self._draw(f"{layer}/self_attention/attention_output/kernel", [HEADS, WIDTH // HEADS, WIDTH])
            self._draw_norm(f"{layer}/self_attention_layer_norm")
            self._draw(f"{layer}/intermediate/kernel", [WIDTH, INNER])
            self._draw(f"{layer}/output/kernel", [INNER, WIDTH])
            self._draw_norm(f"{layer}/output_layer_norm")
        self._draw("pooler_transform/kernel", [WIDTH, WIDTH])

    def of_each_word(self, words: tf.Tensor, mask: tf.Tensor, types: tf.Tensor) -> tf.Tensor:
        """Return [n, t, width]."""
        v = self.all
        x = tf.gather(v["embeddings/word_embeddings/embeddings"], words)
        x += v["embeddings/position_embedding/embeddings"][: tf.shape(words)[1]][None]
        one_hot = tf.one_hot(tf.reshape(types, [-1]), 2)
        x += tf.reshape(tf.matmul(one_hot, v["embeddings/type_embeddings/embeddings"]), tf.shape(x))
        x = self._normalised("embeddings/layer_norm", x)
        unseen = (1.0 - tf.cast(mask, tf.float32))[:, None, None, :] * -1e9
        for number in range(LAYERS):
            x = self._layer(f"transformer/layer_{number}", x, unseen)
        return x

    def of_sentence(self, x: tf.Tensor) -> tf.Tensor:
        """Return [n, width], of the first word, as BERT pools."""
        return tf.tanh(tf.matmul(x[:, 0], self.all["pooler_transform/kernel"]))

    def _layer(self, name: str, x: tf.Tensor, unseen: tf.Tensor) -> tf.Tensor:
        v, of = self.all, f"{name}/self_attention"
        query, key, value = (
            tf.einsum("abc,cde->abde", x, v[f"{of}/{part}/kernel"]) + v[f"{of}/{part}/bias"]
            for part in ("query", "key", "value")
        )
        weights = tf.nn.softmax(tf.einsum("aecd,abcd->acbe", key, query) * (WIDTH / HEADS) ** -0.5 + unseen)
        joined = tf.einsum("acbe,aecd->abcd", weights, value)
        attended = tf.einsum("abcd,cde->abe", joined, v[f"{of}/attention_output/kernel"])
        x = self._normalised(f"{name}/self_attention_layer_norm", x + attended)
        inner = tf.nn.gelu(tf.einsum("abc,cd->abd", x, v[f"{name}/intermediate/kernel"]), approximate=True)
        made = tf.einsum("abc,cd->abd", inner, v[f"{name}/output/kernel"])
        return self._normalised(f"{name}/output_layer_norm", x + made)

    def _normalised(self, name: str, x: tf.Tensor) -> tf.Tensor:
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        beta, gamma = self.all[f"{name}/beta"], self.all[f"{name}/gamma"]
        return tf.nn.batch_normalization(x, mean, variance, beta, gamma, 1e-12)

    def _draw_norm(self, name: str) -> None:
        self._draw(f"{name}/gamma", [WIDTH])
        self._draw(f"{name}/beta", [WIDTH])

    def _draw(self, name: str, shape: list[int]) -> None:
        start = self._chance.normal(name.endswith("gamma"), 0.3, shape).astype(np.float32)
        self.all[name] = tf.Variable(start, name=name)


def encoder(folder: Path, with_pooled: bool = True) -> Path:
    """Write one to `folder`, with its card; without its pooled output it gives a vector a word alone."""
    network = TinyEncoder()

    @tf.function(autograph=False)
    def call(inputs: dict[str, tf.Tensor], training: bool = False, mask: Any = None) -> dict[str, Any]:
        of_each_word = network.of_each_word(*(inputs[name] for name in INPUTS))
        given = {"sequence_output": of_each_word, "encoder_outputs": [of_each_word]}
        pooled = network.of_sentence(of_each_word)
        return given | {"pooled_output": pooled, "default": pooled} if with_pooled else given

    specs = {name: tf.TensorSpec([None, None], tf.int32, name) for name in INPUTS}
    for training in (True, False):
        call.get_concrete_function(specs, training=training)
    module = tf.train.Checkpoint()
    module.__call__ = call
    module.variables = module.trainable_variables = list(network.all.values())
    module.regularization_losses = []
    tf.saved_model.save(module, str(folder))
    write_card(card(), folder)
    return folder


def card() -> Card:
    """Of an encoder about which nothing more is known."""
    given = TokenInput(longest=LONGEST, words=WORDS, vocabulary="assets/vocab.txt", lower_case=True)
    return Card(
        name="e", title="e", licence="", source="", sha256="", feature_width=WIDTH, parameters=0, input=given,
        blocks_of_network=True,
    )  # fmt: skip
