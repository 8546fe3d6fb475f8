"""Import a foreign module into the library: unpack, check, try out, and describe it on a card."""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet
from tensorflow.core.protobuf import saved_model_pb2

from core.backbones.allowed_operations import check_operations
from core.backbones.archive import unpack
from core.backbones.backbone import Backbone, pooled
from core.backbones.card import Card, write_card
from core.backbones.copying import MODULE_FILE, copy_module, licence_of
from core.backbones.digest import module_digest
from core.backbones.graph import InferenceGraph, data_inputs, full_name, node_of
from core.backbones.module import Module, usable_modules
from core.backbones.new_backbone import NewBackbone, new_backbone
from core.backbones.signature import image_input
from core.errors import UserError
from core.jobs import Job

ValueRange = tuple[float, float]

USUAL_RANGE: ValueRange = (0.0, 1.0)
RANGE_ASSUMED = "The module does not say which pixel values it expects; 0 to 1 is assumed."
#: what changes no pixel value, or not by much
KEEPS_VALUES = {"Cast", "Identity", "StopGradient", "EnsureShape", "CheckNumerics", "Reshape", "Transpose", "Pad"} | {
    *("PadV2", "MirrorPad", "ReverseV2", "StridedSlice", "ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic")
}
TELLS_NO_VALUES = {"Shape", "Size", "Rank"}
CHOOSE_ANOTHER = "Choose another module."
LARGEST_SIDE = 4096

log = logging.getLogger(__name__)


def import_backbone(
    path: Path,
    job: Job,
    name: str | None = None,
    value_range: ValueRange | None = None,
    library: Path | None = None,
) -> Card:
    """Copy the SavedModel folder or archive `path` into `library` (by default the user's own), and return its card.

    `value_range` holds the pixel values that the module expects for black and white. By default they are taken from
    the module where it tells them, and else are 0 and 1, with a notice to `job`.
    Raises UserError, and changes nothing, where the module cannot be used.
    """
    with new_backbone(path, name, library) as place:
        copy_in(path, place, job)
        return describe(place, job, value_range)


def copy_in(path: Path, place: NewBackbone, job: Job) -> None:
    """Unpack the archive `path`, if it is one, and copy the module in it to its place."""
    copy_module(find_saved_model(_as_folder(path, place.temporary, job)), place.folder, job)


def describe(place: NewBackbone, job: Job, value_range: ValueRange | None = None) -> Card:
    """Check and try out the module in its place, and write its card.

    Foreign code runs here: but in tests this is called in a process of its own.
    """
    _check_range(value_range)
    # what is checked is the copy that will be used, so that nobody can change it in between
    check_operations(place.folder)
    job.checkpoint()
    card = _described(place.folder, place.name, value_range, job)
    write_card(card, place.folder)
    return card


def find_saved_model(folder: Path) -> Path:
    """The SavedModel in `folder`: at its top, or one folder down. Raises UserError where there is none, or several."""
    if (folder / MODULE_FILE).is_file():
        return folder
    found = sorted(file.parent for file in folder.glob(f"*/{MODULE_FILE}") if not file.parent.name.startswith("."))
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError("There is more than one SavedModel in it.", hint="Choose the folder of one of them.")
    raise UserError(
        f"There is no SavedModel in it: no {MODULE_FILE} at its top or one folder down.",
        hint="Choose the folder that holds saved_model.pb and variables, or an archive of it.",
    )


def _as_folder(path: Path, temporary: Path, job: Job) -> Path:
    if path.is_dir():
        return path
    if not path.is_file():
        raise UserError(f"There is no file or folder “{path.name}”.", hint="Choose a SavedModel folder or its archive.")
    return unpack(path, temporary / "unpacked", job)


def _check_range(value_range: ValueRange | None) -> None:
    if value_range is not None and not (all(map(math.isfinite, value_range)) and value_range[0] < value_range[1]):
        raise UserError("The range of pixel values must go from a lower to a higher number.", hint="Usual is 0 and 1.")


def _described(folder: Path, name: str, asked_range: ValueRange | None, job: Job) -> Card:
    """The card of the module in `folder`, which has been opened and has made features of two images."""
    attached_size = attached_image_size(folder)
    unknown = Card(
        name=name,
        title=name.replace("_", " "),
        licence=licence_of(folder),
        source="imported",
        sha256=module_digest(folder),
        input_size=attached_size,
        value_range=USUAL_RANGE,
        feature_width=0,
        parameters=0,
        ends_in_classifier=True,  # until the graph has told
    )
    backbone = _opened_in_one_way(folder, unknown)
    card = backbone.card
    _tell_what_is_taken(backbone.module, job)
    # images for TF1 Hub are 0..1 by convention, and the attachment shows that the module follows it
    value_range = asked_range or told_value_range(backbone.graph) or (USUAL_RANGE if attached_size else None)
    if value_range is None:
        job.notice(RANGE_ASSUMED)
    return replace(
        card,
        value_range=value_range or USUAL_RANGE,
        feature_width=_width_of_features(backbone, value_range or USUAL_RANGE),
        parameters=sum(int(variable.shape.num_elements()) for variable in backbone.variables.values()),
        ends_in_classifier=backbone.features != backbone.graph.output,
    )


