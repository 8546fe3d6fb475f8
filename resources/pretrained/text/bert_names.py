"""From the names that published checkpoints of BERT have to those that TF Hub's encoders give their variables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from resources.pretrained.checkpoint import Weights

#: of the embeddings, which keep their shapes
_EMBEDDINGS = {
    "word_embeddings/embeddings": "embeddings.word_embeddings.weight",
    "position_embedding/embeddings": "embeddings.position_embeddings.weight",
    "type_embeddings/embeddings": "embeddings.token_type_embeddings.weight",
}
_PROJECTIONS = ("query", "key", "value")


def named_as_on_hub(weights: Weights, *, layers: int, heads: int) -> Weights:
    """Return the variables of an encoder by their names on TF Hub, in network order and in TensorFlow's shapes.

    What is left out is the checkpoint's pooler, which these weights were not trained with.
    """
    named = {name: weights[key] for name, key in _EMBEDDINGS.items()}
    named.update(_normalisation(weights, "embeddings.LayerNorm", "embeddings/layer_norm"))
    for layer in range(layers):
        named.update(_transformer(weights, f"encoder.layer.{layer}", f"transformer/layer_{layer}", heads))
    return {name: np.ascontiguousarray(values, np.float32) for name, values in named.items()}


def _transformer(weights: Weights, key: str, name: str, heads: int) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the variables of one layer; the kernels of its attention have an axis for the heads."""
    width = len(weights[f"{key}.output.dense.bias"])
    by_head = (heads, width // heads)
    attention = f"{name}/self_attention"
    for part in _PROJECTIONS:
        kernel, bias = _dense(weights, f"{key}.attention.self.{part}")
        yield f"{attention}/{part}/kernel", kernel.reshape(width, *by_head)
        yield f"{attention}/{part}/bias", bias.reshape(by_head)
    kernel, bias = _dense(weights, f"{key}.attention.output.dense")
    yield f"{attention}/attention_output/kernel", kernel.reshape(*by_head, width)
    yield f"{attention}/attention_output/bias", bias
    yield from _normalisation(weights, f"{key}.attention.output.LayerNorm", f"{name}/self_attention_layer_norm")
    for part in ("intermediate", "output"):
        kernel, bias = _dense(weights, f"{key}.{part}.dense")
        yield f"{name}/{part}/kernel", kernel
        yield f"{name}/{part}/bias", bias
    yield from _normalisation(weights, f"{key}.output.LayerNorm", f"{name}/output_layer_norm")


def _dense(weights: Weights, key: str) -> tuple[np.ndarray, np.ndarray]:
    return weights[f"{key}.weight"].T, weights[f"{key}.bias"]


def _normalisation(weights: Weights, key: str, name: str) -> Iterator[tuple[str, np.ndarray]]:
    yield f"{name}/gamma", weights[f"{key}.weight"]
    yield f"{name}/beta", weights[f"{key}.bias"]
