"""Blocks of layers that nobody has named: conv2d_7 and batch_normalization_3 belong where the graph puts them.

Keras numbers layers by their kind, so their names say nothing of the block that they stand in. Then the graph says it:
what branches and is added or joined again is one block; a normalisation belongs to the block that it follows; in a
plain chain a block is a convolution with what follows it, and a depthwise one goes with the pointwise ones around it.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.backbones.graph import InferenceGraph
from core.backbones.layer_tree import Kind, blocks_of
from core.backbones.tensor_names import data_inputs, full_name, node_of

#: of these words Keras and TensorFlow make the names of layers and variables that have none
AUTOMATIC_WORDS = frozenset(
    (
        *("conv1d", "conv2d", "conv3d", "depthwise", "separable", "transpose", "dense", "einsum", "embedding"),
        *("batch", "layer", "group", "instance", "unit", "rms", "sync", "tpu", "v1", "v2", "normalization"),
        *("standardized", "weight", "multi", "head", "attention", "p", "re", "lu", "scale"),
        *("sequential", "functional", "model", "variable", "Variable", "kernel", "bias", "weights", "biases", "w", "b"),
        *("gamma", "beta", "moving", "mean", "variance"),
    )
)
JOINS = {"Add", "AddV2", "AddN", "Concat", "ConcatV2"}
KERNELS = {Kind.CONVOLUTION, Kind.DEPTHWISE, Kind.DENSE, Kind.ATTENTION, Kind.EMBEDDING}
#: more layers than this between two places that all must pass are divided where branches meet
MOST_LAYERS = 24


@dataclass(frozen=True, kw_only=True)
class PlacedLayer:
    path: str
    kind: Kind
    #: the last node at which it meets the image
    user: str
    #: its kernel spans a single pixel
    is_pointwise: bool = False


def is_automatic(name: str) -> bool:
    """Return whether Keras or TensorFlow gave a layer its name: "conv2d_7", "multi_head_attention", "w_3"."""
    words = re.sub(r"_\d+$", "", name).split("_")
    return all(word in AUTOMATIC_WORDS for word in words)


def blocks_in_network(graph: InferenceGraph, features: str, layers: Sequence[PlacedLayer]) -> list[str]:
    """Return the block of each layer, which are in network order: by its name where it has one, else by the graph."""
    paths = without_name_of_network([layer.path for layer in layers])
    by_name = blocks_of(paths)
    automatic = [is_automatic(name) for name in _first_parts(paths)]
    if any(automatic):
        segments = _Segments(graph, features, [layer.user for layer in layers])
        by_name = _Grouping(layers, by_name, automatic, segments).blocks
    return _without_bare_normalisations(layers, by_name)


def without_name_of_network(paths: Sequence[str]) -> list[str]:
    """Return the paths without what all begin with, as in regnetx002_stem_conv: it says nothing of the block."""
    first, last = min(paths, default=""), max(paths, default="")
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    common = first[:same]
    while "_" in common and "/" not in common and len(paths) > 1:
        common = common[: common.rindex("_")]
        rest = [path[len(common) + 1 :] for path in paths]
        if all(name[:1].isalpha() for name in rest):
            return rest
    return list(paths)


def _first_parts(paths: Sequence[str]) -> list[str]:
    """Return what distinguishes the paths first."""
    split = [path.split("/") for path in paths]
    while len({parts[0] for parts in split}) == 1 and all(len(parts) > 1 for parts in split):
        split = [parts[1:] for parts in split]
    return [parts[0] for parts in split]


def _without_bare_normalisations(layers: Sequence[PlacedLayer], blocks: list[str]) -> list[str]:
    """A block of nothing but normalisation belongs to the block that it follows."""
    with_more = {block for layer, block in zip(layers, blocks, strict=True) if layer.kind != Kind.NORMALISATION}
    result: list[str] = []
    for block in blocks:
        result.append(block if block in with_more or not result else result[-1])
    return result


class _Segments:
    """The network between the nodes that every path from the image to the features must pass."""

    def __init__(self, graph: InferenceGraph, features: str, users: Sequence[str]):
        self._graph = graph
        needed = graph.needed_for([features], set()) & graph.depends_on_input
        self._order = [name for name in graph.order if name in needed and self._is_value(name)]
        self._place = {name: place for place, name in enumerate(self._order)}
        self._ends = self._passed_by_all()
        self._divide_large(users)

    def of(self, node: str) -> int:
        return bisect_left(self._ends, self._place.get(node, 0))

    def is_joined(self, segment: int) -> bool:
        """Return whether it ends where branches meet again."""
        return self.is_branching(segment) and self._joins(self._order[self._ends[segment]])

    def is_branching(self, segment: int) -> bool:
        """Return whether there is more than one way through it."""
        start = self._ends[segment - 1] + 1 if segment else 0
        return segment < len(self._ends) and self._ends[segment] > start

    def _is_value(self, name: str) -> bool:
        """A shape that is measured on the image is no path that it takes."""
        spec = self._graph.specs.get(full_name(name))
        return name in self._graph.inputs or (spec is not None and spec.dtype.is_floating)

    def _passed_by_all(self) -> list[int]:
        last_use = list(range(len(self._order)))
        for place, name in enumerate(self._order):
            for source in self._sources(name):
                last_use[source] = max(last_use[source], place)
        ends, open_until = [], -1
        for place, last in enumerate(last_use):
            if open_until <= place:  # nothing that came before is used later
                ends.append(place)
            open_until = max(open_until, last)
        return ends

    def _sources(self, name: str) -> Iterator[int]:
        for tensor in data_inputs(self._graph.nodes[name]):
            if node_of(tensor) in self._place:
                yield self._place[node_of(tensor)]

    def _joins(self, name: str) -> bool:
        return self._graph.nodes[name].op in JOINS and len(set(self._sources(name))) > 1

    def _divide_large(self, users: Sequence[str]) -> None:
        crowded = {segment for segment, count in Counter(map(self.of, users)).items() if count > MOST_LAYERS}
        joints = [place for place, name in enumerate(self._order) if self._joins(name) and self.of(name) in crowded]
        concatenated = [place for place in joints if self._graph.nodes[self._order[place]].op.startswith("Concat")]
        self._ends = sorted({*self._ends, *(concatenated or joints)})


class _Grouping:
    def __init__(self, layers: Sequence[PlacedLayer], by_name: list[str], automatic: list[bool], segments: _Segments):
        self._segments = segments
        self._taken = {block for block, is_free in zip(by_name, automatic, strict=True) if not is_free}
        self._numbers = itertools.count(1)
        self._named_in: dict[int, str] = {}
        placed = [segments.of(layer.user) for layer in layers]
        for segment, block, is_free in zip(placed, by_name, automatic, strict=True):
            if not is_free and segments.is_joined(segment):
                self._named_in[segment] = block
        self._with_kernel = {segment for segment, layer in zip(placed, layers, strict=True) if layer.kind in KERNELS}
        self._of_segment: dict[int, str] = {}
        self._block, self._chain = "", ""
        self.blocks = [
            self._block_of(layer, segment) if is_free else self._named(block)
            for layer, segment, block, is_free in zip(layers, placed, by_name, automatic, strict=True)
        ]

    def _named(self, block: str) -> str:
        self._block, self._chain = block, ""
        return block

    def _block_of(self, layer: PlacedLayer, segment: int) -> str:
        if self._segments.is_joined(segment) and segment in self._with_kernel:
            if segment not in self._of_segment:
                self._of_segment[segment] = self._named_in.get(segment) or self._new_block()
            self._chain = ""
            self._block = self._of_segment[segment]
        elif layer.kind in KERNELS and not self._is_side_path(segment) and not self._goes_on(layer):
            self._block = self._new_block()
            self._chain = _letter(layer)
        elif not self._block:
            self._block = self._new_block()
        return self._block

    def _is_side_path(self, segment: int) -> bool:
        """Squeeze and excitation: it branches, but what comes back only scales the block that it follows."""
        return bool(self._block) and self._segments.is_branching(segment)

    def _goes_on(self, layer: PlacedLayer) -> bool:
        """Return whether a chain of pointwise, depthwise, pointwise goes on with this layer."""
        chain = self._chain + _letter(layer)
        if chain not in ("pd", "dp", "pdp"):
            return False
        self._chain = chain
        return True

    def _new_block(self) -> str:
        return next(name for number in self._numbers if (name := f"block_{number}") not in self._taken)


def _letter(layer: PlacedLayer) -> str:
    if layer.kind == Kind.DEPTHWISE:
        return "d"
    return "p" if layer.is_pointwise else "x"
