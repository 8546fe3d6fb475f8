"""Find functions of a loaded module that take examples at inference, and what their other arguments are bound to.

A module is called as `hub.KerasLayer` calls it: `training` is False, and everything else has the default that the
module itself declares. Where the object cannot be called so, its signatures are tried, the usual ones first.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from core.errors import UserError
from core.messages import Message
from core.modalities.network_input import ExampleArguments

#: in this order: Keras exports and TensorFlow Serving, TF1 Hub, TF1 Hub for images, its BERT, Keras 3
USUAL_SIGNATURES = ("serving_default", "default", "image_feature_vector", "image_classification", "tokens", "serve")
#: the object itself is called
OBJECT = ""
FLOAT_TYPES = (tf.float16, tf.bfloat16, tf.float32, tf.float64)
TRAINING = re.compile(r"(^|_)train(ing)?($|_)|learning_phase", re.IGNORECASE)


@dataclass(frozen=True)
class ExampleFunction:
    """One way to call a module."""

    #: the name of a signature, or `OBJECT`
    signature: str
    #: a concrete function whose only argument is the batch of examples
    inference: Any
    #: the tensors that stand for it among the arguments of the module's own function
    taken: tuple[tf.TensorSpec, ...]


def example_functions(loaded: Any, arguments: ExampleArguments) -> Iterator[ExampleFunction]:
    """Yield all ways to get from examples to something, the one to take first. Raise UserError where there is none."""
    refusals: list[UserError] = []
    found = False
    for signature in [OBJECT] * bool(_traces(loaded)) + signature_names(loaded):
        try:
            function = example_function(loaded, signature, arguments)
        except UserError as refusal:
            refusals.append(refusal)
            continue
        found = True
        yield function
    if not found:
        raise refusals[0] if refusals else _nothing_to_call()


def example_function(loaded: Any, signature: str, arguments: ExampleArguments) -> ExampleFunction:
    """Return this one way to call a module.

    Raise UserError where it does not lead from one batch of examples to something.
    """
    call, function = (
        _of_object(loaded, arguments) if signature == OBJECT else _of_signature(loaded, signature, arguments)
    )
    inference = call.on_examples_alone(function)
    _check_only_input(inference, arguments)
    return ExampleFunction(signature, inference, tuple(call.of_example))


def signature_names(loaded: Any) -> list[str]:
    """Return the usual ones first; those that want more than the example, such as “…_with_bn_hparams”, last."""
    names = list(getattr(loaded, "signatures", {}))
    usual = [name for name in USUAL_SIGNATURES if name in names]
    others = [name for name in names if name not in usual]
    return usual + sorted(others, key=lambda name: "_with_" in name)


def inputs_of(inference: Any) -> list[Any]:
    """Return the placeholders of a concrete function, without those of what it has captured."""
    return list(inference.inputs[: len(inference.inputs) - len(inference.graph.captures)])


def only_input(inference: Any) -> Any:
    """Return the placeholder for the batch of examples."""
    (found,) = inputs_of(inference)
    return found


def _check_only_input(inference: Any, arguments: ExampleArguments) -> None:
    specs = [tf.TensorSpec(tensor.shape, tensor.dtype, tensor.op.name) for tensor in inputs_of(inference)]
    if len(specs) != 1 or not arguments.takes(specs[0]):
        raise arguments.refusal(specs, ())
    size = specs[0].shape[0]
    if size is not None:
        raise UserError(Message("only-fixed-batches", size=int(size)))


def _of_signature(loaded: Any, signature: str, arguments: ExampleArguments) -> tuple[_Call, Any]:
    if signature not in signature_names(loaded):
        raise UserError(Message("no-such-signature", signature=signature[:60]))
    call = _Call(loaded.signatures[signature], {}, (), arguments)
    call.refuse_other_than_examples()
    return call, loaded.signatures[signature]


def _traces(loaded: Any) -> list[Any]:
    """Return those of the object's own function."""
    return list(getattr(loaded.__call__, "concrete_functions", [])) if callable(loaded) else []


def _nothing_to_call() -> UserError:
    return UserError(Message("nothing-to-call"))


def _of_object(loaded: Any, arguments: ExampleArguments) -> tuple[_Call, Any]:
    traces = _traces(loaded)
    if not traces:
        raise _nothing_to_call()
    call = loaded.__call__
    names, defaults = _parameters(call)
    calls = [_Call(trace, defaults, names, arguments) for trace in traces]
    at_inference = [call for call in calls if not call.is_for_training]
    if not at_inference:
        raise UserError(Message("only-for-training"))
    usable = [call for call in at_inference if call.is_usable]
    if not usable:
        at_inference[0].refuse_other_than_examples()
    return min(usable, key=lambda call: call.rank), call


