"""Tokens: all tokens of texts by one vocabulary, in memory, each by the hash of its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.text.recipe import TextRecipe
from core.modalities.text.token_input import TokenInput
from core.modalities.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from core.modalities.text.tokenizer import Tokenizer

STEP = Message("reading-the-texts")
#: what is held for the next task: some hundred megabytes
MOST_TOKENS = 64_000_000


class Tokens:
    """Holds as many tokens of each text as it has, [CLS] and [SEP] among them."""

    def __init__(self, vocabulary: Vocabulary, lower_case: bool):
        self.vocabulary = vocabulary
        self._lower_case = lower_case
        self._tokens: dict[str, np.ndarray] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._tokens

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """Return what takes texts apart; TensorFlow is imported."""
        from core.modalities.text.tokenizer import Tokenizer

        return Tokenizer(self.vocabulary, lower_case=self._lower_case)

    def of(self, key: str) -> np.ndarray:
        """Return the tokens of a text, int32 [n]. Raise KeyError where they were not made."""
        return self._tokens[key]

    def add(self, texts: Mapping[str, str], job: Job) -> None:
        """Make the tokens of texts, each under its hash, where they are not there yet."""
        from core.modalities.text.tokenizer import in_batches

        missing = {key: text for key, text in texts.items() if key not in self._tokens}
        if not missing:
            return
        if sum(map(len, self._tokens.values())) > MOST_TOKENS:
            self._tokens.clear()
        keys = iter(missing)
        batches = list(in_batches(list(missing.values())))
        for batch in job.steps(STEP, batches, len(batches)):
            for row in self.tokenizer.whole(batch):
                self._tokens[next(keys)] = row

    def lengths(self, keys: Iterable[str]) -> np.ndarray:
        """Return how many tokens these texts have, [n]."""
        return np.array([len(self._tokens[key]) for key in keys], int)


def tokens_for(recipe: TextRecipe) -> Tokens:
    """Return what is held by the vocabulary of a recipe. Raise UserError where that is not in its backbone's folder."""
    return _tokens_in(recipe.folder, recipe.vocabulary_file, recipe.lower_case)


def tokens_given(given: TokenInput) -> Tokens:
    """Return what is held by the vocabulary of an encoder. Raise UserError where that is not in its folder."""
    return _tokens_in(given.folder, given.vocabulary, given.lower_case)


def _tokens_in(folder: Path | None, vocabulary_file: str, lower_case: bool) -> Tokens:
    assert folder is not None
    return tokens_by(Vocabulary.read(folder / vocabulary_file), lower_case)


@lru_cache(maxsize=1)
def tokens_by(vocabulary: Vocabulary, lower_case: bool) -> Tokens:
    """Return what is held by this vocabulary, wherever it lies; that of another is forgotten."""
    return Tokens(vocabulary, lower_case)
