"""What is seen inside a network: plain numbers and maps of one layer for one image. Holds no TensorFlow object."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

import numpy as np

from core.backbones.layer_tree import Kind, Layer

#: maps that are looked at together
MAPS_AT_ONCE = 64


class ChannelOrder(StrEnum):
    """Which channels are shown first."""

    #: as the layer numbers them
    NUMBER = "number"
    #: those that vary most over the image; of a vector the largest
    STRENGTH = "strength"


@dataclass(frozen=True, kw_only=True, eq=False)
class ChannelStatistics:
    """Numbers of each channel over all places of the image: float32 [channels] each."""

    mean: np.ndarray
    std: np.ndarray
    min: np.ndarray
    max: np.ndarray
    #: of its values, from 0 to 1
    zeros: np.ndarray
    #: mean of the class's gradient: the weight of the channel in Grad-CAM; None where no class was asked for
    gradient: np.ndarray | None = None

    @property
    def dead(self) -> int:
        """Return channels that are zero everywhere, for this image."""
        return int((self.zeros == 1).sum())


@dataclass(frozen=True, kw_only=True)
class LayerFacts:
    """One layer in numbers."""

    path: str
    block: str
    kind: Kind
    #: of this image, without the batch
    output_shape: tuple[int, ...]
    channels: int
    #: from behind the layer before it, median of several runs
    seconds: float
    mean: float
    std: float
    min: float
    max: float
    #: share of its values that are exactly 0, from 0 to 1
    zeros: float
    #: channels that are zero everywhere
    dead_channels: int
    #: Euclidean, of the class's gradient at its output; None where no class was asked for
    gradient_norm: float | None = None

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "kind": self.kind.value, "output_shape": list(self.output_shape)}


@dataclass(frozen=True, kw_only=True, eq=False)
class ClassGradient:
    """How the score of a class, before the softmax, changes with the values of a layer."""

    label: str
    #: of the class, as the network gives it for this image
    probability: float
    #: of the channels that are shown: float32 [k, height, width], as their maps
    maps: np.ndarray
    #: Grad-CAM: where the layer speaks for the class, float32 [height, width], 0 or more; None where there is no place
    cam: np.ndarray | None


@dataclass(frozen=True, kw_only=True, eq=False)
class LayerActivation:
    """What a layer makes of an image: all channels in numbers, and some of them as maps."""

    facts: LayerFacts
    statistics: ChannelStatistics
    #: numbers from 0 of the channels that are shown
    shown: tuple[int, ...]
    #: float32 [k, height, width]; of a vector [k, 1, 1]
    maps: np.ndarray
    #: the first token belongs to no place, and is not in the maps
    has_class_token: bool
    page: int
    pages: int
    gradient: ClassGradient | None = None

    def as_json(self) -> dict[str, Any]:
        """Return its numbers, without the maps."""
        channels = {
            field.name: values.tolist()
            for field in fields(self.statistics)
            if (values := getattr(self.statistics, field.name)) is not None
        }
        known = {"class": self.gradient.label, "probability": self.gradient.probability} if self.gradient else {}
        return {**self.facts.as_json(), **known, "channel_statistics": channels}


@dataclass(frozen=True, kw_only=True, eq=False)
class Inside:
    """What there is to be looked at, before any layer is."""

    #: in the order in which the image passes them
    layers: tuple[Layer, ...]
    #: for which there is a gradient; () for a backbone without a classifier
    classes: tuple[str, ...]
    #: what the network says: float32 [classes]
    probabilities: np.ndarray
    #: the image as the network is given it, [height, width, 3] uint8
    image: np.ndarray
    #: pictures in its file
    frames: int
