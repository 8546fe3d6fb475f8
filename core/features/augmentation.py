"""Augmentation as a plan names it; how much that changes an example is a matter of its modality."""

from __future__ import annotations

from enum import StrEnum


class Augmentation(StrEnum):
    NONE = "none"
    LIGHT = "light"
    STRONG = "strong"


class Flips(StrEnum):
    """The mirror images that show the same class; a chest has its heart on the left."""

    NONE = "none"
    HORIZONTAL = "horizontal"
    BOTH = "both"
