"""BERT (Devlin et al., 2019) as an encoder of TF Hub: the same inputs, outputs and names of variables."""

from __future__ import annotations

import math
import zlib

import tensorflow as tf

from resources.pretrained.checkpoint import Weights

#: in layers that train, so much is left out: of the embeddings, of the attention and of what is added to either
DROPOUT = 0.1
#: added to the variance in every normalisation
EPSILON = 1e-12
#: added to the attention to what only pads
MASKED = -1e9

Outputs = dict[str, tf.Tensor | list[tf.Tensor]]


class BertEncoder:
    """Holds the variables of an encoder, by their names on TF Hub. `dropout` is in force where it trains."""

    def __init__(self, weights: Weights, layers: int):
        self.layers = layers
        self.variables = {name: tf.Variable(values, name=name) for name, values in weights.items()}

    def __call__(self, inputs: dict[str, tf.Tensor], training: bool) -> Outputs:
        """Return pooled_output [n, width], the mean of all tokens that do not pad, and each token's state."""
        mask = tf.cast(inputs["input_mask"], tf.float32)
        x = self._embedded(inputs["input_word_ids"], inputs["input_type_ids"], training)
        hidden = (1.0 - mask)[:, None, None, :] * MASKED
        states = []
        for layer in range(self.layers):
            with tf.name_scope(f"transformer/layer_{layer}"):
                x = self._transformed(x, hidden, f"transformer/layer_{layer}", training)
            states.append(x)
        with tf.name_scope("pooled"):
            share = mask / tf.maximum(tf.reduce_sum(mask, 1, keepdims=True), 1.0)
            pooled = tf.einsum("nt,ntc->nc", share, x)
        return {"default": pooled, "pooled_output": pooled, "sequence_output": x, "encoder_outputs": states}

    def _embedded(self, ids: tf.Tensor, types: tf.Tensor, training: bool) -> tf.Tensor:
        with tf.name_scope("embeddings"):
            x = tf.gather(self.variables["word_embeddings/embeddings"], ids)
            x += self.variables["position_embedding/embeddings"][None, : tf.shape(ids)[1]]
            x += tf.gather(self.variables["type_embeddings/embeddings"], types)
            return _dropout(self._normalised(x, "embeddings/layer_norm"), training, "embeddings")

    def _transformed(self, x: tf.Tensor, hidden: tf.Tensor, name: str, training: bool) -> tf.Tensor:
        """Return the states [n, t, width] after one layer. `hidden` [n, 1, 1, t] takes attention from what pads."""
        attended = _dropout(self._attended(x, hidden, f"{name}/self_attention", training), training, f"{name}/attended")
        x = self._normalised(x + attended, f"{name}/self_attention_layer_norm")
        y = tf.nn.gelu(self._dense("ntc,cf->ntf", x, f"{name}/intermediate"), approximate=False)
        y = _dropout(self._dense("ntf,fc->ntc", y, f"{name}/output"), training, f"{name}/output")
        return self._normalised(x + y, f"{name}/output_layer_norm")

    def _attended(self, x: tf.Tensor, hidden: tf.Tensor, name: str, training: bool) -> tf.Tensor:
        """Return for each token what all heads make of all tokens."""
        query, key, value = (self._dense("ntc,chd->nthd", x, f"{name}/{part}") for part in ("query", "key", "value"))
        scores = tf.einsum("nthd,nshd->nhts", query, key) / math.sqrt(query.shape[-1])
        attention = _dropout(tf.nn.softmax(scores + hidden), training, name)
        return self._dense("nthd,hdc->ntc", tf.einsum("nhts,nshd->nthd", attention, value), f"{name}/attention_output")

    def _dense(self, equation: str, x: tf.Tensor, name: str) -> tf.Tensor:
        return tf.einsum(equation, x, self.variables[f"{name}/kernel"]) + self.variables[f"{name}/bias"]

    def _normalised(self, x: tf.Tensor, name: str) -> tf.Tensor:
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        gamma, beta = self.variables[f"{name}/gamma"], self.variables[f"{name}/beta"]
        return tf.nn.batch_normalization(x, mean, variance, beta, gamma, EPSILON)


def _dropout(x: tf.Tensor, training: bool, place: str) -> tf.Tensor:
    """Return x with some left out; with a seed of its own in each place, without which no run could be repeated."""
    return tf.nn.dropout(x, DROPOUT, seed=zlib.crc32(place.encode("ascii"))) if training else x
