"""Lengths: how long the prepared rows of examples are, each looked at once, however many epochs ask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.modalities.prepared_rows import PreparedRows

#: rows that are read together to see how long they are
AT_ONCE = 1024


class Lengths:
    """Of all views alike: no view of an example is longer or shorter than it."""

    def __init__(self, prepared: PreparedRows):
        self._prepared = prepared
        self._known: dict[str, int] = {}

    def of(self, examples: Sequence[str]) -> np.ndarray | None:
        """Return how long the rows of these examples are, [n]; None where rows are not padded."""
        new = [example for example in dict.fromkeys(examples) if example not in self._known]
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            lengths = self._prepared.preprocessing.lengths(self._prepared.read(some))
            if lengths is None:
                return None
            self._known.update(zip(some, lengths.tolist(), strict=True))
        return np.array([self._known[example] for example in examples], np.int64) if examples else None
