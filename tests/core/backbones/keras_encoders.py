"""Small encoders as TF Hub's are made: by Keras 2, of layers with the names of BERT, ELECTRA and MobileBERT, and saved.

Weights of genuine ones cannot be had here; what matters of them are graphs and names, which these have.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
import tf_keras
from tf_keras import layers

LONGEST, WIDTH, HEADS, INNER, LAYERS, NARROW = 24, 8, 2, 12, 2, 4
INPUTS = ("input_word_ids", "input_mask", "input_type_ids")
PIECES = (*("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), *"abcdefghijklmnopqrstuvwxyz", "##ing", "##s")
CASED_PIECES = (*PIECES, "Paris", "##A")


class Position(layers.Layer):
    """A table of positions, of which as many rows are taken as there are words."""

    def build(self, shape: Any) -> None:
        """Draw the table."""
        self.table = self.add_weight("embeddings", [LONGEST, shape[-1]], initializer="random_normal")

    def call(self, x: tf.Tensor) -> tf.Tensor:
        """Return [1, t, width]."""
        return self.table[: tf.shape(x)[1]][None]


class Types(layers.Layer):
    """A table of sentences, read by multiplication."""

    def build(self, shape: Any) -> None:
        """Draw the table."""
        self.table = self.add_weight("embeddings", [2, WIDTH], initializer="random_normal")

    def call(self, types: tf.Tensor) -> tf.Tensor:
        """Return [n, t, width]."""
        made = tf.matmul(tf.one_hot(tf.reshape(types, [-1]), 2), self.table)
        return tf.reshape(made, tf.concat([tf.shape(types), [WIDTH]], 0))


class NoNorm(layers.Layer):
    """What MobileBERT has for a normalisation."""

    def build(self, shape: Any) -> None:
        """Draw scale and shift."""
        self.shift = self.add_weight("beta", [shape[-1]], initializer="random_normal")
        self.scale = self.add_weight("gamma", [shape[-1]], initializer="ones")

    def call(self, x: tf.Tensor) -> tf.Tensor:
        """Return the same, scaled and shifted."""
        return x * self.scale + self.shift


def dense(name: str, width: int, activation: Any = None) -> layers.Layer:
    """A dense layer over words, as the Model Garden has it."""
    return layers.EinsumDense("abc,cd->abd", [None, width], bias_axes="d", activation=activation, name=name)


class Block(layers.Layer):
    """A transformer block of BERT."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.attention = layers.MultiHeadAttention(HEADS, WIDTH // HEADS, dropout=0.1, name="self_attention")
        self.attention_norm = layers.LayerNormalization(epsilon=1e-12, name="self_attention_layer_norm")
        self.intermediate, self.made = dense("intermediate", INNER, "gelu"), dense("output", WIDTH)
        self.norm, self.drop = layers.LayerNormalization(epsilon=1e-12, name="output_layer_norm"), layers.Dropout(0.1)

    def call(self, x: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        """Return [n, t, width]."""
        x = self.attention_norm(x + self.drop(self.attention(x, x, attention_mask=mask)))
        return self.norm(x + self.drop(self.made(self.intermediate(x))))


class Bottleneck(layers.Layer):
    """A transformer block of MobileBERT: narrow inside, with two networks one after the other."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.narrow, self.narrow_norm = dense("bottleneck_input/dense", NARROW), NoNorm(name="bottleneck_input/norm")
        self.shared, self.shared_norm = (
            dense("kq_shared_bottleneck/dense", NARROW),
            NoNorm(name="kq_shared_bottleneck/norm"),
        )
        self.attention = layers.MultiHeadAttention(2, NARROW // 2, output_shape=NARROW, name="attention")
        self.attention_norm = NoNorm(name="attention/norm")
        self.ffn = [
            (dense(f"ffn_layer_{i}/intermediate_dense", INNER, "relu"), dense(f"ffn_layer_{i}/output_dense", NARROW),
             NoNorm(name=f"ffn_layer_{i}/norm"))
            for i in range(2)
        ]  # fmt: skip
        self.wide, self.norm = dense("bottleneck_output/dense", WIDTH), NoNorm(name="bottleneck_output/norm")
        self.drop = layers.Dropout(0.1)

    def call(self, x: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        """Return [n, t, width]."""
        inside, shared = self.narrow_norm(self.narrow(x)), self.shared_norm(self.shared(x))
        inside = self.attention_norm(inside + self.attention(shared, x, shared, attention_mask=mask))
        for first, second, norm in self.ffn:
            inside = norm(inside + second(first(inside)))
        return self.norm(x + self.drop(self.wide(inside)))


class MobileEmbedding(layers.Layer):
    """Words beside their neighbours, projected; positions and types added."""

    def __init__(self, words: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words = layers.Embedding(words, NARROW, name="word_embedding")
        self.types, self.places = Types(name="type_embedding"), Position(name="position_embedding")
        self.projection, self.norm = dense("embedding_projection", WIDTH), NoNorm(name="embedding_norm")

    def call(self, ids: tf.Tensor, types: tf.Tensor) -> tf.Tensor:
        """Return [n, t, width]."""
        x = self.words(ids)
        after, before = tf.pad(x[:, 1:], [[0, 0], [0, 1], [0, 0]]), tf.pad(x[:, :-1], [[0, 0], [1, 0], [0, 0]])
        x = self.projection(tf.concat([after, x, before], 2))
        return self.norm(x + self.places(x) + self.types(types))


def bert(inputs: dict[str, Any], words: int, narrow: int = 0) -> Any:
    """small_bert, bert_en_* and experts; with narrow tables ELECTRA small."""
    ids, mask, types = (inputs[name] for name in INPUTS)
    x = layers.Embedding(words, narrow or WIDTH, name="word_embeddings")(ids)
    if narrow:
        places = Position(name="position_embedding")(x)
        x = dense("embedding_projection", WIDTH)(x + places) + Types(name="type_embeddings")(types)
    else:
        x = x + Position(name="position_embedding")(x) + Types(name="type_embeddings")(types)
    x = layers.Dropout(0.1)(layers.LayerNormalization(epsilon=1e-12, name="embeddings/layer_norm")(x))
    states = []
    for number in range(LAYERS):
        x = Block(name=f"transformer/layer_{number}")(x, square(mask))
        states.append(x)
    pooled = layers.Dense(WIDTH, activation="tanh", name="pooler_transform")(x[:, 0])
    return {"pooled_output": pooled, "default": pooled, "sequence_output": x, "encoder_outputs": states}


def electra(inputs: dict[str, Any], words: int) -> Any:
    """With narrow tables."""
    return bert(inputs, words, NARROW)


def mobile_bert(inputs: dict[str, Any], words: int) -> Any:
    """MobileBERT, whose sentence is the first word as it is."""
    ids, mask, types = (inputs[name] for name in INPUTS)
    x = MobileEmbedding(words, name="mobile_bert_embedding")(ids, types)
    states = [x]
    for number in range(LAYERS):
        x = Bottleneck(name=f"transformer_layer_{number}")(x, square(mask))
        states.append(x)
    first = tf.squeeze(x[:, :1], 1)
    return {"pooled_output": first, "default": first, "sequence_output": x, "encoder_outputs": states}


def square(mask: Any) -> Any:
    """Who may look at whom."""
    return layers.Lambda(lambda x: tf.ones_like(x)[:, :, None] * x[:, None, :])(mask)


def write(
    folder: Path,
    network: Any = bert,
    pieces: tuple[str, ...] = PIECES,
    *,
    as_list: bool = False,
    with_vocabulary: bool = True,
    length: int | None = None,
    lower_case: bool | None = True,
) -> Path:
    """Save such an encoder as its publishers do, with vocabulary and `do_lower_case`."""
    tf_keras.backend.clear_session()
    tf_keras.utils.set_random_seed(5)
    inputs = {name: layers.Input([length], dtype=tf.int32, name=name) for name in INPUTS}
    outputs = network(inputs, len(pieces))
    if as_list:
        outputs = [outputs["pooled_output"], outputs["sequence_output"]]
    model = tf_keras.Model([inputs[name] for name in INPUTS] if as_list else inputs, outputs)
    for variable in model.trainable_variables:  # all that begin as zeros, too
        variable.assign_add(np.random.default_rng(len(variable.name)).normal(0, 0.2, variable.shape))
    if with_vocabulary:
        model.vocab_file = tf.saved_model.Asset(str(vocabulary(folder.parent / "vocab.txt", pieces)))
    if lower_case is not None:
        model.do_lower_case = tf.Variable(lower_case, trainable=False)
    model.save(str(folder), include_optimizer=False, save_format="tf")
    return folder


def vocabulary(file: Path, pieces: tuple[str, ...] = PIECES) -> Path:
    """Write such a file, a piece a line."""
    file.write_text("".join(f"{piece}\n" for piece in pieces), encoding="utf-8")
    return file
