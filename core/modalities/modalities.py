"""Modalities: the kinds of data that can be learnt from."""

from __future__ import annotations

from core.modalities.images.modality import Images
from core.modalities.modality import Modality

MODALITIES: tuple[Modality, ...] = (Images(),)


def modality_named(name: str) -> Modality:
    """Return the one of this name. Raises KeyError where this version knows none."""
    return {modality.name: modality for modality in MODALITIES}[name]
