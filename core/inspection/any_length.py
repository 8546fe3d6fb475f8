"""What a function of a network takes, so that one that was traced with one text serves texts of every length."""

from __future__ import annotations

from collections.abc import Iterable

import tensorflow as tf

from core.backbones.graph import InferenceGraph


def specs_of_any_length(graph: InferenceGraph, tensors: Iterable[str]) -> list[tf.TensorSpec] | None:
    """Return specs of the values of one example; None where all rows are of one length, as those of images are."""
    if not graph.axes_of_length:
        return None
    return [_spec(graph, tensor) for tensor in tensors]


def _spec(graph: InferenceGraph, tensor: str) -> tf.TensorSpec:
    if graph.has_row_for_each_example(tensor):
        return graph.spec_of_any_length(tensor)
    spec = graph.specs[tensor]  # any of its sides may follow the length
    return tf.TensorSpec([None] * spec.shape.rank if spec.shape.rank is not None else None, spec.dtype)
