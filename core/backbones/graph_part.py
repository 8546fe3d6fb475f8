"""Copying nodes of a module into the graph that is being built, and what is put in between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import tensorflow as tf

from core.backbones.tensor_names import data_inputs, full_name, node_of

Nodes = Sequence[tf.compat.v1.NodeDef]
#: from what a node gives to what those behind it are given instead
Change = Callable[[tf.Tensor], tf.Tensor]


def copied(
    nodes: Nodes,
    library: tf.compat.v1.GraphDef,
    values: Mapping[str, tf.Tensor],
    fetches: Sequence[str],
    changes: Mapping[str, Change],
) -> list[tf.Tensor]:
    """Return the tensors `fetches` after the nodes were copied, each of which stands behind its inputs.

    `values` and `changes` by the full name of a tensor. Copied are the nodes up to a change, and then those up to the
    next one.
    """
    known = dict(values)
    ends = [place + 1 for place, node in enumerate(nodes) if full_name(node.name) in changes]
    for start, end in pairwise([0, *ends, len(nodes)]):
        if start == end:
            continue
        wanted = [full_name(tensor) for node in nodes[end:] for tensor in data_inputs(node)] + list(fetches)
        known |= _stretch(nodes[start:end], library, known, wanted)
        last = full_name(nodes[end - 1].name)
        if last in changes:
            known[last] = changes[last](known[last])
    return [known[tensor] for tensor in fetches]


def _stretch(
    nodes: Nodes, library: tf.compat.v1.GraphDef, values: Mapping[str, tf.Tensor], wanted: Sequence[str]
) -> dict[str, tf.Tensor]:
    """Return those of the wanted tensors that these nodes give, after these were copied."""
    part = tf.compat.v1.GraphDef()
    if any(value.HasField("func") for node in nodes for value in node.attr.values()):
        part.library.CopyFrom(library)  # the branches of conditions and the bodies of loops
    for node in nodes:
        copy = part.node.add()
        copy.CopyFrom(node)
        copy.input[:] = data_inputs(copy)
        copy.attr.pop("_class", None)  # colocation with nodes that are not in this part
        # a gradient of its own is a function that only works inside the module; plain calculus takes its place
        copy.attr.pop("_gradient_op_type", None)
    used = {full_name(tensor) for node in part.node for tensor in node.input}
    given = {tensor: value for tensor, value in values.items() if tensor in used}
    made = {node.name for node in nodes}
    computed = [tensor for tensor in dict.fromkeys(wanted) if node_of(tensor) in made]
    if not computed:
        return {}
    return dict(zip(computed, tf.graph_util.import_graph_def(part, given, computed, name=""), strict=True))
