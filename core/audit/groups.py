"""Groups: images that are not independent of one another, since they show the same subject."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.dataset.dataset import Example


def group_numbers(images: Sequence[Example]) -> np.ndarray:
    """Return one number a subject, int [n]; an image whose subject is not known has a number of its own."""
    number: dict[str, int] = {}
    return np.array([number.setdefault(image.group, len(number)) for image in images])
