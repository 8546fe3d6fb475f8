"""Open a SavedModel and find the one function in it that turns images into features at inference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tensorflow as tf

from core.backbones.swapping import forbid_swapping
from core.backbones.tensorflow_hub import import_tensorflow_hub
from core.errors import UserError

#: in this order: Keras exports and TensorFlow Serving, TF1 Hub, TF1 Hub for images
USUAL_SIGNATURES = ("serving_default", "default", "image_feature_vector")
#: what TensorFlow 1 kept weights in before it had resources
REFERENCE_VARIABLES = ("Variable", "VariableV2")
FLOAT_TYPES = (tf.float16, tf.bfloat16, tf.float32)


@dataclass(frozen=True, kw_only=True)
class Module:
    """A loaded module. `loaded` is held because the variables live as long as it does."""

    loaded: Any
    #: "" where the object itself is called, else the name of the signature
    signature: str
    #: one image batch in, at inference; other arguments are bound
    inference: Any
    #: the name, in `inference.graph`, of the tensor that it gives
    output: str
    variables: tuple[tf.Variable, ...]
    #: what the module itself declares trainable; None where it says nothing (TF1 Hub)
    declared_trainable: tuple[tf.Variable, ...] | None


def load_module(folder: Path, signature: str | None = None) -> Module:
    """Open the SavedModel in `folder`: a TF2 Hub or TF1 Hub module, a Keras export, or any other.

    Only call this on a module whose operations have been checked. `signature` chooses what to call ("" the object
    itself); by default the object if it is callable, else its most usual signature.
    Raises UserError where the module has no variables, or no function from a batch of images to features.
    """
    loaded = _load(folder)
    if signature is None:
        signature = "" if callable(loaded) else _usual_signature(loaded)
    inference = _image_trace(loaded) if signature == "" else loaded.signatures[signature]
    variables = _variables(loaded, inference)
    if not variables:
        _refuse_reference_variables(inference)
        raise UserError(
            "This module has no variables, so there is nothing in it to train or to freeze.",
            hint="Choose a TF-Hub module or a SavedModel with its variables folder.",
        )
    declared = getattr(loaded, "trainable_variables", None)
    return Module(
        loaded=loaded,
        signature=signature,
        inference=inference,
        output=_feature_output(inference),
        variables=variables,
        declared_trainable=tuple(declared) if declared else None,
    )


def image_input(inference: Any) -> Any:
    """The placeholder for the batch of images. Raises UserError where the function wants anything else."""
    count = len(inference.inputs) - len(inference.graph.captures)
    inputs = inference.inputs[:count]
    if any(tensor.dtype == tf.string for tensor in inputs):
        raise UserError("This module reads text, not images.", hint="Choose a module for images.")
    if len(inputs) != 1 or not _is_image(inputs[0]):
        wants = ", ".join(f"{tensor.dtype.name} {tensor.shape}" for tensor in inputs) or "nothing"
        raise UserError(
            f"This module does not take a batch of colour images; it takes {wants}.",
            hint="Choose a module whose input is images with three channels.",
        )
    if inputs[0].shape[0] is not None:
        raise UserError(
            f"This module only takes batches of exactly {inputs[0].shape[0]}.",
            hint="Export it with a batch size that is left open (None).",
        )
    return inputs[0]


def _load(folder: Path) -> Any:
    if not (folder / "saved_model.pb").is_file():
        raise UserError(
            f"“{folder.name}” is not a SavedModel: it holds no saved_model.pb.",
            hint="Choose the folder that holds saved_model.pb and variables.",
        )
    hub = import_tensorflow_hub()
    forbid_swapping()
    try:
        try:
            return hub.load(str(folder))
        except ValueError:  # a TF1 module holds two graphs; the one without tags is for inference
            return hub.load(str(folder), tags=[])
    except (tf.errors.OpError, OSError, IndexError) as error:  # IndexError: fewer bytes than the index promises
        raise UserError(
            "The module's variables are missing or damaged.", hint="Fetch or copy the module again, whole."
        ) from error
    except Exception as error:  # anything may be wrong in a file that is not ours
        raise UserError(
            "TensorFlow cannot open this module.", hint="It may be damaged, or made for another version."
        ) from error


def _usual_signature(loaded: Any) -> str:
    names = list(getattr(loaded, "signatures", {}))
    usual = [name for name in USUAL_SIGNATURES if name in names] or names
    if not usual:
        raise UserError("This module offers no function to call.", hint="Export it with a signature that takes images.")
    return str(usual[0])


def _image_trace(loaded: Any) -> Any:
    """Of all traces of the module's `__call__`, the one for images at inference, for batches of any size."""
    call = loaded.__call__
    traces = list(getattr(call, "concrete_functions", []))
    if not traces:
        raise UserError("This module offers no function to call.", hint="Export it with a signature that takes images.")
    inference = [trace for trace in traces if not _is_training(trace)]
    if not inference:
        raise UserError("This module can only be called for training.", hint="Export it with training=False as well.")
    images = [trace for trace in inference if _is_image(trace.inputs[0])]
    if not images:
        image_input(inference[0])  # raises, with the reason
    return max(images, key=_generality)


def _is_training(trace: Any) -> bool:
    return any(value is True for value in tf.nest.flatten(trace.structured_input_signature))


def _is_image(tensor: Any) -> bool:
    shape = tensor.shape
    return (tensor.dtype in FLOAT_TYPES or tensor.dtype == tf.uint8) and shape.rank == 4 and shape[-1] == 3


def _generality(trace: Any) -> tuple[bool, int]:
    """Any batch size before a fixed one; then a fixed image size before a free one, for it tells what was trained."""
    shape = trace.inputs[0].shape
    return shape[0] is None, sum(side is not None for side in shape[1:3])


def _feature_output(inference: Any) -> str:
    """The output to take: the one called default, or the first vector an image, or the first of all."""
    structured = inference.structured_outputs
    if isinstance(structured, dict) and "default" in structured:
        position = sorted(structured).index("default")
        return str(inference.outputs[position].name)
    outputs = [tensor for tensor in inference.outputs if tensor.dtype in FLOAT_TYPES]
    if not outputs:
        raise UserError("This module gives no features.", hint="Choose a module that turns images into numbers.")
    return str(next((tensor for tensor in outputs if tensor.shape.rank == 2), outputs[0]).name)


def _variables(loaded: Any, inference: Any) -> tuple[tf.Variable, ...]:
    found = list(getattr(loaded, "variables", None) or [])
    found += [variable for variable in inference.variables if not _holds(found, variable)]
    return tuple(found)


def _refuse_reference_variables(inference: Any) -> None:
    if any(operation.type in REFERENCE_VARIABLES for operation in inference.graph.get_operations()):
        raise UserError(
            "This module is of an old kind: it keeps its weights in reference variables, which cannot be trained.",
            hint="Ask its publisher for a newer version, or export it again with resource variables.",
        )


def _holds(variables: Iterable[tf.Variable] | Sequence[tf.Variable], wanted: tf.Variable) -> bool:
    return any(variable is wanted for variable in variables)
