"""Kinds of data that can be predicted, by the recipe of the model.

A table of its own and no part of the modality: what reads texts to predict asks `core.dataset` for the columns of their
tables, which itself asks the modalities, so that these would import each other in a circle.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.messages import Message
from core.modalities.images.preprocessing import Preprocessing
from core.modalities.prepared_rows import Recipe
from core.modalities.text.recipe import TextRecipe
from core.prediction.asked import AS_USUAL, Asked
from core.prediction.images import ImagesToPredict
from core.prediction.texts import TextsToPredict
from core.prediction.to_predict import ToPredict
from core.process.worker_pool import WorkerPool


def to_predict(recipe: Recipe, paths: Sequence[Path], asked: Asked, pool: WorkerPool[Any] | None) -> ToPredict:
    """Return what is to be predicted with a model of this recipe. Raise UserError where it cannot be done so."""
    match recipe:
        case TextRecipe():
            return TextsToPredict(tuple(paths), recipe, asked)
        case Preprocessing():
            if asked != AS_USUAL:
                raise UserError(Message("asked-of-texts-alone"))
            return ImagesToPredict(tuple(paths), recipe, pool)
    raise TypeError("a recipe of a kind that nothing is predicted of")
