"""InferenceGraph: a module's inference as a plain dataflow graph, inlined, in network order.

A TF-Hub module is a black box to Keras: no layers, nothing to freeze one by one, nothing to cache. Its inference graph
is not: once its function calls are inlined, the nodes that read variables show which variable feeds which operation.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import tensorflow as tf

from core.backbones.conditions import decided
from core.backbones.graph_part import Change, copied
from core.backbones.grouped_convolutions import Groups, with_groups_apart
from core.backbones.inlining import inlined
from core.backbones.module import Module
from core.backbones.signature import inputs_of
from core.backbones.tensor_names import data_inputs, full_name, node_of
from core.errors import UserError
from core.messages import Message
from core.modalities.network_input import NetworkInput

PASSES_THROUGH = {"Identity", "StopGradient", "PreventGradient", "Snapshot", "CheckNumerics"}
ENDS_A_CLASSIFIER = {"Softmax", "Sigmoid", "LogSoftmax"}
KEEPS_LOGITS = PASSES_THROUGH | ENDS_A_CLASSIFIER | {"BiasAdd", "Add", "AddV2", "Reshape", "Squeeze", "Cast"}
READS = {"ReadVariableOp", "VariableShape"}
GATHERS = {"ResourceGather": "GatherV2", "ResourceGatherNd": "GatherNd"}
MULTIPLIES = {"MatMul", "Conv2D"}
#: TensorFlow 1's own control flow, which hangs on the order of nodes; later versions use If and While
OLD_CONTROL_FLOW = {"Switch", "RefSwitch", "Merge", "RefMerge", "Enter", "RefEnter", "LoopCond"}
#: their second input only tells a shape
RESHAPES = {"Reshape", "Squeeze"}


class InferenceGraph:
    """The graph from one batch of examples, a tensor [n, …] for each input of the module, to the module's output."""

    def __init__(self, module: Module, given: NetworkInput):
        inputs = inputs_of(module.inference)
        whole = module.inference.graph.as_graph_def()
        graph = inlined(whole, [tensor.name for tensor in (*module.inference.inputs, *module.inference.outputs)])
        graph = decided(graph, [*(tensor.name for tensor in inputs), module.output])
        self._library = graph.library
        self.nodes = {node.name: node for node in with_reads_in_the_open(graph.node)}
        self.given = given
        #: names of nodes, in the order in which the module takes them
        self.inputs = tuple(tensor.op.name for tensor in inputs)
        self.input_specs = tuple(
            tf.TensorSpec([None, *shape], tensor.dtype) for tensor, shape in zip(inputs, given.shapes, strict=True)
        )
        #: the tensor that the module gives
        self.output = self.above_identities(self._inlined(module.output))
        self._variable_of_placeholder, self._constants = _captures(module)
        self._arrange()
        self._refuse_old_control_flow()
        self._refuse_unknown_resources()
        self._refuse_hidden_reads()
        self.depends_on_input = self.reached_from(self.inputs)
        if node_of(self.output) not in self.depends_on_input:
            raise UserError(Message("output-without-input"))
        self._take_groups_apart()

    @property
    def input_tensors(self) -> tuple[str, ...]:
        """Return the names of the tensors that an example is given as."""
        return tuple(map(full_name, self.inputs))

    @functools.cached_property
    def reads(self) -> dict[str, tf.Variable]:
        """Return which variable each reading node reads, in network order."""
        return {name: self._variable(name) for name in self.order if self.nodes[name].op == "ReadVariableOp"}

    @functools.cached_property
    def variables(self) -> list[tf.Variable]:
        """Return every variable that the output needs, first layer first (a module's own list has no such order)."""
        return list({id(variable): variable for variable in self.reads.values()}.values())

    @functools.cached_property
    def specs(self) -> dict[str, tf.TensorSpec]:
        """Return static shape and type of every tensor that depends on the input.

        What follows the batch's size is None.
        """
        return {
            name: tf.TensorSpec(_common_shape(spec.shape, self._specs_of_three[name].shape), spec.dtype)
            for name, spec in self._specs_of_two.items()
        }

    def has_row_for_each_example(self, tensor: str) -> bool:
        """Return whether `tensor` is a batch of values of single examples, all of one shape."""
        two, three = self._specs_of_two[tensor].shape, self._specs_of_three[tensor].shape
        if not two.rank or not three.rank:
            return False
        return (two[0], three[0]) == (2, 3) and self.specs[tensor].shape[1:].is_fully_defined()

    @functools.cached_property
    def axes_of_length(self) -> dict[str, tuple[int, ...]]:
        """Return which axes of the values of single examples are as long as the rows that are given.

        Empty where rows have one length only, or where the module does not take shorter ones.
        """
        if self.given.shorter is None:
            return {}
        (length,), (less,) = self.given.shapes[0], self.given.shorter.shapes[0]
        try:
            shorter = self._specs_of(2, self.given.shorter)
        except UserError:
            return {}
        if shorter[self.output].shape != self._specs_of_two[self.output].shape:
            return {}
        return {
            name: axes
            for name, spec in self._specs_of_two.items()
            if self.has_row_for_each_example(name) and (axes := _axes(spec.shape, shorter[name].shape, length, less))
        }

    def spec_of_any_length(self, tensor: str) -> tf.TensorSpec:
        """Return static shape and type; None is what follows the batch's size or the length of rows."""
        spec, axes = self.specs[tensor], self.axes_of_length.get(tensor, ())
        return tf.TensorSpec([None if axis in axes else side for axis, side in enumerate(spec.shape)], spec.dtype)

    @functools.cached_property
    def _specs_of_two(self) -> dict[str, tf.TensorSpec]:
        return self._specs_of(2, self.given)

    @functools.cached_property
    def _specs_of_three(self) -> dict[str, tf.TensorSpec]:
        return self._specs_of(3, self.given)

    def _specs_of(self, examples: int, given_as: NetworkInput) -> dict[str, tf.TensorSpec]:
        """Return specs for a batch of known size: TensorFlow then knows the shapes that a module computes from it."""
        with tf.Graph().as_default() as graph:
            shapes = zip(self.input_specs, given_as.shapes, strict=True)
            sized = [tf.TensorSpec([examples, *shape], spec.dtype) for spec, shape in shapes]
            given = {
                name: tf.compat.v1.placeholder(spec.dtype, spec.shape)
                for name, spec in zip(self.inputs, sized, strict=True)
            }
            given |= {
                name: tf.compat.v1.placeholder(variable.dtype, variable.shape) for name, variable in self.reads.items()
            }
            try:
                self._import([self.output], given)
            except ValueError as error:  # shapes that do not fit together
                raise UserError(Message("input-not-processed", given=self.given.text)) from error
            specs = {
                tensor.name: tf.TensorSpec(tensor.shape, tensor.dtype)
                for operation in graph.get_operations()
                if operation.name in self.depends_on_input
                for tensor in operation.outputs
            }
        return specs | dict(zip(self.input_tensors, sized, strict=True))

    def classifier_input(self) -> str | None:
        """Return the tensor that the module's last layer classifies; None where it does not end in a classifier."""
        tensor = self.output
        while True:
            node = self.nodes[node_of(tensor)]
            read = data_inputs(node)[:1] if node.op in RESHAPES else data_inputs(node)
            on_input = [name for name in read if node_of(name) in self.depends_on_input]
            if node.op in MULTIPLIES and len(on_input) == 1:
                return self.above_identities(on_input[0]) if self._is_pointwise(node) else None
            if node.op not in KEEPS_LOGITS or len(on_input) != 1:
                return None
            tensor = on_input[0]

    def reached_from(self, start: Iterable[str]) -> set[str]:
        """Return the names of all nodes downstream of `start`, themselves included."""
        waiting = list(start)
        reached = set(waiting)
        while waiting:
            for consumer in self.consumers[waiting.pop()]:
                if consumer not in reached:
                    reached.add(consumer)
                    waiting.append(consumer)
        return reached

    def function(
        self, feeds: Sequence[str], fetches: Sequence[str], changes: Mapping[str, Change] | None = None
    ) -> Callable[..., list[tf.Tensor]]:
        """Return the part of the graph from the tensors `feeds` to the tensors `fetches`, for use inside a tf.function.

        Gradients reach the variables, since each is read in the open by tf.convert_to_tensor. `changes` by the full
        name of a tensor that is computed: what stands behind it is given what they return.
        """

        def run(*values: tf.Tensor) -> list[tf.Tensor]:
            given = {full_name(tensor): value for tensor, value in zip(feeds, values, strict=True)}
            fed = {node_of(tensor) for tensor in feeds}
            needed = self.needed_for(fetches, fed)
            given |= {
                full_name(name): tf.convert_to_tensor(variable)
                for name, variable in self.reads.items()
                if name in needed
            }
            return self._import(fetches, given, changes)

        return run

    def above_identities(self, tensor: str) -> str:
        """One value can have two Identity names: follow them upward and keep one."""
        node = self.nodes[node_of(tensor)]
        while node.op in PASSES_THROUGH:
            tensor = data_inputs(node)[0]
            node = self.nodes[node_of(tensor)]
        return full_name(tensor)

    def needed_for(self, fetches: Iterable[str], fed: set[str]) -> set[str]:
        """Return the names of the nodes that must run for `fetches` when the nodes `fed` are given."""
        waiting, needed = [node_of(tensor) for tensor in fetches], set()
        while waiting:
            name = waiting.pop()
            if name not in needed and name not in fed:
                needed.add(name)
                if self.nodes[name].op != "ReadVariableOp":
                    waiting += [node_of(tensor) for tensor in data_inputs(self.nodes[name])]
        return needed

    def _import(
        self, fetches: Sequence[str], given: dict[str, tf.Tensor], changes: Mapping[str, Change] | None = None
    ) -> list[tf.Tensor]:
        """Add the nodes between the tensors `given` and `fetches` to the graph that is being built."""
        values = {full_name(tensor): value for tensor, value in given.items()}
        needed = self.needed_for(fetches, {node_of(tensor) for tensor in given})
        order = [name for name in self.order if name in needed]
        values |= {full_name(name): tf.constant(self._constants[name]) for name in order if name in self._constants}
        nodes = [self.nodes[name] for name in order if name not in self._constants]
        return copied(nodes, self._library, values, [full_name(tensor) for tensor in fetches], changes or {})

    def _arrange(self) -> None:
        """Find out who follows whom."""
        self.order = self._network_order()
        self.position = {name: place for place, name in enumerate(self.order)}
        self.consumers: dict[str, list[str]] = defaultdict(list)
        for name in self.order:
            for tensor in data_inputs(self.nodes[name]):
                self.consumers[node_of(tensor)].append(name)

    def _take_groups_apart(self) -> None:
        """Split convolutions in groups, of which TensorFlow has no gradient without oneDNN."""
        found = {name: self._groups(name) for name in self.order if self.nodes[name].op == "Conv2D"}
        groups = {name: one for name, one in found.items() if one is not None}
        if groups:
            self.nodes = with_groups_apart(self.nodes, groups)
            self._arrange()
            self.depends_on_input = self.reached_from(self.inputs)
            for known in ("reads", "variables", "specs", "axes_of_length", "_specs_of_two", "_specs_of_three"):
                self.__dict__.pop(known, None)

    def _groups(self, name: str) -> Groups | None:
        """Return the groups of a convolution whose kernel is a variable; None where its channels stand in one."""
        image, kernel = (self.above_identities(tensor) for tensor in data_inputs(self.nodes[name])[:2])
        if node_of(kernel) not in self.reads or self.nodes[name].attr["data_format"].s not in (b"", b"NHWC"):
            return None
        channels = self.specs[image].shape[-1] if image in self.specs and self.specs[image].shape.rank == 4 else None
        height, width, of_group, outputs = map(int, self.reads[node_of(kernel)].shape)
        if channels is None or channels == of_group:
            return None
        return Groups(channels // of_group, (height, width, of_group, outputs))

    def _inlined(self, output: str) -> str:
        """Return the name in the inlined graph of an output of the function."""
        if node_of(output) in self.nodes:
            return output
        raise UserError(Message("graph-not-unfolded"))

    def _network_order(self) -> list[str]:
        """Return each node that the output needs, after its inputs, in the order in which an example passes them."""
        order: list[str] = []
        seen: set[str] = set()
        waiting = [(node_of(self.output), False)]
        while waiting:
            name, inputs_done = waiting.pop()
            if inputs_done:
                order.append(name)
            elif name not in seen:
                seen.add(name)
                waiting.append((name, True))
                inputs = data_inputs(self.nodes[name])
                waiting += [(node_of(tensor), False) for tensor in reversed(inputs)]
        return order

    def _variable(self, name: str) -> tf.Variable:
        source = node_of(self.nodes[name].input[0])
        while source not in self._variable_of_placeholder:  # inlining leaves Identity nodes in between
            inputs = data_inputs(self.nodes[source])
            if not inputs:
                raise UserError(Message("variable-missing"))
            source = node_of(inputs[0])
        return self._variable_of_placeholder[source]

    def _refuse_old_control_flow(self) -> None:
        if any(self.nodes[name].op in OLD_CONTROL_FLOW for name in self.order):
            raise UserError(Message("conditions-not-unfolded"))

    def _refuse_hidden_reads(self) -> None:
        """A variable that goes whole into a condition or a loop is read where it can be neither cut nor trained."""
        handles = set(self._variable_of_placeholder)
        for name in self.order:
            if any(node_of(tensor) in handles for tensor in data_inputs(self.nodes[name])):
                if self.nodes[name].op in PASSES_THROUGH:
                    handles.add(name)
                elif self.nodes[name].op not in READS:
                    raise UserError(Message("variables-inside-conditions"))

    def _refuse_unknown_resources(self) -> None:
        known = {*self.inputs} | self._variable_of_placeholder.keys() | self._constants.keys()
        if any(self.nodes[name].op == "Placeholder" and name not in known for name in self.order):
            raise UserError(Message("needs-a-resource"))

    def _is_pointwise(self, node: tf.compat.v1.NodeDef) -> bool:
        """A convolution classifies only where there is one pixel left to classify."""
        if node.op == "MatMul":
            return True
        shape = self.specs[full_name(node.name)].shape
        return shape.rank == 4 and shape[1] == shape[2] == 1


def with_reads_in_the_open(nodes: Iterable[tf.compat.v1.NodeDef]) -> list[tf.compat.v1.NodeDef]:
    """Return the nodes, with each gathering from a variable made two: to read it, and to gather."""
    opened: list[tf.compat.v1.NodeDef] = []
    for node in nodes:
        opened += _read_and_gather(node) if node.op in GATHERS else [node]
    return opened


def _read_and_gather(node: tf.compat.v1.NodeDef) -> list[tf.compat.v1.NodeDef]:
    read = tf.compat.v1.NodeDef(name=f"{node.name}/read", op="ReadVariableOp", input=node.input[:1])
    read.attr["dtype"].CopyFrom(node.attr["dtype"])
    gather = tf.compat.v1.NodeDef(name=node.name, op=GATHERS[node.op], input=[read.name, *node.input[1:]])
    gather.attr["Tparams"].CopyFrom(node.attr["dtype"])
    gather.attr["Tindices"].CopyFrom(node.attr["Tindices"])
    if node.op == "ResourceGatherNd":
        return [read, gather]
    axis = tf.compat.v1.NodeDef(name=f"{node.name}/axis", op="Const")
    axis.attr["dtype"].type = gather.attr["Taxis"].type = tf.int32.as_datatype_enum
    axis.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(node.attr["batch_dims"].i, tf.int32))
    gather.attr["batch_dims"].CopyFrom(node.attr["batch_dims"])
    gather.input.insert(2, axis.name)  # before what it only waits for
    return [read, axis, gather]


def _common_shape(two: tf.TensorShape, three: tf.TensorShape) -> list[int | None] | None:
    """Return what is the same for two images and for three."""
    if two.rank is None or two.rank != three.rank:
        return None
    return [side if side == other else None for side, other in zip(two, three, strict=True)]


def _axes(shape: tf.TensorShape, shorter: tf.TensorShape, length: int, less: int) -> tuple[int, ...]:
    """Return the axes that are of this length, and of the lesser one where rows are."""
    if shape.rank != shorter.rank:
        return ()
    pairs = enumerate(zip(shape, shorter, strict=True))
    return tuple(axis for axis, sides in pairs if axis and sides == (length, less))


def _captures(module: Module) -> tuple[dict[str, tf.Variable], dict[str, tf.Tensor]]:
    """Return what the placeholders of captured things stand for: variables, and constant tensors."""
    by_handle = {id(variable.handle): variable for variable in module.variables}
    variables, constants = {}, {}
    for outer, inner in module.inference.graph.captures:
        if id(outer) in by_handle:
            variables[inner.op.name] = by_handle[id(outer)]
        elif outer.dtype != tf.resource:
            constants[inner.op.name] = outer
    return variables, constants
