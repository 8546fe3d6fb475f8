"""WordDropout: leaves words out, so that a network never reads the same text twice in a row.

Which words matter least is not known, and a word put in the place of another may turn the meaning round: so only some
are hidden behind [MASK], as the encoder itself was trained (Devlin et al. 2019, doi 10.18653/v1/N19-1423).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.modalities.text.vocabulary import BEGINNING, END, UNKNOWN, Vocabulary
from core.modalities.text.word_numbers import NOTHING

#: of all tokens, how many are hidden
MASK = "[MASK]"
SHARES = {"none": 0.0, "light": 0.05, "strong": 0.15}
VIEWS = 4


@dataclass(frozen=True, kw_only=True)
class WordDropout:
    """The `Augmenter` of texts."""

    share: float
    #: tokens that are never hidden: padding, [CLS] and [SEP]
    kept: tuple[int, ...]
    mask: int
    views: int

    @property
    def recipe(self) -> tuple[Any, ...]:
        """Return all that decides a view beside the text, the seed and its number."""
        return "word-dropout-1", self.share, self.kept, self.mask

    def varied(self, rows: np.ndarray, chances: Sequence[np.random.Generator]) -> np.ndarray:
        """Return rows of tokens [n, length], each with as many hidden as its chance has it."""
        drawn = np.stack([chance.random(rows.shape[1]) for chance in chances])
        is_hidden = (drawn < self.share) & ~np.isin(rows, self.kept)
        return np.where(is_hidden, np.asarray(self.mask, rows.dtype), rows)


def views_of(strength: str) -> int:
    """Return how many views of a text there are, itself among them."""
    return VIEWS if SHARES[strength] else 1


def word_dropout(strength: str, vocabulary: Vocabulary) -> WordDropout:
    """Return what hides as many words as this strength says."""
    kept = (NOTHING, vocabulary.number_of(BEGINNING), vocabulary.number_of(END))
    mask = vocabulary.numbers.get(MASK, vocabulary.number_of(UNKNOWN))
    return WordDropout(share=SHARES[strength], kept=kept, mask=mask, views=views_of(strength))
