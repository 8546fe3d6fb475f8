"""Modalities: the kinds of data that can be learnt from."""

from __future__ import annotations

from typing import Any

from core.modalities.images.modality import Images
from core.modalities.modality import Modality
from core.modalities.prepared_rows import Recipe

MODALITIES: tuple[Modality, ...] = (Images(),)


def modality_named(name: str) -> Modality:
    """Return the one of this name. Raise KeyError where this version knows none."""
    return {modality.name: modality for modality in MODALITIES}[name]


def recipe_of(values: dict[str, Any]) -> Recipe:
    """Return the recipe that gave these values. Raise ValueError where this version cannot prepare just so.

    Those of images name no kind.
    """
    try:
        modality = modality_named(values.get("kind", MODALITIES[0].name))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("preprocessing that this version does not know") from error
    return modality.recipe_of(values)
