"""Modules that are broken or mean harm, each small on disk: what they do to whoever opens them is another matter."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

from tests.core.backbones import modules
from tests.core.backbones.modules import SIDE, WIDTH, TinyNetwork

#: writes a module into a folder that is not there yet
Build = Callable[[Path], object]


def computing(compute: Callable[[TinyNetwork, tf.Tensor], tf.Tensor]) -> Build:
    return lambda folder: modules.plain_module(folder, compute)


def adding(extra: Callable[[tf.Tensor], tf.Tensor]) -> Build:
    """The features plus a number that takes its time, or its space, to compute; it is only known once it runs."""
    return computing(lambda network, x: network.features(x) + 1e-30 * extra(x))


def many(x: tf.Tensor, count: int) -> tf.Tensor:
    """A number that shows only when the module runs."""
    return tf.cast(tf.reduce_sum(tf.zeros_like(x)), tf.int32) + count


def total(values: tf.Tensor) -> tf.Tensor:
    return tf.cast(tf.reduce_sum(values), tf.float32)


def reserve(x: tf.Tensor) -> tf.Tensor:
    shape = tf.constant([], tf.int32)
    listed = tf.raw_ops.TensorListReserve(
        element_shape=shape, num_elements=tf.constant(2**31 - 1), element_dtype=tf.float32
    )
    return tf.cast(tf.raw_ops.TensorListLength(input_handle=listed), tf.float32)


def endless(x: tf.Tensor) -> tf.Tensor:
    return tf.while_loop(lambda i: i >= 0.0, lambda i: i + tf.reduce_mean(x), [tf.reduce_sum(tf.abs(x))])[0]


def counting_to_the_end_of_time(x: tf.Tensor) -> tf.Tensor:
    start = tf.cast(many(x, 0), tf.int64)
    counted = tf.while_loop(lambda i: i < 2**62, lambda i: i + 1, [start])[0]
    return tf.cast(counted, tf.float32)


def growing_list(x: tf.Tensor) -> tf.Tensor:
    grown = tf.while_loop(
        lambda v: tf.size(v) < 2**30,
        lambda v: tf.concat([v, v], 0),
        [tf.reshape(x, [-1])],
        shape_invariants=[tf.TensorShape([None])],
    )
    return total(grown[0])


def huge_constant(x: tf.Tensor) -> tf.Tensor:
    """Some bytes that say: 10^9 times the same number."""
    return total(tf.constant(1.0, shape=[10]) * tf.reduce_sum(x))


def on_graph(change: Callable[[Any], None], base: Build = modules.plain_module) -> Build:
    """The honest module with its main graph and library changed on disk."""
    return on_file(lambda saved_model: change(saved_model.meta_graphs[0].graph_def), base)


def on_file(change: Callable[[saved_model_pb2.SavedModel], None], base: Build = modules.plain_module) -> Build:
    def build(folder: Path) -> None:
        base(folder)
        modules.changed(folder, change)

    return build


def signature_function(graph: Any) -> Any:
    return next(f for f in graph.library.function if "signature_wrapper" in f.signature.name)


def claim_a_billion(graph: Any) -> None:
    for function in graph.library.function:
        for node in function.node_def:
            if node.op == "Const":
                shape = node.attr["value"].tensor.tensor_shape
                if [side.size for side in shape.dim] == [10]:
                    shape.dim[0].size = 10**9


def empty_nodes(graph: Any) -> None:
    for _ in range(20_000):
        graph.node.add()


def empty_functions(graph: Any) -> None:
    for _ in range(20_000):
        graph.library.function.add()


def numbered_nodes(graph: Any) -> None:
    for number in range(60_000):
        graph.node.add(name=f"n{number}", op="NoOp")


def empty_objects(saved_model: Any) -> None:
    for _ in range(20_000):
        saved_model.meta_graphs[0].object_graph_def.nodes.add()


def empty_meta_graphs(saved_model: Any) -> None:
    for _ in range(20_000):
        saved_model.meta_graphs.add()


def children_that_are_not_there(saved_model: Any) -> None:
    saved_model.meta_graphs[0].object_graph_def.nodes[0].children.add(node_id=10**6, local_name="gone")


def inputs_that_are_not_there(graph: Any) -> None:
    signature_function(graph).node_def[0].input[:] = ["gone:0"]


def a_circle(graph: Any) -> None:
    function = signature_function(graph)
    a, b = (function.node_def.add(name=name, op="Identity") for name in ("a", "b"))
    for node, other in ((a, "b"), (b, "a")):
        node.attr["T"].type = 1
        node.input.append(f"{other}:output:0")
    next(iter(function.node_def)).input.append("^a")


def calls_itself(graph: Any) -> None:
    function = signature_function(graph)
    for node in function.node_def:
        if node.op in ("StatefulPartitionedCall", "PartitionedCall"):
            node.attr["f"].func.name = function.signature.name


def nested(depth: int, calls: int) -> Build:
    """Functions that call the next one, so many times: with two calls each level doubles what is to run."""

    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        @tf.function(autograph=False, input_signature=[tf.TensorSpec([None, WIDTH])])
        def innermost(x: tf.Tensor) -> tf.Tensor:
            return x + 1e-9

        return innermost(network.features(x))

    def deepen(graph: Any) -> None:
        first = next(f for f in graph.library.function if "innermost" in f.signature.name)
        name = first.signature.name
        for level in range(depth):
            function = graph.library.function.add()
            function.CopyFrom(first)
            function.signature.name = f"level_{level}"
            last = first.signature.input_arg[0].name
            del function.node_def[:]
            for number in range(calls):
                call = function.node_def.add(name=f"call_{number}", op="PartitionedCall", input=[last])
                call.attr["f"].func.name = name
                for kind in ("Tin", "Tout"):
                    call.attr[kind].list.type.append(1)
                last = f"call_{number}:output:0"
            function.ret[first.signature.output_arg[0].name] = last
            name = function.signature.name
        for function in graph.library.function:
            for node in function.node_def:
                is_call = "f" in node.attr and node.attr["f"].func.name == first.signature.name
                if is_call and not function.signature.name.startswith("level"):
                    node.attr["f"].func.name = name

    return on_graph(deepen, computing(compute))


def with_weights(value: float) -> Build:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        biases = network.all["expanded_conv/project/biases"]
        biases.assign(np.full(WIDTH, value, np.float32))
        return network.features(x)

    def build(folder: Path) -> None:
        network = TinyNetwork(scope="", separator="_")
        network.all["expanded_conv/project/biases"].assign(np.full(WIDTH, value, np.float32))
        spec = tf.TensorSpec([None, SIDE, SIDE, 3])
        network.run = tf.function(
            lambda x: tf.where(tf.math.is_finite(network.features(x)), network.features(x), 0.0),
            input_signature=[spec],
            autograph=False,
        )
        tf.saved_model.save(network, str(folder), signatures=network.run)

    return build


def with_file(name: str, length: int) -> Build:
    """A file of zeros that takes no room on the disk."""

    def build(folder: Path) -> None:
        modules.plain_module(folder)
        (folder / name).parent.mkdir(exist_ok=True)
        with open(folder / name, "ab") as file:
            os.truncate(file.fileno(), length)

    return build


def with_many_files(folder: Path) -> None:
    modules.plain_module(folder)
    for number in range(10_050):
        (folder / "assets" / f"{number}").touch()


def with_changed_variables(folder: Path) -> None:
    modules.plain_module(folder)
    index = folder / "variables/variables.index"
    content = bytearray(index.read_bytes())
    content[len(content) // 3 : len(content) // 2] = b"\xff" * (len(content) // 2 - len(content) // 3)
    index.write_bytes(content)


def variable_of_a_trillion(saved_model: Any) -> None:
    for node in saved_model.meta_graphs[0].object_graph_def.nodes:
        if node.WhichOneof("kind") == "variable":
            node.variable.shape.dim[0].size = 10**12


def function_that_is_not_there(saved_model: Any) -> None:
    for node in saved_model.meta_graphs[0].object_graph_def.nodes:
        if node.WhichOneof("kind") == "function":
            node.function.concrete_functions[:] = ["gone"]


def captures_that_are_not_there(saved_model: Any) -> None:
    for function in saved_model.meta_graphs[0].object_graph_def.concrete_functions.values():
        function.bound_inputs[:] = [10**6] * len(function.bound_inputs)


def signature_without_outputs(saved_model: Any) -> None:
    for signature in saved_model.meta_graphs[0].signature_def.values():
        signature.outputs.clear()


def asset_that_is_not_there(saved_model: Any) -> None:
    saved_model.meta_graphs[0].object_graph_def.nodes.add().asset.asset_file_def_index = 10**6


def unknown_class(saved_model: Any) -> None:
    node = saved_model.meta_graphs[0].object_graph_def.nodes[0]
    node.registered_name = "tf.StaticHashTable"


def changed_bytes(seed: int) -> Build:
    def build(folder: Path) -> None:
        modules.plain_module(folder)
        values = np.random.default_rng(seed)
        content = bytearray((folder / "saved_model.pb").read_bytes())
        for place in values.integers(0, len(content), values.integers(1, 3)):
            content[place] = values.integers(256)
        (folder / "saved_model.pb").write_bytes(content)

    return build


def in_every_function(operation: str, change: Callable[[Any], None]) -> Build:
    """The honest module with each node of this operation changed."""

    def change_all(graph: Any) -> None:
        nodes = [node for function in graph.library.function for node in function.node_def if node.op == operation]
        assert nodes
        for node in nodes:
            change(node)

    return on_graph(change_all)


def with_node(operation: str, change: Callable[[Any], None]) -> Build:
    """The honest module with one more node in the function that is called, at its beginning."""

    def add(graph: Any) -> None:
        function = next(f for f in graph.library.function if any(node.op == "Conv2D" for node in f.node_def))
        node = function.node_def.add(name="added", op=operation)
        node.input.append(function.signature.input_arg[0].name)
        change(node)
        function.control_ret["added"] = "added"
        function.signature.control_output.append("added")

    return on_graph(add)


def _unpack_into(node: Any, count: int) -> None:
    node.attr["T"].type = 1
    node.attr["num"].i = count


def into_two_billion_parts(node: Any) -> None:
    _unpack_into(node, 2**31 - 1)


def without_stride(node: Any) -> None:
    node.attr["strides"].list.i[:] = [1, 0, 0, 1]


def with_a_wide_dilation(node: Any) -> None:
    node.attr["dilations"].list.i[:] = [1, 2**40, 2**40, 1]


def of_unknown_type(node: Any) -> None:
    node.attr["T"].type = 77


def before(name: str, change: Callable[[bytes], bytes]) -> Build:
    """The honest module with the content of one of its files changed."""

    def build(folder: Path) -> None:
        modules.plain_module(folder)
        file = folder / name
        file.write_bytes(change(file.read_bytes()))

    return build


def without(name: str) -> Build:
    def build(folder: Path) -> None:
        modules.plain_module(folder)
        (folder / name).unlink()

    return build


def flipped(content: bytes) -> bytes:
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :]


def claiming_two_gigabytes(content: bytes) -> bytes:
    """The field of the first graph says that it is as long as a protocol buffer can be."""
    return content[:3] + b"\xff\xff\xff\xff\x07" + content[3:]


def variables_of_another(folder: Path) -> None:
    modules.plain_module(folder)
    other = modules.tf1_hub_module(folder.with_name("other"))
    for file in (other / "variables").iterdir():
        (folder / "variables" / file.name).write_bytes(file.read_bytes())


def a_variable_of_another_shape(saved_model: Any) -> None:
    for node in saved_model.meta_graphs[0].object_graph_def.nodes:
        if node.WhichOneof("kind") == "variable" and len(node.variable.shape.dim) == 1:
            node.variable.shape.dim[0].size += 1


def an_asset_outside(saved_model: Any) -> None:
    saved_model.meta_graphs[0].asset_file_def.add(filename="../../../etc/passwd").tensor_info.name = "none"


def a_file_for_variables(folder: Path) -> None:
    modules.plain_module(folder)
    for file in (folder / "variables").iterdir():
        file.unlink()
    (folder / "variables").rmdir()
    (folder / "variables").write_bytes(b"none")


def nested_messages(folder: Path) -> None:
    """Functions within attributes within functions, some thousands deep."""
    modules.plain_module(folder)
    inner = b""
    for _ in range(5_000):
        inner = b"\x0a" + _length(inner) + inner
    (folder / "saved_model.pb").write_bytes(b"\x08\x01\x12" + _length(inner) + inner)


def _length(content: bytes) -> bytes:
    from google.protobuf.internal.encoder import _VarintBytes

    return bytes(_VarintBytes(len(content)))