def _fixed_size(module: Module) -> tuple[int, int] | None:
    height, width = image_input(module.inference).shape[1:3]
    return (int(height), int(width)) if height and width else None


def _opened_in_one_way(folder: Path, card: Card) -> Backbone:
    """The first way to use the module that leads to a network which can be cut. Raises the first one's UserError."""
    refusals: list[UserError] = []
    for module in usable_modules(folder):
        own_size = _fixed_size(module) or card.input_size
        described = replace(card, input_size=own_size, signature=module.signature, output=module.output_name)
        try:
            return _opened(folder, described, module)
        except UserError as refusal:
            refusals.append(refusal)
    raise refusals[0]


def _tell_what_is_taken(module: Module, job: Job) -> None:
    if len(module.output_names) > 1:
        others = [name for name in module.output_names if name != module.output_name]
        listed = ", ".join(f"“{name[:40]}”" for name in others[:4]) + (", …" if len(others) > 4 else "")
        job.notice(f"The module gives several outputs: “{module.output_name[:40]}” is taken, {listed} not.")


def _opened(folder: Path, card: Card, module: Module) -> Backbone:
    try:
        backbone = Backbone(folder, card, module)
    except UserError:
        raise
    except Exception as error:  # anything may stand in a graph that is not ours
        log.exception("a module could not be cut")
        raise UserError("Frostline cannot make sense of this module's graph.", hint=CHOOSE_ANOTHER) from error
    if not backbone.variables:
        raise UserError(
            "This module computes its features without variables, so there is nothing in it to freeze or to train.",
            hint=CHOOSE_ANOTHER,
        )
    return backbone


def _width_of_features(backbone: Backbone, value_range: ValueRange) -> int:
    """Numbers in an image's features, seen by running the module. Raises UserError where they are of no use."""
    size = backbone.card.image_size
    images = np.random.default_rng(0).uniform(*value_range, [2, *size, 3])
    function = backbone.graph.function([backbone.graph.input], [backbone.features])
    spec = tf.TensorSpec([None, *size, 3], backbone.graph.input_type)
    try:
        features = tf.function(function, autograph=False).get_concrete_function(spec)
        two, one = (
            pooled(features(tf.cast(batch, backbone.graph.input_type))[0]).numpy() for batch in (images, images[:1])
        )
    except (tf.errors.OpError, ValueError, TypeError) as error:
        log.exception("a module could not be run")
        raise UserError(f"This module cannot process images of {size[0]}×{size[1]} pixels.", CHOOSE_ANOTHER) from error
    if two.ndim != 2 or len(two) != 2 or len(one) != 1 or not two.shape[1]:
        raise UserError("This module does not give a row of features for each image.", hint=CHOOSE_ANOTHER)
    if not np.isfinite(two).all():
        raise UserError("This module gives features that are not finite numbers.", hint=CHOOSE_ANOTHER)
    if not np.allclose(two[:1], one, rtol=1e-2, atol=1e-3 * float(np.abs(two).max())):
        raise UserError(
            "This module's features of an image depend on chance or on the other images.",
            hint="Ask for one that was exported for inference.",
        )
    return int(two.shape[1])


def told_value_range(graph: InferenceGraph) -> ValueRange | None:
    """The pixel values that the module expects, where its first arithmetic on them tells.

    A module that begins with x / 127.5 - 1 wants 0..255, for grey becomes zero; one with 2 x - 1 wants 0..1.
    """
    if graph.input_type.is_integer:
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
    """Scale and shift (the mean over channels) of what is done to pixel values before they meet a layer."""
    scale, shift, name = 1.0, 0.0, graph.input
    while True:
        consumers = {user for user in graph.consumers[name] if graph.nodes[user].op not in TELLS_NO_VALUES}
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
    """What an operation combines the image with, if it is one number, or one for each channel."""
    inputs = data_inputs(node)
    others = [tensor for tensor in inputs if node_of(tensor) not in graph.depends_on_image]
    if len(inputs) != 2 or len(others) != 1:
        return None
    constant = tf.function(graph.function([], [full_name(others[0])]), autograph=False).get_concrete_function()
    value = constant()[0].numpy()
    return float(value.mean()) if value.dtype.kind in "fi" and value.size in (1, 3) else None


def attached_image_size(folder: Path) -> tuple[int, int] | None:
    """Height and width that a TF1 Hub module for images was trained with: its attached ImageModuleInfo."""
    saved_model = saved_model_pb2.SavedModel()
    saved_model.ParseFromString((folder / MODULE_FILE).read_bytes())
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
    """A protocol buffer by field number; tensorflow-hub no longer brings the classes of these."""
    message = Empty()
    try:
        message.ParseFromString(serialised)
    except (DecodeError, TypeError):
        return {}
    return {field.field_number: field.data for field in UnknownFieldSet(message)}
