"""The attributes that the nodes and functions of a foreign module may carry.

An attribute can change what runs after the operations have been checked: `api_implements` lets TensorFlow's optimiser
put one function in the place of another, `_kernel` chooses another kernel, `config_proto` brings optimisers along. So
an attribute must be one that its operation declares, or stand on a list here; and some may only hold some values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from google.protobuf.message import DecodeError
from tensorflow.core.protobuf import config_pb2
from tensorflow.python.framework import op_def_registry

from core.errors import UserError
from core.messages import Message

#: notes of the exporter, and what concerns shapes, order or the place of computation alone
NODE_NOTES = """
    _class _cloned _collective_manager_ids _disable_call_shape_inference _gradient_op_type
    _has_manual_control_dependencies _independent_side_effects _input_shapes _lower_using_switch_merge _noinline
    _num_original_outputs _output_shapes _read_only_resource_inputs _shape _stateful_parallelism _user_specified_name
    _XlaCompile _XlaMustCompile _XlaScope _XlaSeparateCompiledGradients _xla_propagate_compile_time_consts
"""
#: the names of a function's own gradient are read only where functions may be swapped
FUNCTION_NOTES = """
    _construction_context _input_shapes _output_shapes _noinline _XlaMustCompile
    forward_function_name backward_function_name
"""
ARGUMENT_NOTES = """
    _has_manual_control_dependencies _output_shapes _read_only_resource_inputs _shape _user_specified_name
"""
OF_NODES, OF_FUNCTIONS, OF_ARGUMENTS = (
    frozenset(notes.split()) for notes in (NODE_NOTES, FUNCTION_NOTES, ARGUMENT_NOTES)
)
#: the compiler would choose by itself what it runs. What a function asks for by `_XlaMustCompile`, as Keras does for
#: convolutions in groups, is dropped when the graph is inlined
ONLY_FALSE = frozenset({"_XlaCompile"})
#: how TensorFlow is to be set up for a call
SETTINGS = frozenset({"config", "config_proto"})
#: chooses another way to run graphs
ONLY_EMPTY = frozenset({"executor_type"})
#: as TensorFlow numbers gradients; the bare name of an operation would be the gradient of another operation
GRADIENT_NAME = re.compile(rb"([A-Za-z]+-\w+)?")
#: parts of TensorFlow's settings that hold numbers and switches; what else there is names files, hosts or optimisers
PLAIN_SETTINGS = {"gpu_options", "pluggable_device_options", "experimental"} | {
    *("graph_options", "optimizer_options", "rewrite_options")
}
PLAIN_TEXTS = {"visible_device_list"}


def refuse_attributes(graph: Any) -> None:
    """Refuse the GraphDef where a node, function or argument carries an attribute that is not on the list."""
    signatures = {function.signature.name: function.signature for function in graph.library.function}
    bad = set(_bad_in_nodes(graph.node, signatures))
    for function in graph.library.function:
        bad |= set(_bad(function.attr, OF_FUNCTIONS))
        bad |= set(_bad_in_nodes(function.node_def, signatures))
        for argument in function.arg_attr.values():
            bad |= set(_bad(argument.attr, OF_ARGUMENTS))
    if bad:
        shown = ", ".join(name[:60] for name in sorted(bad)[:10])
        raise UserError(Message("attributes-not-allowed", attributes=shown))


def _bad_in_nodes(nodes: Iterable[Any], signatures: Mapping[str, Any]) -> Iterator[str]:
    for node in nodes:
        definition = signatures.get(node.op) or op_def_registry.get(node.op)
        declared = {attribute.name for attribute in definition.attr} if definition is not None else set()
        yield from _bad(node.attr, OF_NODES | declared)


def _bad(attributes: Mapping[str, Any], allowed: frozenset[str] | set[str]) -> Iterator[str]:
    for name, value in attributes.items():
        if name not in allowed or not _may_hold(name, value):
            yield name
        for function in (value.func, *value.list.func):
            yield from _bad(function.attr, OF_FUNCTIONS)


def _may_hold(name: str, value: Any) -> bool:
    if value.placeholder:  # stands for what a caller brings along, and could be anything
        return False
    if name in ONLY_FALSE:
        return not value.b
    if name in ONLY_EMPTY:
        return not value.s
    if name == "_gradient_op_type":
        return GRADIENT_NAME.fullmatch(value.s) is not None
    return name not in SETTINGS or _are_plain(value.s)


def _are_plain(serialised: bytes) -> bool:
    settings = config_pb2.ConfigProto()
    try:
        settings.ParseFromString(serialised)
    except DecodeError:
        return False
    return _is_plain(settings)


def _is_plain(settings: Any) -> bool:
    """Return whether these settings hold nothing but numbers and switches."""
    for field, value in settings.ListFields():
        if field.name == "device_count":
            continue
        if field.type == field.TYPE_MESSAGE:
            if field.name not in PLAIN_SETTINGS or not _is_plain(value):
                return False
        elif field.type in (field.TYPE_STRING, field.TYPE_BYTES) and field.name not in PLAIN_TEXTS:
            return False
    return True
