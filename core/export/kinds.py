"""Kinds of data that models are exported for, by their recipes."""

from __future__ import annotations

from core.modalities.images.preprocessing import Preprocessing
from core.modalities.prepared_rows import Recipe
from core.modalities.text.recipe import TextRecipe

IMAGES, TEXTS = "images", "text"
#: what is predicted of, by the kind, in the plural
EXAMPLES = {IMAGES: "images", TEXTS: "texts"}


def kind_of(recipe: Recipe) -> str:
    """Return the kind of a model's recipe."""
    match recipe:
        case Preprocessing():
            return IMAGES
        case TextRecipe():
            return TEXTS
    raise TypeError("a recipe of a kind that nothing exports")
