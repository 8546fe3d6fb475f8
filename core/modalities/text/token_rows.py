"""TokenRows: texts as tokens, in memory alone.

Tokens can be read back as words, and these are patients'. So they never lie on a disk; they are made again for each
task, at ten thousand texts a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np

from core.jobs import Job
from core.modalities.text.recipe import TextRecipe
from core.modalities.text.tokens import Tokens
from core.modalities.text.word_numbers import NOTHING


class TokenRows:
    """Rows of one length, each by the hash of its text, cut and padded as they are read."""

    def __init__(self, recipe: TextRecipe, tokens: Tokens):
        self.preprocessing = recipe
        self.tokens = tokens
        self._keys: dict[str, None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def count(self) -> int:
        return len(self._keys)

    def missing(self, keys: Iterable[str], job: Job) -> list[str]:
        """Return those of `keys` that are not there; once each, in order."""
        wanted = dict.fromkeys(keys)
        self._keys |= {key: None for key in wanted if key in self.tokens}
        return [key for key in wanted if key not in self.tokens]

    def read(self, keys: Sequence[str]) -> np.ndarray:
        """Return these rows int32 [n, …], in this order. Raise KeyError for a missing one."""
        rows = np.full((len(keys), *self.preprocessing.row_shape), NOTHING, np.int32)
        for place, key in enumerate(keys):
            tokens = self._cut(self.tokens.of(key))
            rows[place, : len(tokens)] = tokens
        return rows

    def close(self) -> None:
        """Do nothing: tokens are kept for the next task on the same texts."""

    def _cut(self, tokens: np.ndarray) -> np.ndarray:
        length = self.preprocessing.length
        if len(tokens) <= length:
            return tokens
        left_out = self.preprocessing.cut.left_out(len(tokens), length)
        return np.concatenate([tokens[: left_out.start], tokens[left_out.stop :]])