def _parameters(call: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return the names of a function's arguments, and the defaults of those that have one."""
    try:
        parameters = inspect.signature(call).parameters
    except (TypeError, ValueError):  # saved by a version that did not write them down
        return (), {}
    defaults = {name: value.default for name, value in parameters.items() if value.default is not value.empty}
    return tuple(parameters), defaults


class _Call:
    """One trace of a function: some arguments are tensors, others were fixed when it was traced."""

    def __init__(self, trace: Any, defaults: Mapping[str, Any], names: tuple[str, ...], arguments: ExampleArguments):
        self._trace, self._defaults, self._example = trace, defaults, arguments
        self._positional, self._by_name = trace.structured_input_signature
        numbered = (f"argument {number}" for number in range(len(names) + 1, len(self._positional) + 1))
        self._names = [*names, *numbered][: len(self._positional)]

    @property
    def is_for_training(self) -> bool:
        return any(TRAINING.search(name) and value is True for name, value in self._arguments)

    @property
    def is_usable(self) -> bool:
        """Return whether it takes one batch of examples, and all else is bound."""
        return self._example.are_whole(self.of_example) and not self._unbound

    @property
    def rank(self) -> tuple[Any, ...]:
        """Least first: what was fixed as the defaults are; then as the kind of data has it."""
        differing = sum(not self._is_as_wanted(name, value) for name, value in self._arguments)
        return differing, *self._example.rank(self.of_example)

    def on_examples_alone(self, function: Any) -> Any:
        """Return the trace itself where it takes nothing else, else one of `function` with the rest bound."""
        if len(self._tensors) == 1 and self._example.is_as_called:
            return self._trace
        positional = [self._bound(name, value) for name, value in zip(self._names, self._positional, strict=True)]
        by_name = {name: self._bound(name, value) for name, value in self._by_name.items()}

        def call(rows: tf.Tensor) -> Any:
            filled = iter(self._example.filled(self.of_example, rows))
            given = tf.nest.map_structure(
                lambda leaf: next(filled) if self._is_of_example(leaf) else leaf, (positional, by_name)
            )
            return self._example.outputs(function(*given[0], **given[1]), rows)

        spec = self._example.spec(self.of_example)
        return tf.function(call, input_signature=[spec], autograph=False).get_concrete_function()

    def refuse_other_than_examples(self) -> None:
        if not self.is_usable:
            raise self._example.refusal(self._tensors, self._unbound)

    @property
    def _arguments(self) -> list[tuple[str, Any]]:
        return [*zip(self._names, self._positional, strict=True), *self._by_name.items()]

    @property
    def _tensors(self) -> list[tf.TensorSpec]:
        return [leaf for leaf in tf.nest.flatten((self._positional, self._by_name)) if _is_tensor(leaf)]

    @property
    def of_example(self) -> list[tf.TensorSpec]:
        """Return the tensors that stand for a batch of examples."""
        return [leaf for leaf in self._tensors if self._example.takes(leaf)]

    def _is_of_example(self, leaf: Any) -> bool:
        return _is_tensor(leaf) and self._example.takes(leaf)

    @property
    def _unbound(self) -> list[str]:
        """Return the arguments that are neither of the example nor given by a default."""
        return [
            name
            for name, value in self._arguments
            if any(_is_tensor(leaf) and not self._example.takes(leaf) for leaf in tf.nest.flatten(value))
            and self._wanted(name, value) is None
        ]

    def _is_as_wanted(self, name: str, value: Any) -> bool:
        if any(map(_is_tensor, tf.nest.flatten(value))):
            return True
        if TRAINING.search(name):
            return value is False or value is None
        return name not in self._defaults or _is_same(value, self._defaults[name])

    def _wanted(self, name: str, spec: Any) -> Any:
        """Return what an argument that is not of the example is given; None where nothing says."""
        if not _is_tensor(spec):
            return None
        if TRAINING.search(name) and spec.dtype == tf.bool:
            return False
        default = self._defaults.get(name)
        is_number = isinstance(default, bool | int | float) or getattr(default, "shape", None) == ()
        return default if is_number and spec.shape.is_compatible_with([]) else None

    def _bound(self, name: str, value: Any) -> Any:
        wanted = self._wanted(name, value)
        if wanted is not None and not self._is_of_example(value):
            return tf.constant(wanted, value.dtype)
        return value


def _is_tensor(value: Any) -> bool:
    return isinstance(value, tf.TensorSpec)


def _is_same(value: Any, default: Any) -> bool:
    return type(value) is type(default) and bool(value == default)
