"""Convolutions in groups of channels, as ConvNeXt and RegNet have them, by operations that have a gradient everywhere.

With one channel in each group it is a depthwise convolution; else each group is convolved by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from tensorflow.core.framework.node_def_pb2 import NodeDef


@dataclass(frozen=True)
class Groups:
    count: int
    #: [height, width, channels of a group, all outputs]
    kernel: tuple[int, int, int, int]


def with_groups_apart(nodes: Mapping[str, NodeDef], groups: Mapping[str, Groups]) -> dict[str, NodeDef]:
    """Return the same graph, in which the convolutions in `groups`, by name, are written otherwise."""
    result: dict[str, NodeDef] = {}
    for name, node in nodes.items():
        parts = _apart(node, groups[name]) if name in groups else [node]
        result |= {part.name: part for part in parts}
    return result


def _apart(node: NodeDef, groups: Groups) -> list[NodeDef]:
    is_depthwise = groups.kernel[2] == 1 and _is_plain(node)
    return _depthwise(node, groups) if is_depthwise else _each_by_itself(node, groups.count)


def _is_plain(node: NodeDef) -> bool:
    """Depthwise convolutions know one stride for both sides, and no margins of their own."""
    strides, dilations = node.attr["strides"].list.i, node.attr["dilations"].list.i or [1, 1, 1, 1]
    return strides[1] == strides[2] and dilations[1] == dilations[2] and node.attr["padding"].s != b"EXPLICIT"


def _depthwise(node: NodeDef, groups: Groups) -> list[NodeDef]:
    """Return the kernel [h, w, 1, c * m] as [h, w, c, m]; channel c makes the outputs c * m to c * m + m - 1."""
    height, width, _, outputs = groups.kernel
    shape = _constant(_name(node, "shape"), [height, width, groups.count, outputs // groups.count])
    kernel = NodeDef(name=_name(node, "kernel"), op="Reshape", input=[node.input[1], shape.name])
    kernel.attr["T"].CopyFrom(node.attr["T"])
    kernel.attr["Tshape"].type = tf.int32.as_datatype_enum
    depthwise = NodeDef(name=node.name, op="DepthwiseConv2dNative", input=[node.input[0], kernel.name, *node.input[2:]])
    for attribute in ("T", "strides", "padding", "data_format", "dilations"):
        if attribute in node.attr:
            depthwise.attr[attribute].CopyFrom(node.attr[attribute])
    return [shape, kernel, depthwise]


def _each_by_itself(node: NodeDef, groups: int) -> list[NodeDef]:
    axis, images, kernels = (_name(node, part) for part in ("axis", "images", "kernels"))
    made = [_constant(axis, 3)]
    for name, tensor in ((images, node.input[0]), (kernels, node.input[1])):
        split = NodeDef(name=name, op="Split", input=[axis, tensor])
        split.attr["num_split"].i = groups
        split.attr["T"].CopyFrom(node.attr["T"])
        made.append(split)
    for group in range(groups):
        one = NodeDef()
        one.CopyFrom(node)
        one.name = _name(node, f"group_{group}")
        one.input[:2] = [f"{images}:{group}", f"{kernels}:{group}"]
        made.append(one)
    joined = NodeDef(name=node.name, op="ConcatV2", input=[*(part.name for part in made[3:]), axis])
    joined.attr["N"].i = groups
    joined.attr["T"].CopyFrom(node.attr["T"])
    joined.attr["Tidx"].type = tf.int32.as_datatype_enum
    return [*made, joined]


def _name(node: NodeDef, part: str) -> str:
    return f"{node.name}/groups/{part}"


def _constant(name: str, value: int | list[int]) -> NodeDef:
    node = NodeDef(name=name, op="Const")
    node.attr["dtype"].type = tf.int32.as_datatype_enum
    node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(np.asarray(value, np.int32)))
    return node
