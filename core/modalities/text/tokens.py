"""Tokens: all tokens of texts by one vocabulary, in memory, each by the hash of its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from core.modalities.text.tokenizer import Tokenizer

STEP = Message("reading-the-texts")
#: what is held for the next task: some hundred megabytes
MOST_TOKENS = 64_000_000


class Tokens:
    """Holds as many tokens of each text as it has, [CLS] and [SEP] among them."""

    def __init__(self, vocabulary_file: Path, lower_case: bool):
        """Raise UserError where the file is no vocabulary."""
        self.vocabulary = Vocabulary.read(vocabulary_file)
        self._lower_case = lower_case
        self._tokens: dict[str, np.ndarray] = {}
        self._tokenizer: Tokenizer | None = None

    def __contains__(self, key: str) -> bool:
        return key in self._tokens

    def of(self, key: str) -> np.ndarray:
        """Return the tokens of a text, int32 [n]. Raise KeyError where they were not made."""
        return self._tokens[key]

    def add(self, texts: Mapping[str, str], job: Job) -> None:
        """Make the tokens of texts, each under its hash, where they are not there yet."""
        from core.modalities.text.tokenizer import Tokenizer, in_batches

        missing = {key: text for key, text in texts.items() if key not in self._tokens}
        if not missing:
            return
        if sum(map(len, self._tokens.values())) > MOST_TOKENS:
            self._tokens.clear()
        if self._tokenizer is None:
            self._tokenizer = Tokenizer(self.vocabulary, lower_case=self._lower_case)
        keys = iter(missing)
        batches = list(in_batches(list(missing.values())))
        for batch in job.steps(STEP, batches, len(batches)):
            for row in self._tokenizer.whole(batch):
                self._tokens[next(keys)] = row

    def lengths(self, keys: Iterable[str]) -> np.ndarray:
        """Return how many tokens these texts have, [n]."""
        return np.array([len(self._tokens[key]) for key in keys], int)


@lru_cache(maxsize=1)
def tokens_of(vocabulary_file: Path, lower_case: bool) -> Tokens:
    """Return what is held by this vocabulary; that of another is forgotten."""
    return Tokens(vocabulary_file, lower_case)
