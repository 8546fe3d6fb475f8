"""Modalities: the kinds of data that can be learnt from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.modalities.images.modality import Images
from core.modalities.modality import Modality
from core.modalities.options import Options
from core.modalities.prepared_rows import Recipe
from core.modalities.text.modality import Texts

MODALITIES: tuple[Modality, ...] = (Images(), Texts())


def modality_named(name: str) -> Modality:
    """Return the one of this name. Raise KeyError where this version knows none."""
    return {modality.name: modality for modality in MODALITIES}[name]


def recipe_of(values: dict[str, Any], folder: Path) -> Recipe:
    """Return the recipe that gave these values, for the backbone in this folder.

    Raise ValueError where this version cannot prepare just so.

    Those of images name no kind.
    """
    return _modality_in(values, "preprocessing").recipe_of(values, folder)


def options_of(values: Mapping[str, Any]) -> Options:
    """Return the options that gave these values. Raise ValueError and UserError for others; those of images name no
    kind.
    """
    return _modality_in(values, "a way of reading").options_of(values)


def usual_options() -> Options:
    """Return those of the first kind, while nothing is known of the data."""
    return MODALITIES[0].options_of({})


def _modality_in(values: Mapping[str, Any], what: str) -> Modality:
    try:
        return modality_named(values.get("kind", MODALITIES[0].name))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{what} that this version does not know") from error
