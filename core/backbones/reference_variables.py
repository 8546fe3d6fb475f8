"""Modules of 2018 kept weights in reference variables, which cannot be trained any more: they become resources.

Only the copy of the module that is imported is rewritten, before it is checked. Its variables keep their names, so
that the checkpoint beside it still fits.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from google.protobuf.message import DecodeError
from tensorflow.core.framework import variable_pb2
from tensorflow.core.framework.node_def_pb2 import NodeDef
from tensorflow.core.protobuf import saved_model_pb2

REFERENCES = {"Variable", "VariableV2"}
#: the control flow of TensorFlow 1 has operations of their own for references
PASSES_REFERENCE = {f"Ref{name}": name for name in ("Identity", "Switch", "Merge", "Enter", "Exit", "NextIteration")}
CHANGES = {"Assign": "AssignVariableOp", "AssignAdd": "AssignAddVariableOp", "AssignSub": "AssignSubVariableOp"}


def make_resources(folder: Path) -> bool:
    """Rewrite the saved_model.pb in `folder` where it has reference variables; return whether it had."""
    file = folder / "saved_model.pb"
    saved_model = saved_model_pb2.SavedModel()
    try:
        saved_model.ParseFromString(file.read_bytes())
    except (DecodeError, OSError):
        return False  # what is wrong with it, the check will tell
    changed = [_rewrite(meta_graph) for meta_graph in saved_model.meta_graphs]
    if any(changed):
        file.write_bytes(saved_model.SerializeToString())
    return any(changed)


def _rewrite(meta_graph: Any) -> bool:
    graph = meta_graph.graph_def
    variables = {node.name: node for node in graph.node if node.op in REFERENCES}
    changing = {node.name for node in graph.node if node.op in CHANGES}
    uses_result = any(_node(tensor) in changing for node in graph.node for tensor in node.input if tensor[:1] != "^")
    if not variables or uses_result:  # what a change gives is of use in training alone
        return False
    types = {name: node.attr["dtype"].type for name, node in variables.items()}
    reads: dict[str, NodeDef] = {}
    for node in graph.node:
        if node.name not in variables:
            _rewrite_use(node, types, reads)
    for node in variables.values():
        _become_handle(node)
    graph.node.extend(reads.values())
    for collection in meta_graph.collection_def.values():
        if collection.WhichOneof("kind") == "bytes_list":  # to touch it would empty a list of another kind
            collection.bytes_list.value[:] = [_as_resource(value, types) for value in collection.bytes_list.value]
    return True


def _become_handle(node: NodeDef) -> None:
    name = node.attr["shared_name"].s or node.name.encode()
    handle = NodeDef(name=node.name, op="VarHandleOp", device=node.device)
    handle.attr["dtype"].CopyFrom(node.attr["dtype"])
    handle.attr["shape"].CopyFrom(node.attr["shape"])
    handle.attr["shared_name"].s = name
    handle.attr["container"].s = node.attr["container"].s
    node.CopyFrom(handle)


def _rewrite_use(node: NodeDef, types: dict[str, int], reads: dict[str, NodeDef]) -> None:
    node.op = PASSES_REFERENCE.get(node.op, node.op)
    used = _variable(node.input[0], types) if node.input else ""
    if used and node.op == "Identity":
        _replace(node, "ReadVariableOp", [used], types[used])
    elif used and node.op == "IsVariableInitialized":
        _replace(node, "VarIsInitializedOp", [used], None)
    elif used and node.op in CHANGES:
        value = _read_of(node.input[1], types, reads)
        _replace(node, CHANGES[node.op], [used, value], types[used])
    else:
        node.input[:] = [_read_of(tensor, types, reads) for tensor in node.input]


def _replace(node: NodeDef, operation: str, inputs: list[str], dtype: int | None) -> None:
    waits_for = [tensor for tensor in node.input if tensor.startswith("^")]
    new = NodeDef(name=node.name, op=operation, input=[*inputs, *waits_for], device=node.device)
    if dtype is not None:
        new.attr["dtype"].type = dtype
    node.CopyFrom(new)


def _read_of(tensor: str, types: dict[str, int], reads: dict[str, NodeDef]) -> str:
    """Return the read of a variable whose value is taken without a word."""
    name = _variable(tensor, types)
    if not name:
        return tensor
    read = reads.setdefault(name, NodeDef(name=f"{name}/value_of_reference", op="ReadVariableOp", input=[name]))
    read.attr["dtype"].type = types[name]
    return str(read.name)


def _variable(tensor: str, types: dict[str, int]) -> str:
    """Return the variable that this tensor is, or nothing."""
    return _node(tensor) if not tensor.startswith("^") and _node(tensor) in types else ""


def _node(tensor: str) -> str:
    return tensor.split(":")[0]


def _as_resource(serialised: bytes, types: dict[str, int]) -> bytes:
    variable = variable_pb2.VariableDef()
    try:
        variable.ParseFromString(serialised)
    except DecodeError:
        return serialised
    if _node(variable.variable_name) not in types:
        return serialised
    variable.is_resource = True
    return bytes(variable.SerializeToString())
