"""Cuts: a network in steps, each from behind one layer to behind the next, that can be computed one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.backbones.backbone import Backbone
from core.backbones.graph import InferenceGraph
from core.backbones.layer_tree import Layer
from core.backbones.tensor_names import data_inputs, full_name, node_of
from core.inspection.layer_output import layer_output


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Behind a layer: what it gives, and all tensors that what follows still reads."""

    layer: Layer
    output: str
    #: with the output among them; a shortcut around later layers crosses as well
    crossing: tuple[str, ...]


def cuts_of(backbone: Backbone, end: str) -> list[Cut]:
    """Return one for each layer, in the order in which an image passes their outputs; `end` is the last tensor of all.

    The frost line cuts for training, at what is ticked, and carries only what can be kept for each image of a batch.
    This one cuts anywhere between two operations: for one image everything can be carried.
    """
    graph = backbone.graph
    last_reads = _last_reads(graph, end)
    outputs = {layer.path: layer_output(backbone, layer) for layer in backbone.layers.layers}
    in_order = sorted(backbone.layers.layers, key=lambda layer: graph.position[node_of(outputs[layer.path])])
    return [
        Cut(
            layer=layer,
            output=outputs[layer.path],
            crossing=_crossing(graph, last_reads, graph.position[node_of(outputs[layer.path])]),
        )
        for layer in in_order
    ]


def _last_reads(graph: InferenceGraph, end: str) -> dict[str, int]:
    """Return where each tensor that depends on the image is read last."""
    last: dict[str, int] = {}
    needed = graph.needed_for([end], set())
    for name in filter(needed.__contains__, graph.order):
        for tensor in data_inputs(graph.nodes[name]):
            if node_of(tensor) in graph.depends_on_input:
                last[full_name(tensor)] = graph.position[name]
    last[full_name(end)] = len(graph.order)
    return last


def _crossing(graph: InferenceGraph, last_reads: dict[str, int], place: int) -> tuple[str, ...]:
    """Return what is made up to this place and read behind it."""
    made = {tensor: graph.position[node_of(tensor)] for tensor in last_reads}
    return tuple(tensor for tensor, last in last_reads.items() if made[tensor] <= place < last)


def layers_of(cuts: Sequence[Cut]) -> tuple[Layer, ...]:
    return tuple(cut.layer for cut in cuts)
