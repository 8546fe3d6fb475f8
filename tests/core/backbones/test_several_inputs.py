"""A network of several inputs, as encoders of sentences are, is cut as one of images is."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.backbones.frost_line import FrostLine
from core.backbones.graph import InferenceGraph
from core.backbones.module import Module

LENGTH, WIDTH, WORDS = 5, 3, 7


class Tokens:
    """One row of numbers an example, from which the mask is computed again."""

    shapes: tuple[tuple[int, ...], ...] = ((LENGTH,), (LENGTH,))
    told = "sentences"
    key = ""

    def feeds(self, rows: tf.Tensor, types: Sequence[tf.DType]) -> list[tf.Tensor]:
        """Return the numbers of the words, and where there are any."""
        return [tf.cast(values, wanted) for values, wanted in zip((rows, rows != 0), types, strict=True)]


@pytest.fixture
def module() -> Module:
    """Return an encoder that averages what it knows of the words which are there, and turns the average."""
    chance = np.random.default_rng(0)
    embeddings = tf.Variable(chance.normal(size=(WORDS, WIDTH)).astype(np.float32), name="embeddings")
    kernel = tf.Variable(chance.normal(size=(WIDTH, WIDTH)).astype(np.float32), name="dense/kernel")

    def compute(words: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        values = tf.gather(embeddings, words) * tf.cast(mask, tf.float32)[:, :, None]
        return tf.matmul(tf.reduce_mean(values, 1), kernel)

    specs = [tf.TensorSpec([None, None], tf.int32, name) for name in ("words", "mask")]
    inference = tf.function(compute, input_signature=specs).get_concrete_function()
    return Module(
        loaded=SimpleNamespace(compute=compute),
        signature="",
        inference=inference,
        output=inference.outputs[0].name,
        output_name="",
        output_names=("",),
        variables=(embeddings, kernel),
        declared_trainable=None,
    )


TOKENS: Any = Tokens()
ROWS = tf.constant([[1, 2, 3, 0, 0], [6, 5, 0, 0, 0]], tf.int32)


def feeds_of(graph: InferenceGraph) -> list[tf.Tensor]:
    return Tokens().feeds(ROWS, [spec.dtype for spec in graph.input_specs])


def test_the_graph_takes_its_inputs_in_the_order_of_the_module(module: Module) -> None:
    graph = InferenceGraph(module, TOKENS)
    assert [spec.shape.as_list() for spec in graph.input_specs] == [[None, LENGTH]] * 2
    whole = tf.function(graph.function(graph.inputs, [graph.output]))(*feeds_of(graph))[0]
    np.testing.assert_allclose(whole, module.inference(*feeds_of(graph)), atol=1e-6)


def test_both_sides_of_the_line_together_give_the_whole(module: Module) -> None:
    graph = InferenceGraph(module, TOKENS)
    line = FrostLine(graph, graph.output, [module.variables[1]])
    assert not line.is_at_input
    assert line.row_dtype.itemsize == 4 * WIDTH
    crossing = tf.function(line.prefix())(*feeds_of(graph))
    np.testing.assert_allclose(tf.function(line.tail())(*crossing)[0], module.inference(*feeds_of(graph)), atol=1e-6)


def test_where_the_first_layer_is_to_train_the_tail_starts_from_all_inputs(module: Module) -> None:
    graph = InferenceGraph(module, TOKENS)
    line = FrostLine(graph, graph.output, list(module.variables))
    assert line.is_at_input
    assert line.frontier == graph.input_tensors
    np.testing.assert_allclose(
        tf.function(line.tail())(*feeds_of(graph))[0], module.inference(*feeds_of(graph)), atol=1e-6
    )
