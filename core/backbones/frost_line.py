"""FrostLine: where a backbone is cut. What lies before it is computed once per example; what lies behind it is trained.

Everything downstream of a trainable variable is unfrozen, all else is frozen. The tensors that cross from frozen to
unfrozen are the frost line: they have the same value for the same example in every epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

# Private, and the only means to turn a function's variables into constants.
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from core.backbones.folding import folded, has_convolutions
from core.backbones.graph import InferenceGraph
from core.backbones.graph_part import Change
from core.backbones.present_values import only_reads_variables, with_present_values
from core.backbones.tensor_names import data_inputs, full_name, node_of

Values = Sequence[tf.Tensor]
#: before the first of these nothing is known of a word but itself
ATTENDS = "Softmax"


class FrostLine:
    """The cut of one inference graph for one set of trainable variables."""

    def __init__(self, graph: InferenceGraph, features: str, trainable: Sequence[tf.Variable]):
        self._graph, self._features = graph, features
        #: the shapes that the tail asks for, of frozen tensors; only the batch in them is not known beforehand
        self._shapes: tuple[str, ...] = ()
        #: names of the tensors that cross
        self.frontier: tuple[str, ...] = (full_name(features),)
        if trainable:
            self.frontier, self._shapes = self._crossing(trainable)
            if self._spares_nothing():  # start from the input
                self.frontier, self._shapes = graph.input_tensors, ()

    @classmethod
    def from_json(cls, graph: InferenceGraph, features: str, values: Mapping[str, Any]) -> FrostLine:
        """Raise KeyError where it is of another graph."""
        line = cls(graph, features, ())
        line.frontier, line._shapes = tuple(values["frontier"]), tuple(values["shapes"])
        for name in (*line.frontier, *line._shapes):
            graph.nodes[node_of(name)]
        return line

    def as_json(self) -> dict[str, Any]:
        return {"frontier": list(self.frontier), "shapes": list(self._shapes)}

    @property
    def is_at_input(self) -> bool:
        """No layer is frozen below the first unfrozen one: the tail starts from the example itself."""
        return self.frontier == self._graph.input_tensors

    @property
    def specs(self) -> list[tf.TensorSpec]:
        """Return shape and type of each; None is the batch, and the length where the network takes shorter rows."""
        return [self._graph.spec_of_any_length(tensor) for tensor in self.frontier]

    @property
    def is_of_any_length(self) -> bool:
        """Return whether what crosses is as long as the rows that are given."""
        return self._length_at is not None

    @property
    def kept(self) -> tuple[int, ...]:
        """Return the places in `frontier` of what is computed; all else is the example itself, which is at hand."""
        inputs = self._graph.input_tensors
        return tuple(place for place, tensor in enumerate(self.frontier) if tensor not in inputs)

    @property
    def row_dtype(self) -> np.dtype:
        """Return what is kept of one example: a field for each crossing tensor that is computed, by its place."""
        (length, *_), *_ = self._graph.given.shapes
        return self.row_dtype_at(length)

    def row_dtype_at(self, length: int) -> np.dtype:
        """Return the same for rows of this length, where they may have another than the longest."""
        specs = self.specs
        shapes = {place: [length if side is None else side for side in specs[place].shape[1:]] for place in self.kept}
        return np.dtype([(str(place), specs[place].dtype.as_numpy_dtype, (*shape,)) for place, shape in shapes.items()])

    @property
    def variables_before(self) -> list[tf.Variable]:
        """Return the frozen variables on which the crossing values depend."""
        before = self._before()
        return [variable for name, variable in self._graph.reads.items() if name in before]

    def prefix(self) -> Callable[..., list[tf.Tensor]]:
        """Return the function from the module's inputs to the crossing values, for use inside a tf.function."""
        return self._graph.function(self._graph.inputs, self.frontier)

    def tail(self, changes: Mapping[str, Change] | None = None) -> Callable[..., list[tf.Tensor]]:
        """Return the function from the crossing values to [features], for use inside a tf.function.

        `changes` by the full name of a tensor behind the line: what stands behind it is given what they return.
        """
        return self._from_here([self._features], changes)

    def until(self, later: FrostLine) -> Callable[..., list[tf.Tensor]]:
        """Return the function from these crossing values to those of a later line, whose unfrozen part lies within."""
        return self._from_here(later.frontier)

    def leads_to(self, later: FrostLine) -> bool:
        """Return whether the values at a later line can be computed from those here, without the example itself."""
        return not self.is_at_input and self._needed_from_here(later.frontier).isdisjoint(self._graph.inputs)

    def steps_to(self, later: FrostLine) -> int:
        """Return how many operations lie between."""
        return len(self._needed_from_here(later.frontier))

    @property
    def steps_to_features(self) -> int:
        return len(self._needed_from_here([self._features]))

    def _needed_from_here(self, fetches: Sequence[str]) -> set[str]:
        return self._graph.needed_for(fetches, {node_of(tensor) for tensor in (*self.frontier, *self._shapes)})

    def _from_here(
        self, fetches: Sequence[str], changes: Mapping[str, Change] | None = None
    ) -> Callable[..., list[tf.Tensor]]:
        run = self._graph.function([*self.frontier, *self._shapes], fetches, changes)

        def part(*values: tf.Tensor) -> list[tf.Tensor]:
            return run(*values, *(self._shape(name, values) for name in self._shapes))

        return part

    def _spares_nothing(self) -> bool:
        """Return whether what lies before the line is no more than the example itself.

        What a network only looks up for each word says which word that is, and is looked up as quickly again.
        """
        before = self._before()
        if before.isdisjoint(self._graph.reads):
            return True
        if self._graph.given.keeps_examples:
            return all(self._graph.nodes[name].op != ATTENDS for name in before)
        return not set(self._graph.input_tensors).isdisjoint(self.frontier)

    def _before(self) -> set[str]:
        """Return the names of the nodes from the example to the line."""
        return self._graph.needed_for(self.frontier, set(self._graph.inputs))

    def _shape(self, name: str, values: Values) -> tf.Tensor:
        measured = self._graph.spec_of_any_length(self._measured(name)).shape[1:]
        sides = [tf.shape(values[0])[0], *(self._length(values) if side is None else side for side in measured)]
        return tf.cast(tf.stack(sides), self._graph.specs[name].dtype)

    def _length(self, values: Values) -> tf.Tensor:
        """Return how long the rows are of which these values are."""
        if self._length_at is None:  # what crosses does not say, so it was computed of whole rows
            return tf.constant(self._graph.given.shapes[0][0])
        place, axis = self._length_at
        return tf.shape(values[place])[axis]

    @property
    def _length_at(self) -> tuple[int, int] | None:
        axes = self._graph.axes_of_length
        return next(((place, axes[name][0]) for place, name in enumerate(self.frontier) if name in axes), None)

    def _measured(self, shape: str) -> str:
        """Return the tensor whose shape it is."""
        return full_name(data_inputs(self._graph.nodes[node_of(shape)])[0])

    def _crossing(self, trainable: Sequence[tf.Variable]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the values of single examples that cross, and the shapes."""
        wanted = {id(variable) for variable in trainable}
        reads = [name for name, variable in self._graph.reads.items() if id(variable) in wanted]
        needed = self._graph.needed_for([self._features], set())
        unfrozen = self._graph.reached_from(reads) & needed
        while True:
            crossing = self._inputs_from_outside(unfrozen)
            shapes = [tensor for tensor in crossing if self._is_shape(tensor)]
            values = [tensor for tensor in crossing if tensor not in shapes]
            computed_behind = {node_of(tensor) for tensor in values if not self._is_kept(tensor)}
            if not computed_behind:
                return tuple(values), tuple(shapes)
            unfrozen |= computed_behind

    def _inputs_from_outside(self, unfrozen: set[str]) -> list[str]:
        """Return them in network order, each value once, whatever Identity names it has."""
        inputs = {
            self._graph.above_identities(tensor): None
            for name in self._graph.order
            if name in unfrozen
            for tensor in data_inputs(self._graph.nodes[name])
            if node_of(tensor) not in unfrozen and node_of(tensor) in self._graph.depends_on_input
        }
        return [tensor for tensor in inputs if node_of(tensor) not in unfrozen]

    def _is_kept(self, tensor: str) -> bool:
        """Return whether it is kept, and not computed again behind the line.

        The batch size that a reshape was told is no value of one example; a mask of words can be had from these.
        """
        if not self._is_per_example(tensor):
            return False
        is_input = tensor in self._graph.input_tensors
        return is_input or not self._graph.given.keeps_examples or self._is_made_by_layers(tensor)

    def _is_made_by_layers(self, tensor: str) -> bool:
        return not self._graph.needed_for([tensor], set()).isdisjoint(self._graph.reads)

    def _is_per_example(self, tensor: str) -> bool:
        is_value = self._graph.specs[tensor].dtype.is_floating or tensor in self._graph.input_tensors
        return is_value and self._graph.has_row_for_each_example(tensor)

    def _is_shape(self, tensor: str) -> bool:
        node = self._graph.nodes[node_of(tensor)]
        return node.op == "Shape" and self._graph.has_row_for_each_example(self._measured(tensor))


def as_constant_function(function: Callable, signature: Sequence[tf.TensorSpec]) -> Callable[..., list[tf.Tensor]]:
    """Return `function` compiled with the present values of its variables: much faster, and never to be trained.

    They become constants where something can be folded into them.
    """
    traced = tf.function(function, input_signature=signature, autograph=False).get_concrete_function()
    is_folded = has_convolutions(traced.graph.as_graph_def()) or not only_reads_variables(traced)
    run = _folded(traced) if is_folded else with_present_values(traced)
    return tf.function(run, input_signature=signature, autograph=False)


def _folded(traced: tf.types.experimental.ConcreteFunction) -> Callable[..., list[tf.Tensor]]:
    constant = convert_variables_to_constants_v2(traced, lower_control_flow=False)
    graph = folded(constant.graph.as_graph_def())
    inputs = [tensor.name for tensor in constant.inputs]
    outputs = [tensor.name for tensor in constant.outputs]

    def run(*values: tf.Tensor) -> list[tf.Tensor]:
        return tf.graph_util.import_graph_def(graph, dict(zip(inputs, values, strict=True)), outputs, name="")

    return run
