"""Present values: a traced function that keeps its variables as they are now, without a copy of any of them."""

from __future__ import annotations

from collections.abc import Callable

import tensorflow as tf

from core.backbones.tensor_names import data_inputs, full_name, node_of

#: reads a variable
READ = "ReadVariableOp"


def only_reads_variables(traced: tf.types.experimental.ConcreteFunction) -> bool:
    """Return whether it reads them as a whole, and itself: no function that it calls, say, is given any."""
    handles = {full_name(inner.op.name) for outer, inner in traced.graph.captures if outer.dtype == tf.resource}
    users = (node for node in traced.graph.as_graph_def().node if node.op != READ)
    return all(handles.isdisjoint(map(full_name, data_inputs(node))) for node in users)


def with_present_values(traced: tf.types.experimental.ConcreteFunction) -> Callable[..., list[tf.Tensor]]:
    """Return the same function with the present values of its variables, whatever these are assigned afterwards.

    As constants in the graph, they would be copied several times each: seconds and gigabytes for an encoder of texts,
    of which nothing could be folded. Only for a function of which `only_reads_variables` is true.
    """
    graph = traced.graph.as_graph_def()
    captured = {full_name(inner.op.name): outer for outer, inner in traced.graph.captures}
    values = {name: outer for name, outer in captured.items() if outer.dtype != tf.resource}
    handles = captured.keys() - values.keys()
    for node in graph.node:
        read = [full_name(tensor) for tensor in data_inputs(node)]
        if handles.isdisjoint(read):
            continue
        values[full_name(node.name)] = tf.raw_ops.ReadVariableOp(
            resource=captured[read[0]], dtype=tf.dtypes.as_dtype(node.attr["dtype"].type)
        )
    part = _without(graph, {node_of(name) for name in (*captured, *values)})
    used = {full_name(tensor) for node in part.node for tensor in data_inputs(node)}
    known = {name: value for name, value in values.items() if name in used}
    inputs = [tensor.name for tensor in traced.inputs[: len(traced.inputs) - len(captured)]]
    outputs = [tensor.name for tensor in traced.outputs]

    def run(*given: tf.Tensor) -> list[tf.Tensor]:
        own = {name: tf.identity(value) for name, value in known.items()}
        mapped = own | dict(zip(inputs, given, strict=True))
        return tf.graph_util.import_graph_def(part, mapped, outputs, name="")

    return run


def _without(graph: tf.compat.v1.GraphDef, names: set[str]) -> tf.compat.v1.GraphDef:
    part = tf.compat.v1.GraphDef(versions=graph.versions, library=graph.library)
    for node in graph.node:
        if node.name not in names:
            kept = part.node.add()
            kept.CopyFrom(node)
            kept.input[:] = [tensor for tensor in node.input if node_of(tensor) not in names or tensor[0] != "^"]
    return part
