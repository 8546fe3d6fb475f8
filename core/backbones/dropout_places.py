"""Where the layers of a transformer can leave something out at random while they learn, as BERT's do.

An inference graph has no dropout any more. It is put back where BERT has it (Devlin et al., 2019): behind the softmax
of an attention, behind what a layer adds to what goes past it, and behind the embeddings.
"""

from __future__ import annotations

from collections.abc import Collection

import tensorflow as tf

from core.backbones.graph import PASSES_THROUGH, RESHAPES, InferenceGraph
from core.backbones.tensor_names import data_inputs, full_name, node_of

ATTENDS = "Softmax"
ADDS = {"Add", "AddV2"}
MULTIPLIES = {"MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3", "Einsum"}
#: what may stand between a product and the sum that it goes into, beside a bias
BETWEEN = PASSES_THROUGH | RESHAPES | {"Cast", "BiasAdd"}


def dropout_places(graph: InferenceGraph, features: str, unfrozen: Collection[tf.Variable]) -> tuple[str, ...]:
    """Return the tensors of the layers that these variables are of, in network order; none if it is no transformer."""
    found = _Places(graph, features)
    wanted = {id(variable) for variable in unfrozen}
    return tuple(tensor for tensor, variables in found.places.items() if not wanted.isdisjoint(variables))


class _Places:
    """All of a graph."""

    def __init__(self, graph: InferenceGraph, features: str):
        self._graph = graph
        needed = graph.needed_for([features], set())
        softmaxes = [name for name in graph.order if name in needed and graph.nodes[name].op == ATTENDS]
        softmaxes = [name for name in softmaxes if self._compared_by(name)]
        self._attending = graph.reached_from(softmaxes)
        #: by the tensor: the variables of its layer, by id
        self.places = {full_name(name): self._compared_by(name) for name in softmaxes}
        for name in graph.order:
            summed = self._branch_and_past(name) if name in needed else None
            if summed is not None:
                branch, past = summed
                self.places[branch] = self._kernel_of(branch)
                if self._is_embedded(past):
                    self.places[past] = self._read_for([past])
        self.places = dict(sorted(self.places.items(), key=lambda place: graph.position[node_of(place[0])]))

    def _branch_and_past(self, name: str) -> tuple[str, str] | None:
        """Return what a layer gives and what it is added to, where this node adds these."""
        node = self._graph.nodes[name]
        if node.op not in ADDS or name not in self._attending:
            return None
        one, other = (self._graph.above_identities(tensor) for tensor in data_inputs(node))
        for branch, past in ((one, other), (other, one)):
            if self._are_alike(branch, past) and self._kernel_of(branch) and not self._leads_to(branch, past):
                return (branch, past) if node_of(branch) in self._attending else None
        return None

    def _is_embedded(self, tensor: str) -> bool:
        """Return whether it is what words are at first, which queries, keys and values are made of as it is."""
        if node_of(tensor) in self._attending:
            return False
        readers = self._readers_of(node_of(tensor))
        return sum(self._graph.nodes[reader].op in MULTIPLIES for reader in readers) > 1

    def _readers_of(self, name: str) -> list[str]:
        """Return who computes with what this node gives, by whatever Identity name."""
        readers = self._graph.consumers[name]
        same = [reader for reader in readers if self._graph.nodes[reader].op in PASSES_THROUGH]
        return [*readers, *(reader for name in same for reader in self._readers_of(name))]

    def _are_alike(self, one: str, other: str) -> bool:
        """Return whether both are values of each word, of one shape."""
        specs = self._graph.specs
        if one not in specs or other not in specs:
            return False
        shape = specs[one].shape
        return shape.rank == 3 and shape.is_compatible_with(specs[other].shape)

    def _leads_to(self, one: str, other: str) -> bool:
        """Return whether the other is made of the one, as a part of an activation is."""
        return node_of(one) in self._graph.needed_for([other], set())

    def _kernel_of(self, tensor: str) -> set[int]:
        """Return the variables that it was last multiplied with; none where other than a bias came of it since."""
        node = self._graph.nodes[node_of(tensor)]
        while True:
            on_input = [name for name in data_inputs(node) if node_of(name) in self._graph.depends_on_input]
            if node.op in MULTIPLIES and len(on_input) == 1:
                return self._read_for([name for name in data_inputs(node) if name not in on_input])
            if node.op in BETWEEN or (node.op in ADDS and len(on_input) == 1):
                node = self._graph.nodes[node_of(data_inputs(node)[0] if node.op in BETWEEN else on_input[0])]
            else:
                return set()

    def _compared_by(self, softmax: str) -> set[int]:
        """Return the variables that made the queries and keys."""
        waiting, seen, found = [softmax], {softmax}, set[int]()
        while waiting:
            tensor = waiting.pop()
            kernel = self._kernel_of(tensor)
            found |= kernel
            if not kernel:
                inputs = data_inputs(self._graph.nodes[node_of(tensor)])
                waiting += [name for name in inputs if node_of(name) in self._graph.depends_on_input - seen]
                seen |= {node_of(name) for name in inputs}
        return found

    def _read_for(self, tensors: list[str]) -> set[int]:
        """Return the variables that they depend on, by id."""
        needed = self._graph.needed_for(tensors, set())
        return {id(variable) for name, variable in self._graph.reads.items() if name in needed}
