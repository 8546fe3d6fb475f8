"""Strength: by how much augmentation changes images, and how many views of each it makes. No TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass

#: as a plan names them
NOT_MIRRORED, BOTH_WAYS = "none", "both"


@dataclass(frozen=True, kw_only=True)
class Strength:
    """The most by which a view may differ from its image."""

    #: how many views there are, the image itself included
    views: int
    degrees: float = 0.0
    #: fractions of the image's side, of its size, of its range
    shift: float = 0.0
    zoom: float = 0.0
    brightness: float = 0.0
    contrast: float = 0.0


#: by the names that a plan gives them
STRENGTHS = {
    "none": Strength(views=1),
    "light": Strength(views=5, degrees=8, shift=0.04, zoom=0.08, brightness=0.08, contrast=0.1),
    "strong": Strength(views=10, degrees=20, shift=0.1, zoom=0.2, brightness=0.2, contrast=0.3),
}
