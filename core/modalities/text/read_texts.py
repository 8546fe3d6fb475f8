"""Reading texts for a model: rows of tokens as its recipe has them, made at once and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.modalities.text.recipe import TextRecipe
from core.modalities.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from core.modalities.text.tokenizer import Tokenizer


def tokens_in_rows(texts: Sequence[str], recipe: TextRecipe) -> np.ndarray:
    """Return the tokens of texts, cut and padded, int32 [n, length]."""
    import tensorflow as tf

    from core.modalities.text.tokenizer import encoded

    rows: np.ndarray = tokenizer_for(recipe).ids(tf.constant(encoded(texts)), recipe.length, recipe.cut).numpy()
    return rows


def token_count(text: str, recipe: TextRecipe) -> int:
    """Return how many tokens a text has before it is cut, [CLS] and [SEP] among them."""
    import tensorflow as tf

    from core.modalities.text.tokenizer import encoded

    return int(tokenizer_for(recipe).lengths(tf.constant(encoded([text])))[0])


def tokenizer_for(recipe: TextRecipe) -> Tokenizer:
    """Return the tokenizer of a recipe whose backbone is there. Raise UserError where its vocabulary is not."""
    assert recipe.folder is not None
    return _tokenizer(recipe.folder / recipe.vocabulary_file, recipe.lower_case)


def vocabulary_of(recipe: TextRecipe) -> Vocabulary:
    """Return the vocabulary of a recipe whose backbone is there."""
    assert recipe.folder is not None
    return Vocabulary.read(recipe.folder / recipe.vocabulary_file)


@lru_cache(maxsize=1)
def _tokenizer(vocabulary_file: Path, lower_case: bool) -> Tokenizer:
    from core.modalities.text.tokenizer import Tokenizer

    return Tokenizer(Vocabulary.read(vocabulary_file), lower_case=lower_case)
