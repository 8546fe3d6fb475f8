"""Inline the calls of a foreign graph: what functions hold stands in the open, and can be frozen, cut and trained."""

from __future__ import annotations

from collections.abc import Sequence

from tensorflow.core.framework.graph_pb2 import GraphDef
from tensorflow.core.protobuf import config_pb2, meta_graph_pb2, rewriter_config_pb2

# Private: TensorFlow offers no public way to inline the calls of a graph.
from tensorflow.python.grappler import tf_optimizer

CONTROL_FLOW = {"If", "StatelessIf", "While", "StatelessWhile", "Case", "StatelessCase"}
#: they keep a function from being inlined, or swap it for another. Keras has grouped convolutions compiled by XLA;
#: in the open, their operations are computed as all others are
KEEPS_CLOSED = ("_noinline", "_XlaMustCompile", "api_implements", "api_preferred_device")


def inlined(graph: GraphDef, keep: Sequence[str]) -> GraphDef:
    """Return the same graph without calls, but for those in conditions and loops; `keep` are its inputs and outputs."""
    meta_graph = meta_graph_pb2.MetaGraphDef()
    meta_graph.graph_def.CopyFrom(graph)
    _open(meta_graph.graph_def)
    meta_graph.collection_def["train_op"].node_list.value.extend(keep)
    config = config_pb2.ConfigProto()
    options = config.graph_options.rewrite_options
    options.min_graph_nodes = -1  # small graphs, too
    options.optimizers.append("function")
    options.function_optimization = rewriter_config_pb2.RewriterConfig.AGGRESSIVE
    return tf_optimizer.OptimizeGraph(config, meta_graph)


def _open(graph: GraphDef) -> None:
    for function in graph.library.function:
        for name in KEEPS_CLOSED:
            function.attr.pop(name, None)
    for nodes in (graph.node, *(function.node_def for function in graph.library.function)):
        for node in nodes:
            for name in KEEPS_CLOSED:
                node.attr.pop(name, None)
            if node.op in CONTROL_FLOW:
                node.attr["_lower_using_switch_merge"].b = False
