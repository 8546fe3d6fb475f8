"""Find what a module declares of its input: pixel values, by what it does to them first, and size, by a note."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tensorflow as tf
from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet
from tensorflow.core.protobuf import saved_model_pb2

from core.backbones.graph import InferenceGraph
from core.backbones.tensor_names import data_inputs, full_name, node_of
from core.modalities.images.image_size import LARGEST_SIDE
from core.modalities.images.input_values import ValueRange

#: what changes no pixel value, or not by much
KEEPS_VALUES = {"Cast", "Identity", "StopGradient", "EnsureShape", "CheckNumerics", "Reshape", "Transpose", "Pad"} | {
    *("PadV2", "MirrorPad", "ReverseV2", "StridedSlice", "ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic")
}
HAS_NO_VALUES = {"Shape", "Size", "Rank"}


def declared_value_range(graph: InferenceGraph) -> ValueRange | None:
    """Return the pixel values that the module expects, where its first arithmetic on them shows it.

    A module that begins with x / 127.5 - 1 wants 0..255, for grey becomes zero; one with 2 x - 1 wants 0..1.
    """
    if graph.input_specs[0].dtype.is_integer:
        return (0.0, 255.0)
    scale, shift = _first_arithmetic(graph)
    if shift == 0:
        return (0.0, 255.0) if 0.5 / 255 <= abs(scale) <= 2 / 255 else None
    zero = -shift / scale  # the pixel value that the layers behind see as zero
    if 0.2 <= zero <= 0.8:
        return (0.0, 1.0)
    if 50 <= zero <= 205:
        return (0.0, 255.0)
    return (-1.0, 1.0) if -1.05 <= zero <= -0.95 else None


def _first_arithmetic(graph: InferenceGraph) -> tuple[float, float]:
    """Return scale and shift (the mean over channels) of what is done to pixel values before they meet a layer."""
    scale, shift, name = 1.0, 0.0, graph.inputs[0]
    while True:
        consumers = {user for user in graph.consumers[name] if graph.nodes[user].op not in HAS_NO_VALUES}
        if len(consumers) != 1:
            return scale, shift
        previous, name = name, consumers.pop()
        node = graph.nodes[name]
        if node.op in KEEPS_VALUES:
            continue
        constant = _constant_beside(graph, node, previous)
        if constant is None or (constant == 0 and node.op in ("Mul", "Div", "RealDiv")):
            return scale, shift
        first = node_of(data_inputs(node)[0]) == previous
        match node.op:
            case "Mul":
                scale, shift = scale * constant, shift * constant
            case "Div" | "RealDiv" if first:
                scale, shift = scale / constant, shift / constant
            case "Add" | "AddV2" | "BiasAdd":
                shift += constant
            case "Sub" if first:
                shift -= constant
            case "Sub":
                scale, shift = -scale, constant - shift
            case _:
                return scale, shift


def _constant_beside(graph: InferenceGraph, node: Any, image: str) -> float | None:
    """Return what an operation combines the image with, if it is one number, or one for each channel."""
    inputs = data_inputs(node)
    others = [tensor for tensor in inputs if node_of(tensor) not in graph.depends_on_input]
    if len(inputs) != 2 or len(others) != 1:
        return None
    constant = tf.function(graph.function([], [full_name(others[0])]), autograph=False).get_concrete_function()
    value = constant()[0].numpy()
    return float(value.mean()) if value.dtype.kind in "fi" and value.size in (1, 3) else None


def attached_image_size(folder: Path) -> tuple[int, int] | None:
    """Return height and width that a TF1 Hub module for images was trained with: its attached ImageModuleInfo."""
    saved_model = saved_model_pb2.SavedModel()
    saved_model.ParseFromString((folder / "saved_model.pb").read_bytes())
    for meta_graph in saved_model.meta_graphs:
        for attachment in meta_graph.collection_def["hub_module_attachments"].bytes_list.value:
            key_and_value = _fields(attachment)
            if key_and_value.get(1) == b"image_module_info":
                size = _fields(_fields(key_and_value.get(2, b"")).get(1, b""))
                height, width = size.get(1, 0), size.get(2, 0)
                if 0 < height <= LARGEST_SIDE and 0 < width <= LARGEST_SIDE:
                    return height, width
    return None


def _fields(serialised: bytes) -> dict[int, Any]:
    """Return a protocol buffer by field number; tensorflow-hub no longer brings the classes of these."""
    message = Empty()
    try:
        message.ParseFromString(serialised)
    except (DecodeError, TypeError):
        return {}
    return {field.field_number: field.data for field in UnknownFieldSet(message)}
