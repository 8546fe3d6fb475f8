"""Reading texts for a model: rows of tokens as its recipe has them, made at once and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.modalities.text.recipe import TextRecipe
from core.modalities.text.tokens import tokens_for
from core.modalities.text.word_numbers import NOTHING


def tokens_in_rows(texts: Sequence[str], recipe: TextRecipe) -> np.ndarray:
    """Return the tokens of texts, cut and padded, int32 [n, …] as the recipe has rows."""
    import tensorflow as tf

    from core.modalities.text.tokenizer import encoded

    ids = tokens_for(recipe).tokenizer.ids(tf.constant(encoded(texts)), recipe.length, recipe.cut).numpy()
    return np.pad(ids, [(0, 0), (0, recipe.room)], constant_values=NOTHING)


def token_count(text: str, recipe: TextRecipe) -> int:
    """Return how many tokens a text has before it is cut, [CLS] and [SEP] among them."""
    import tensorflow as tf

    from core.modalities.text.tokenizer import encoded

    return int(tokens_for(recipe).tokenizer.lengths(tf.constant(encoded([text])))[0])
