"""Conditions whose outcome is known before an image is seen: of these, the branch that is taken takes their place.

Keras of 2019 and many modules of TensorFlow 1 ask in each normalisation whether they are being trained. Once that
argument is bound, the answer is a constant, and the module is a plain network again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import tensorflow as tf
from tensorflow.core.framework.graph_pb2 import GraphDef
from tensorflow.core.framework.node_def_pb2 import NodeDef

from core.backbones.inlining import inlined

CONDITIONS = {"If", "StatelessIf"}
#: from these alone an outcome may be told: they know no image, no variable and no chance
TELLING = {"Const", "Identity", "PlaceholderWithDefault", "Cast", "LogicalNot", "LogicalAnd", "LogicalOr", "Equal"} | {
    *("NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual", "Squeeze", "Reshape", "ExpandDims")
}
#: conditions within conditions, at most so deep
DEEPEST = 20


def decided(graph: GraphDef, keep: Sequence[str]) -> GraphDef:
    """Return the same graph without the conditions whose outcome is a constant; `keep` are its inputs and outputs."""
    graph = _without_known_switches(graph)
    for _ in range(DEEPEST):
        conditions = [node for node in graph.node if node.op in CONDITIONS]
        outcomes = _known_values(graph, [node.input[0] for node in conditions])
        known = {node.name: outcomes[node.input[0]] for node in conditions if node.input[0] in outcomes}
        if not known:
            break
        graph = inlined(_with_calls(graph, known), keep)
    return graph


def _with_calls(graph: GraphDef, known: dict[str, np.ndarray]) -> GraphDef:
    """Put in place of each known condition a call of the branch that is taken."""
    result = GraphDef()
    result.CopyFrom(graph)
    for node in result.node:
        if node.name in known:
            branch = node.attr["then_branch" if _is_true(known[node.name]) else "else_branch"].func
            call = NodeDef(name=node.name, op="StatefulPartitionedCall", input=node.input[1:])
            call.attr["f"].func.CopyFrom(branch)
            for name in ("Tin", "Tout"):
                call.attr[name].CopyFrom(node.attr[name])
            node.CopyFrom(call)
    return result


def _is_true(value: np.ndarray) -> bool:
    """Return what TensorFlow sees in it: a number by its value, anything else by whether there is something in it."""
    return bool(value.item()) if value.ndim == 0 else value.size > 0


def _known_values(graph: GraphDef, tensors: Iterable[str]) -> dict[str, np.ndarray]:
    """Return the values of those tensors that follow from constants alone."""
    nodes = {node.name: node for node in graph.node}
    needed: dict[str, set[str]] = {tensor: _needed_for(tensor, nodes) for tensor in dict.fromkeys(tensors)}
    known = [tensor for tensor, names in needed.items() if all(nodes[name].op in TELLING for name in names)]
    if not known:
        return {}
    part = GraphDef(versions=graph.versions)
    for name in set().union(*(needed[tensor] for tensor in known)):
        copy = part.node.add()
        copy.CopyFrom(nodes[name])
        copy.input[:] = [tensor for tensor in copy.input if not tensor.startswith("^")]
        copy.attr.pop("_class", None)
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        tf.graph_util.import_graph_def(part, name="")
        names = [tensor if ":" in tensor else f"{tensor}:0" for tensor in known]
        return dict(zip(known, session.run(names), strict=True))


def _needed_for(tensor: str, nodes: dict[str, NodeDef]) -> set[str]:
    waiting, needed = [tensor.split(":")[0]], set()
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += [other.split(":")[0] for other in nodes[name].input if not other.startswith("^")]
    return needed


# ---- the conditions of TensorFlow 1: a Switch sends a value one way or the other, a Merge takes the one that comes


def _without_known_switches(graph: GraphDef) -> GraphDef:
    switches = [node for node in graph.node if node.op == "Switch"]
    outcomes = _known_values(graph, [node.input[1] for node in switches])
    known = {node.name: bool(outcomes[node.input[1]]) for node in switches if node.input[1] in outcomes}
    if not known:
        return graph
    dead = _dead(graph, known)
    instead: dict[str, str] = {}
    merged: dict[str, str] = {}
    for node in graph.node:
        if node.name in known:
            instead[_output(node.name, known[node.name])] = node.input[0]
        elif node.op == "Merge":
            alive = [tensor for tensor in node.input if not tensor.startswith("^") and tensor not in dead]
            if len(alive) == 1:
                merged[node.name] = alive[0]
    result = GraphDef(versions=graph.versions, library=graph.library)
    for node in graph.node:
        if node.name in dead or node.name in known:
            continue
        copy = result.node.add()
        copy.CopyFrom(node)
        copy.input[:] = [_followed(tensor, instead) for tensor in node.input if not tensor.startswith("^")]
        if node.name in merged:
            copy.op, copy.input[:] = "Identity", [_followed(merged[node.name], instead)]
            del copy.attr["N"]
    return result


def _dead(graph: GraphDef, known: dict[str, bool]) -> set[str]:
    """Return nodes that never run, and tensors of switches that never come."""
    consumers: dict[str, list[NodeDef]] = defaultdict(list)
    for node in graph.node:
        for tensor in node.input:
            consumers[tensor.lstrip("^")].append(node)
    dead: set[str] = set()
    waiting = [_output(name, not outcome) for name, outcome in known.items()]
    while waiting:
        tensor = waiting.pop()
        dead.add(tensor)
        for node in consumers[tensor]:
            is_dead = node.op != "Merge" or all(other in dead for other in node.input if not other.startswith("^"))
            if is_dead and node.name not in dead:
                dead.add(node.name)
                waiting += [name for name in list(consumers) if name.split(":")[0] == node.name]
    return dead


def _output(switch: str, outcome: bool) -> str:
    """The second output is for what is true; the first one is written without its number."""
    return f"{switch}:1" if outcome else switch


def _followed(tensor: str, instead: dict[str, str]) -> str:
    while tensor in instead:
        tensor = instead[tensor]
    return tensor
