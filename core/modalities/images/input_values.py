"""The pixel values that a module expects: those of black and white, and mean and deviation of what it learnt from.

Needs no TensorFlow: the command line and the window ask for them.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from core.errors import UserError
from core.messages import Message

ValueRange = tuple[float, float]
Channels = tuple[float, float, float]

#: by the names that the command line gives them
RANGES: dict[str, ValueRange] = {"0..1": (0.0, 1.0), "-1..1": (-1.0, 1.0), "0..255": (0.0, 255.0)}
NO_MEAN: Channels = (0.0, 0.0, 0.0)
NO_STD: Channels = (1.0, 1.0, 1.0)


@dataclass(frozen=True, kw_only=True)
class Normalisation:
    """For red, green and blue, the mean that is taken away, and the deviation by which the rest is divided."""

    mean: Channels = NO_MEAN
    std: Channels = NO_STD

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (*self.mean, *self.std))) or min(self.std) <= 0:
            raise UserError(Message("mean-or-deviation-out-of-range"))
        in_fractions = 0 < max(self.mean) <= 1
        if in_fractions and max(self.std) > 1:
            raise UserError(Message("mean-and-deviation-in-other-units"))

    @property
    def value_range(self) -> ValueRange:
        """Return black and white in the unit in which they are given: 0 to 1 or 0 to 255."""
        return RANGES["0..255"] if max(self.mean) > 1 or max(self.std) > 1 else RANGES["0..1"]


#: what torchvision and many others scale ImageNet's photographs by
IMAGENET = Normalisation(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))


def channels(text: str) -> Channels:
    """Return three numbers as a person writes them, or one for all three channels.

    Raise ValueError for anything else.
    """
    numbers = [float(part) for part in re.split(r"[\s,;]+", text.strip().strip("[]()"))]
    if len(numbers) == 1:
        numbers *= 3
    red, green, blue = numbers
    return red, green, blue


def normalisation_of(mean: Channels | None, std: Channels | None) -> Normalisation | None:
    """Return the normalisation; None where neither is given."""
    return None if mean is None and std is None else Normalisation(mean=mean or NO_MEAN, std=std or NO_STD)


def check_range(value_range: ValueRange | None) -> None:
    """Raise UserError where it does not go from a lower to a higher number."""
    if value_range is not None and not (all(map(math.isfinite, value_range)) and value_range[0] < value_range[1]):
        raise UserError(Message("value-range-out-of-order"))
