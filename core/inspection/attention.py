"""Attention: where in a network each token is weighed against all tokens."""

from __future__ import annotations

from collections.abc import Sequence

from core.backbones.graph import InferenceGraph
from core.backbones.tensor_names import full_name, node_of
from core.inspection.cuts import Cut

#: the ranks of [n, heads, tokens, tokens], or of [n, tokens, tokens] where there is one head
RANKS = (4, 3)


def attention_of(graph: InferenceGraph, cuts: Sequence[Cut], end: str) -> dict[str, str]:
    """Return by the block of layers the tensor of its attention, [n, heads, tokens, tokens], after the softmax.

    Its softmax is found in the graph (Vaswani et al. 2017, Attention Is All You Need, equation 1), and belongs to the
    block of the last layer before it whose output it reads. Where a block attends twice, the first counts.
    """
    found: dict[str, str] = {}
    on_the_way = graph.needed_for([end], set())
    for name in filter(on_the_way.__contains__, graph.order):
        if name in graph.depends_on_input and _is_attention(graph, name):
            needed = graph.needed_for([name], set())
            before = [cut for cut in cuts if node_of(cut.output) in needed]
            if before:
                found.setdefault(before[-1].layer.block, full_name(name))
    return found


def _is_attention(graph: InferenceGraph, name: str) -> bool:
    if graph.nodes[name].op != "Softmax":
        return False
    shape = graph.specs[full_name(name)].shape
    return shape.rank in RANKS and shape[-1] == shape[-2]
