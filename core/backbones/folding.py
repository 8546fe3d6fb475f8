"""Folding: what follows a convolution and only scales and shifts its channels becomes part of the convolution.

Frozen normalisation costs as much as the convolutions it follows. TensorFlow folds some of it by itself, but not behind
depthwise convolutions, and only fuses an activation where the shift is a BiasAdd. The result differs from the unfolded
graph in the last bits only. (Jacob et al. 2018, arXiv 1712.05877, section 3.2.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import tensorflow as tf
from tensorflow.core.framework.graph_pb2 import GraphDef
from tensorflow.core.framework.node_def_pb2 import NodeDef

from core.backbones.tensor_names import data_inputs, full_name, node_of

CONVOLUTIONS = {"Conv2D", "DepthwiseConv2dNative"}
NORMALISATIONS = {"FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"}
SUMS = {"Add", "AddV2", "BiasAdd"}
#: whatever reads a constant that matters here
FOLDS = CONVOLUTIONS | NORMALISATIONS | SUMS | {"Mul", "Sub", "Pad"}


def folded(graph: GraphDef) -> GraphDef:
    """Return the same graph, of which all variables are constants already, with its convolutions folded."""
    return _Folding(graph).result()


def has_convolutions(graph: GraphDef) -> bool:
    """Return whether there may be anything to fold."""
    nodes = [*graph.node, *(node for function in graph.library.function for node in function.node_def)]
    return any(node.op in CONVOLUTIONS | NORMALISATIONS for node in nodes)


class _Folding:
    def __init__(self, graph: GraphDef):
        self._graph = graph
        self._nodes = {node.name: node for node in graph.node}
        self._consumers: dict[str, list[NodeDef]] = defaultdict(list)
        for node in graph.node:
            for tensor in node.input:  # a node that another only waits for must stay, too
                self._consumers[node_of(tensor)].append(node)
        self._constants = self._evaluated_constants()
        self._replaced: dict[str, list[NodeDef]] = {}
        self._dropped: set[str] = set()

    def result(self) -> GraphDef:
        for node in self._graph.node:
            kernel = self._constant(node, 1) if node.op in CONVOLUTIONS and _is_channels_last(node) else None
            if kernel is not None:
                self._fold(node, kernel.astype(np.float64))
        result = GraphDef(versions=self._graph.versions, library=self._graph.library)
        for node in self._graph.node:
            if node.name in self._replaced:
                result.node.extend(self._replaced[node.name])
            elif node.name not in self._dropped:
                result.node.append(node)
        return result

    def _fold(self, convolution: NodeDef, kernel: np.ndarray) -> None:
        channels = kernel.shape[3] if convolution.op == "Conv2D" else kernel.shape[2] * kernel.shape[3]
        scale, shift = np.ones(channels), np.zeros(channels)
        last = convolution
        while (step := self._scale_and_shift(last, channels)) is not None:
            consumer, more_scale, more_shift = step
            scale, shift = scale * more_scale, shift * more_scale + more_shift
            self._dropped.add(last.name)
            last = consumer
        if last is convolution:
            return
        by_channel = scale if convolution.op == "Conv2D" else scale.reshape(kernel.shape[2:])
        self._replaced[last.name] = self._folded_nodes(convolution, last.name, kernel * by_channel, shift)

    def _folded_nodes(self, convolution: NodeDef, name: str, kernel: np.ndarray, shift: np.ndarray) -> list[NodeDef]:
        """Return kernel, convolution, shift and a BiasAdd that bears the name of the last node that it stands for."""
        dtype = tf.dtypes.as_dtype(convolution.attr["T"].type)
        folded_kernel = _constant_node(f"{name}/folded/kernel", kernel.astype(dtype.as_numpy_dtype))
        folded_shift = _constant_node(f"{name}/folded/shift", shift.astype(dtype.as_numpy_dtype))
        copy = NodeDef()
        copy.CopyFrom(convolution)
        copy.name = f"{name}/folded/convolution"
        copy.input[:] = [self._without_padding(copy, kernel.shape), folded_kernel.name]
        bias = NodeDef(name=name, op="BiasAdd", input=[copy.name, folded_shift.name])
        bias.attr["T"].type = dtype.as_datatype_enum
        bias.attr["data_format"].s = b"NHWC"
        return [folded_kernel, folded_shift, copy, bias]

    def _without_padding(self, convolution: NodeDef, kernel_shape: tuple[int, ...]) -> str:
        """Return what the convolution reads, without zeros around it that it lays just so itself with "SAME"."""
        source = convolution.input[0]
        pad = self._nodes[node_of(source)]
        if pad.op != "Pad" or convolution.attr["padding"].s != b"VALID" or len(self._consumers[pad.name]) > 1:
            return source
        margins = self._constant(pad, 1)
        if margins is None or any(kernel_shape[axis] % 2 == 0 for axis in (0, 1)):
            return source
        height, width = (kernel_shape[axis] // 2 for axis in (0, 1))
        steps = [*convolution.attr["strides"].list.i, *convolution.attr["dilations"].list.i]
        if margins.tolist() != [[0, 0], [height, height], [width, width], [0, 0]] or any(step != 1 for step in steps):
            return source
        self._dropped.add(pad.name)
        convolution.attr["padding"].s = b"SAME"
        return pad.input[0]

    def _scale_and_shift(self, node: NodeDef, channels: int) -> tuple[NodeDef, np.ndarray, np.ndarray] | None:
        """Return the only consumer of `node`, if all it does is to scale and shift each channel."""
        consumers = self._consumers[node.name]
        if len(consumers) != 1 or full_name(node.name) not in map(full_name, consumers[0].input):
            return None
        consumer = consumers[0]
        one, zero = np.ones(channels), np.zeros(channels)
        if consumer.op in NORMALISATIONS:
            return self._normalisation(consumer)
        place = [full_name(tensor) for tensor in data_inputs(consumer)].index(full_name(node.name))
        values = _per_channel(self._constant(consumer, 1 - place), channels) if len(consumer.input) == 2 else None
        if values is None:
            return None
        if consumer.op == "Mul":
            return consumer, values, zero
        if consumer.op in SUMS:
            return consumer, one, values
        if consumer.op == "Sub" and place == 0:
            return consumer, one, -values
        return None

    def _normalisation(self, node: NodeDef) -> tuple[NodeDef, np.ndarray, np.ndarray] | None:
        parts = [self._constant(node, place) for place in range(1, 5)]
        reads_statistics = any(":" in tensor for user in self._consumers[node.name] for tensor in user.input
                               if node_of(tensor) == node.name and not tensor.endswith(":0"))  # fmt: skip
        if node.attr["is_training"].b or reads_statistics or any(part is None for part in parts):
            return None
        gamma, beta, mean, variance = (part.astype(np.float64) for part in parts if part is not None)
        scale = gamma / np.sqrt(variance + node.attr["epsilon"].f)
        return node, scale, beta - mean * scale

    def _constant(self, node: NodeDef, place: int) -> np.ndarray | None:
        return self._constants.get(full_name(node.input[place]))

    def _evaluated_constants(self) -> Mapping[str, np.ndarray]:
        """Return the value of each tensor that is independent of the image and read by a node that may be folded."""
        depends = self._depends_on_placeholders()
        wanted = {
            full_name(tensor)
            for node in self._graph.node
            if node.name in depends and node.op in FOLDS
            for tensor in data_inputs(node)
            if node_of(tensor) not in depends
        }
        if not wanted:
            return {}
        names = sorted(wanted)
        part = GraphDef(versions=self._graph.versions, library=self._graph.library)
        part.node.extend(node for node in self._graph.node if node.name not in depends)
        with tf.Graph().as_default(), tf.compat.v1.Session() as session:
            tf.graph_util.import_graph_def(part, name="")
            return dict(zip(names, session.run(names), strict=True))

    def _depends_on_placeholders(self) -> set[str]:
        waiting = [node.name for node in self._graph.node if node.op == "Placeholder"]
        depends = set(waiting)
        while waiting:
            for consumer in self._consumers[waiting.pop()]:
                if consumer.name not in depends:
                    depends.add(consumer.name)
                    waiting.append(consumer.name)
        return depends


def _is_channels_last(node: NodeDef) -> bool:
    return node.attr["data_format"].s in (b"", b"NHWC")


def _per_channel(values: np.ndarray | None, channels: int) -> np.ndarray | None:
    """Return [channels], where the constant has one value for each channel or one for all."""
    if values is None or not np.issubdtype(values.dtype, np.floating) or values.ndim > 4:  # more would add an axis
        return None
    if values.size == 1:
        return np.full(channels, values.item(), np.float64)
    is_last_axis = values.shape[-1] == channels and values.size == channels
    return values.reshape(channels).astype(np.float64) if is_last_axis else None


def _constant_node(name: str, values: np.ndarray) -> NodeDef:
    node = NodeDef(name=name, op="Const")
    node.attr["dtype"].type = tf.dtypes.as_dtype(values.dtype).as_datatype_enum
    node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(values))
    return node
