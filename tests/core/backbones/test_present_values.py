"""A function without convolutions keeps its variables as they are when it is compiled, and is not slower to make."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from core.backbones.frost_line import as_constant_function
from core.backbones.present_values import only_reads_variables, with_present_values

SPEC = [tf.TensorSpec([None, 4])]
ROWS = tf.reshape(tf.range(12, dtype=tf.float32), [3, 4])


def traced(function: object) -> tf.types.experimental.ConcreteFunction:
    return tf.function(function, input_signature=SPEC, autograph=False).get_concrete_function()


def test_later_changes_of_the_variables_do_not_show() -> None:
    kernel, shift = tf.Variable(tf.ones([4, 2])), tf.Variable([1.0, 2.0])
    other = tf.constant([[2.0, 3.0]])  # captured, too
    function = as_constant_function(lambda x: [tf.matmul(x, kernel) * other + shift, tf.reduce_sum(kernel)], SPEC)
    kernel.assign_add(tf.ones([4, 2]))
    shift.assign([0.0, 0.0])

    product, total = function(ROWS)

    np.testing.assert_array_equal(product, np.sum(ROWS, axis=1, keepdims=True) * [[2, 3]] + [1, 2])
    assert total == 8


def test_no_weight_becomes_a_constant() -> None:
    kernel = tf.Variable(tf.ones([4, 1000]))
    function = with_present_values(traced(lambda x: [tf.matmul(x, kernel)]))
    graph = traced(function).graph.as_graph_def()

    assert graph.ByteSize() < 4000
    assert not any(node.op == "ReadVariableOp" for node in graph.node)


def test_the_example_itself_may_be_what_is_wanted() -> None:
    (same,) = as_constant_function(lambda x: [x], SPEC)(ROWS)
    np.testing.assert_array_equal(same, ROWS)


def test_variables_that_are_used_otherwise_become_constants() -> None:
    table = tf.Variable(tf.ones([4, 2]))
    called = tf.function(lambda x: tf.matmul(x, table))
    for function in (lambda x: [tf.gather(table, tf.cast(x[:, 0] % 4, tf.int32))], lambda x: [called(x)]):
        assert not only_reads_variables(traced(function))
        expected = function(ROWS)[0]
        (found,) = as_constant_function(function, SPEC)(ROWS)
        np.testing.assert_array_equal(found, expected)
