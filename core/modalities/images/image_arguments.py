"""ImageArguments: how a batch of images stands among the arguments of a module's function."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from core.errors import UserError
from core.messages import Message

SELDOM_TYPES = (tf.float64, tf.int32)
IMAGE_TYPES = (tf.float16, tf.bfloat16, tf.float32, tf.float64, tf.uint8, tf.int32)
#: what encoders of text call their inputs
WORDS = re.compile(r"(word|token|input)_?(type_)?ids|attention_mask|input_mask|segment_ids", re.IGNORECASE)


class ImageArguments:
    """The `ExampleArguments` of `core.modalities.network_input`, for images."""

    is_as_called = True

    def takes(self, spec: tf.TensorSpec) -> bool:
        """Return whether it is a batch of images."""
        return is_image(spec)

    def are_whole(self, specs: Sequence[tf.TensorSpec]) -> bool:
        """Return whether there is just one."""
        return len(specs) == 1

    def rank(self, specs: Sequence[tf.TensorSpec]) -> tuple[Any, ...]:
        """A usual type; any size of the batch before a fixed one; then a fixed size of images before a free one.

        For that shows what was trained.
        """
        (image,) = specs
        is_odd = image.dtype in SELDOM_TYPES
        return is_odd, image.shape[0] is not None, -sum(side is not None for side in image.shape[1:3])

    def spec(self, specs: Sequence[tf.TensorSpec]) -> tf.TensorSpec:
        """Return the images as they are called with."""
        (image,) = specs
        return tf.TensorSpec(image.shape, image.dtype, "images")

    def filled(self, specs: Sequence[tf.TensorSpec], rows: tf.Tensor) -> list[tf.Tensor]:
        """Return the images themselves."""
        return [rows for _ in specs]

    def outputs(self, outputs: Any, rows: tf.Tensor) -> Any:
        """Return what a function gives as it is."""
        return outputs

    def refusal(self, specs: Sequence[tf.TensorSpec], unbound: Sequence[str]) -> UserError:
        """Return why a function cannot be given images."""
        if _is_text(specs):
            return UserError(Message("reads-text"))
        if len(list(filter(is_image, specs))) == 1 and unbound:
            wants = ", ".join(f"“{name[:40]}”" for name in unbound)
            return UserError(Message("wants-more-than-images", wants=wants))
        if len(specs) == 1 and specs[0].shape.rank == 4 and specs[0].shape[1] == 3:
            return UserError(Message("channels-first", shape=str(specs[0].shape)))
        wants = ", ".join(f"{spec.dtype.name} {spec.shape}" for spec in specs) or "nothing"
        return UserError(Message("takes-no-colour-images", wants=wants))


def is_image(tensor: Any) -> bool:
    """Return whether it may be a batch of colour images."""
    shape = tensor.shape
    return tensor.dtype in IMAGE_TYPES and shape.rank == 4 and shape[-1] == 3


def _is_text(specs: Sequence[tf.TensorSpec]) -> bool:
    return any(spec.dtype == tf.string or (spec.dtype.is_integer and WORDS.search(spec.name or "")) for spec in specs)
