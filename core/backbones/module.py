"""Open a SavedModel and find the one function in it that turns examples into features at inference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tensorflow as tf

from core.backbones.output import chosen_output, named_outputs
from core.backbones.signature import ExampleFunction, example_function, example_functions
from core.backbones.swapping import forbid_swapping
from core.backbones.tags import tags_for_inference
from core.backbones.tensorflow_hub import import_tensorflow_hub
from core.errors import UserError
from core.messages import Message
from core.modalities.network_input import NetworkInput

#: what TensorFlow 1 kept weights in before it had resources
REFERENCE_VARIABLES = ("Variable", "VariableV2")


@dataclass(frozen=True, kw_only=True)
class Module:
    """A loaded module. `loaded` is held because the variables live as long as it does."""

    loaded: Any
    #: "" where the object itself is called, else the name of the signature
    signature: str
    #: one batch of examples in, at inference; other arguments are bound
    inference: Any
    #: what stands for this batch among the arguments of the module's own function
    taken: tuple[tf.TensorSpec, ...]
    #: the name, in `inference.graph`, of the tensor that it gives
    output: str
    #: what the module calls this output, and all that it gives; "" where it gives one thing
    output_name: str
    output_names: tuple[str, ...]
    variables: tuple[tf.Variable, ...]
    #: what the module itself declares trainable; None where it says nothing (TF1 Hub)
    declared_trainable: tuple[tf.Variable, ...] | None

    def giving(self, output: str) -> Module:
        """Return the same, of which another output is taken. Raise UserError where there is none of this name."""
        outputs = named_outputs(self.inference)
        name = chosen_output(outputs, output)
        return replace(self, output=outputs[name].name, output_name=name)


def load_module(
    folder: Path, given: type[NetworkInput], signature: str | None = None, output: str | None = None
) -> Module:
    """Open the SavedModel in `folder`: a TF2 Hub or TF1 Hub module, a Keras export, or any other.

    Only call this on a module whose operations have been checked. `signature` chooses what to call ("" the object
    itself), and `output` what to take of what it gives ("" as all cards did before they named it); by default both are
    found out, as by `usable_modules`.
    Raise UserError where the module has no variables, or no function from a batch of such examples to features.
    """
    loaded = load_saved_model(folder)
    if signature is None:
        return next(usable_modules(loaded, given))
    return _module(loaded, example_function(loaded, signature, given.arguments()), output)


def usable_modules(loaded: Any, given: type[NetworkInput]) -> Iterator[Module]:
    """Yield all ways to use a loaded SavedModel, the one to take first. Raise UserError where there is none."""
    refusals: list[UserError] = []
    found = False
    for function in example_functions(loaded, given.arguments()):
        try:
            module = _module(loaded, function, None)
        except UserError as refusal:
            refusals.append(refusal)
            continue
        found = True
        yield module
    if not found:
        raise refusals[0]


def _module(loaded: Any, function: ExampleFunction, output: str | None) -> Module:
    inference = function.inference
    variables = _variables(loaded, inference)
    if not variables:
        _refuse_reference_variables(inference)
        raise UserError(Message("module-without-variables"))
    declared = getattr(loaded, "trainable_variables", None)
    outputs = named_outputs(inference)
    name = chosen_output(outputs, output)
    return Module(
        loaded=loaded,
        signature=function.signature,
        inference=inference,
        taken=function.taken,
        output=outputs[name].name,
        output_name=name if len(outputs) > 1 else "",
        output_names=tuple(outputs),
        variables=variables,
        declared_trainable=tuple(declared) if declared else None,
    )


def load_saved_model(folder: Path) -> Any:
    """Return what TensorFlow makes of a module. Only for one whose operations have been checked."""
    if not (folder / "saved_model.pb").is_file():
        raise UserError(Message("no-saved-model", folder=folder.name))
    hub = import_tensorflow_hub()
    forbid_swapping()
    try:
        return hub.load(str(folder), tags=tags_for_inference(folder))
    except UserError:
        raise
    except (tf.errors.OpError, OSError, IndexError) as error:  # IndexError: fewer bytes than the index promises
        raise UserError(Message("variables-damaged")) from error
    except Exception as error:  # anything may be wrong in a file that is not ours
        raise UserError(Message("module-not-opened")) from error


def _variables(loaded: Any, inference: Any) -> tuple[tf.Variable, ...]:
    found = list(getattr(loaded, "variables", None) or [])
    found += [variable for variable in inference.variables if not _holds(found, variable)]
    return tuple(found)


def _refuse_reference_variables(inference: Any) -> None:
    if any(operation.type in REFERENCE_VARIABLES for operation in inference.graph.get_operations()):
        raise UserError(Message("reference-variables"))


def _holds(variables: Iterable[tf.Variable] | Sequence[tf.Variable], wanted: tf.Variable) -> bool:
    return any(variable is wanted for variable in variables)
