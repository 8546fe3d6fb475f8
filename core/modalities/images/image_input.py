"""ImageInput: at which size, and with which pixel values, a network is given images."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from core.modalities.images.image_size import Size
from core.modalities.images.input_values import NO_MEAN, NO_STD, Channels, ValueRange
from core.storage.typed_values import read_as

if TYPE_CHECKING:
    import tensorflow as tf

    from core.modalities.images.image_arguments import ImageArguments

#: where a module takes any size, images come at this one
DEFAULT_SIZE: Size = (224, 224)


@dataclass(frozen=True, kw_only=True)
class ImageInput:
    """One batch of colour images, [n, height, width, 3]."""

    kind: ClassVar[str] = "images"
    keeps_examples: ClassVar[bool] = False

    #: height and width in pixels; None where the module takes any size
    input_size: Size | None
    #: the pixel values that the network expects for black and white
    value_range: ValueRange
    #: of red, green and blue: what is taken away from the values in `value_range`, and by what the rest is divided
    mean: Channels = NO_MEAN
    std: Channels = NO_STD

    @classmethod
    def of_json(cls, values: Mapping[str, Any], folder: Path) -> Self:
        """Return the one on a card; cards of images name no kind, and earlier ones neither mean nor deviation."""
        return read_as(cls, values)

    def as_json(self) -> dict[str, Any]:
        """Return what stands of it on a card."""
        return asdict(self)

    @classmethod
    def arguments(cls) -> ImageArguments:
        """Return how images stand among the arguments of a module's function; TensorFlow is imported."""
        from core.modalities.images.image_arguments import ImageArguments

        return ImageArguments()

    def of_rows(self, shape: tuple[int, ...]) -> Self:
        """Return the same: a network is given images of one size."""
        return self

    @property
    def size(self) -> Size:
        """Return height and width at which images are given to the module."""
        return self.input_size or DEFAULT_SIZE

    @property
    def is_normalised(self) -> bool:
        return (self.mean, self.std) != (NO_MEAN, NO_STD)

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """Return the one shape of an image."""
        return ((*self.size, 3),)

    @property
    def shorter(self) -> None:
        """Return nothing: no image is padded."""
        return None

    @property
    def text(self) -> str:
        """Return what is given, as a sentence names it."""
        return f"images of {self.size[0]}×{self.size[1]} pixels"

    @property
    def text_in_a_cell(self) -> str:
        """Return the size that the module takes."""
        return f"{self.input_size[0]}×{self.input_size[1]}" if self.input_size else "any"

    @property
    def key(self) -> str:
        """Return what decides features beside the module itself; "" for values from 0 to 1 as they are."""
        if self.value_range == (0.0, 1.0) and not self.is_normalised:
            return ""
        return json.dumps([self.value_range, self.mean, self.std])

    def feeds(self, rows: tf.Tensor, types: Sequence[tf.DType]) -> list[tf.Tensor]:
        """Return prepared images, uint8 in 0..255 or float in 0..1, with the values that the network expects."""
        import tensorflow as tf

        (wanted,) = types
        low, high = self.value_range
        scale = 255.0 if rows.dtype == tf.uint8 else 1.0
        values = tf.cast(rows, tf.float32) * ((high - low) / scale) + low
        if self.is_normalised:
            values = (values - tf.constant(self.mean)) / tf.constant(self.std)
        # a cast to whole numbers cuts off what stands behind the point
        return [tf.cast(tf.round(values) if wanted.is_integer else values, wanted)]

    def random_rows(self, count: int) -> np.ndarray:
        """Return noise, uint8."""
        return np.random.default_rng(0).integers(0, 256, [count, *self.size, 3], np.uint8)


def image_input_of(given: object) -> ImageInput:
    """Return it as that of images, for code that serves images alone. Raise TypeError where it is of another kind."""
    if not isinstance(given, ImageInput):
        raise TypeError("not an input of images")
    return given
