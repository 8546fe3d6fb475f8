"""The recipe of images, where code that serves images alone is handed one of any kind."""

from __future__ import annotations

from core.modalities.images.preprocessing import Preprocessing


def image_recipe(recipe: object) -> Preprocessing:
    """Return it as that of images. Raise TypeError where it is of another kind."""
    if not isinstance(recipe, Preprocessing):
        raise TypeError("not a recipe of images")
    return recipe
