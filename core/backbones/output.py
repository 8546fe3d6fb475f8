"""The output that is taken of all that a module gives: features, not the attention or the end points beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import tensorflow as tf

from core.backbones.signature import FLOAT_TYPES
from core.errors import UserError
from core.messages import Message

#: what publishers call the features of an image, the best name first; TF-Hub asks for "default"
NAMES_OF_FEATURES = (
    *("default", "feature_vector", "image_feature_vector", "features", "feature", "image_features"),
    *(
        "pooler_output",
        "pooled_output",
        "pooler",
        "pooled",
        "image_embeds",
        "image_embedding",
        "embedding",
        "embeddings",
    ),
    *("representation", "final_avg_pool", "global_pool", "pre_logits", "prelogits", "avg_pool"),
)
#: where there is nothing better
SELDOM_FEATURES = re.compile(
    r"logits|predict|prob|aux|attention|attn|score|loss|confidence|classes|classif|label|softmax|"
    r"(^|[^a-z])top(_?[0-9k]\w*)?($|[^a-z])"
)


def named_outputs(inference: Any) -> dict[str, Any]:
    """Return all tensors that the function gives, by their paths: "default", "1/attention", "" if it is alone.

    Raise UserError where there is none.
    """
    names = list(_paths(inference.structured_outputs, ""))
    if len(names) != len(inference.outputs):  # what is no tensor was left out in one of the two
        names = [str(number) for number in range(len(inference.outputs))]
    if not names:
        raise _no_features()
    return dict(zip(names, inference.outputs, strict=True))


def chosen_output(outputs: Mapping[str, Any], wanted: str | None = None) -> str:
    """Return the output to take: `wanted`; by default the one called features, the first vector an image, or the first.

    An empty `wanted` is the choice of cards that do not name it: "default" or the first vector.

    Raise UserError where the module gives no numbers, or not what is wanted.
    """
    numbers = {name: tensor for name, tensor in outputs.items() if tensor.dtype in FLOAT_TYPES}
    numbers = {name: tensor for name, tensor in numbers.items() if tensor.dtype != tf.float64} or numbers
    if wanted and wanted not in numbers:
        raise UserError(Message("no-such-output", output=wanted[:60]))
    if not numbers:
        raise _no_features()
    return wanted or next(_candidates(numbers, NAMES_OF_FEATURES if wanted is None else NAMES_OF_FEATURES[:1]))


def _candidates(outputs: Mapping[str, Any], names_of_features: tuple[str, ...]) -> Iterator[str]:
    by_name = {name.lower(): name for name in reversed(list(outputs))}
    yield from (by_name[name] for name in names_of_features if name in by_name)
    vectors = [name for name, tensor in outputs.items() if tensor.shape.rank == 2]
    if len(names_of_features) > 1:
        by_last = {name.rpartition("/")[2].lower(): name for name in reversed(list(outputs))}
        yield from (by_last[name] for name in names_of_features if name in by_last)
        yield from (name for name in vectors if not _is_seldom(name))
        yield from (
            name for name in outputs if name not in vectors and not _is_seldom(name) and _is_of_images(outputs[name])
        )
        # what a classifier says of all classes leads to the layer before it; the best few of them lead nowhere
        yield from (name for name in vectors if "logits" in name.lower())
        yield from sorted(vectors, key=lambda name: -(outputs[name].shape[-1] or 0))
    yield from vectors
    yield from outputs


def _is_seldom(name: str) -> bool:
    return SELDOM_FEATURES.search(name.lower()) is not None


def _is_of_images(tensor: Any) -> bool:
    """A feature map or a row of tokens; a lone number or one number an image is neither."""
    return tensor.shape.rank is not None and tensor.shape.rank >= 3


def _paths(structure: Any, path: str) -> Iterator[str]:
    """Yield paths in the order in which TensorFlow flattens: dictionaries by their keys."""
    if isinstance(structure, Mapping):
        parts = [(str(key), structure[key]) for key in sorted(structure)]
    elif isinstance(structure, list | tuple):
        names = getattr(structure, "_fields", None) or map(str, range(len(structure)))
        parts = list(zip(names, structure, strict=True))
    else:
        if isinstance(structure, tf.Tensor | tf.TensorSpec):
            yield path
        return
    for name, part in parts:
        yield from _paths(part, f"{path}/{name}" if path else name)


def _no_features() -> UserError:
    return UserError(Message("module-without-features"))
