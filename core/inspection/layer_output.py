"""The output of a layer: which value of a network it is, behind its last weight and its activation."""

from __future__ import annotations

from core.backbones.backbone import Backbone
from core.backbones.graph import PASSES_THROUGH, InferenceGraph
from core.backbones.layer_tree import Layer
from core.backbones.tensor_names import data_inputs, full_name, node_of

#: of which activations are made: ReLU, swish, GELU and their like
BENDS = {
    "Relu", "Relu6", "Elu", "Selu", "LeakyRelu", "Softplus", "Softsign", "Sigmoid", "Tanh", "Erf", "Erfc", "Exp",
    "Maximum", "Minimum", "ClipByValue",
}  # fmt: skip
#: where an activation has a gradient of its own, IdentityN gives its value first, and beside it what it was made of
KEEPS_STRAIGHT = PASSES_THROUGH | {
    "IdentityN",
    "Add",
    "AddV2",
    "Sub",
    "Mul",
    "RealDiv",
    "Pow",
    "Square",
    "Neg",
    "Reciprocal",
}


def layer_output(backbone: Backbone, layer: Layer) -> str:
    """Return the tensor behind the last operation that uses a weight of the layer, bias included.

    Where an activation follows and nothing else reads the value before it, the activation belongs to the layer: what
    the next layer sees is then what is shown. A convolution that a normalisation follows ends before that.
    """
    graph = backbone.graph
    last = backbone.last_operation(layer.variables)
    features = node_of(backbone.features)
    region = _element_by_element(graph, last)
    for end in sorted(region - {last}, key=graph.position.__getitem__):
        inside = {name for name in region if graph.position[name] < graph.position[end]}
        is_read_elsewhere = any(not inside.issuperset(set(graph.consumers[name]) - {end}) for name in inside)
        is_bent = any(graph.nodes[name].op in BENDS for name in (inside | {end}) - {last})
        if is_bent and not is_read_elsewhere and features not in inside:
            return full_name(end)
    return full_name(last)


def _element_by_element(graph: InferenceGraph, start: str) -> set[str]:
    """Return `start`, and what follows that is made of its values alone, each by itself, without any weight."""
    region, waiting = {start}, [start]
    while waiting:
        for consumer in graph.consumers[waiting.pop()]:
            if consumer not in region and _is_of(graph, consumer, region):
                region.add(consumer)
                waiting.append(consumer)
    return region


def _is_of(graph: InferenceGraph, name: str, region: set[str]) -> bool:
    if graph.nodes[name].op not in BENDS | KEEPS_STRAIGHT:
        return False
    inputs = {node_of(tensor) for tensor in data_inputs(graph.nodes[name])}
    beside = inputs - graph.depends_on_input
    return inputs & graph.depends_on_input <= region and not any(_is_learnt(graph, other) for other in beside)


def _is_learnt(graph: InferenceGraph, name: str) -> bool:
    return not graph.reads.keys().isdisjoint(graph.needed_for([name], set()))
