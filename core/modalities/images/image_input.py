"""ImageInput: at which size, and with which pixel values, a network is given images."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.modalities.images.image_size import Size
from core.modalities.images.input_values import NO_MEAN, NO_STD, Channels, ValueRange

if TYPE_CHECKING:
    import tensorflow as tf


@dataclass(frozen=True, kw_only=True)
class ImageInput:
    """One batch of colour images, [n, height, width, 3]."""

    #: height and width
    size: Size
    #: the pixel values that the network expects for black and white
    value_range: ValueRange
    #: of red, green and blue: what is taken away from the values in `value_range`, and by what the rest is divided
    mean: Channels = NO_MEAN
    std: Channels = NO_STD

    @property
    def is_normalised(self) -> bool:
        return (self.mean, self.std) != (NO_MEAN, NO_STD)

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """Return the one shape of an image."""
        return ((*self.size, 3),)

    @property
    def told(self) -> str:
        """Return what is given, as a sentence names it."""
        return f"images of {self.size[0]}×{self.size[1]} pixels"

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
