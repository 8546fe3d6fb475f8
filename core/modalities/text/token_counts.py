"""TokenCounts: how many tokens the texts of a dataset have, and how many of them are read. No TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TokenCounts:
    """The number of tokens of each text, by its hash; [CLS] and [SEP] count as well."""

    of: Mapping[str, int]
    #: of the encoder
    longest: int
    #: that are read of each text where the user says nothing
    automatic: int

    def read(self, wanted: int | None) -> int:
        """Return how many are read of a text where the user wants so many."""
        return self.automatic if wanted is None else min(wanted, self.longest)

    def cut_at(self, length: int) -> int:
        """Return how many texts have more tokens than that."""
        return sum(count > length for count in self.of.values())
