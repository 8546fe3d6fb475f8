"""Augmentation as seeded views: view v of an example is always the same, so that its features can be kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.modalities.modality import Augmenter
from core.storage.files import sha256_of


class Views:
    """All views of the examples of a run. View 0 is the example itself; validation and test see only that."""

    def __init__(self, augmenter: Augmenter | None, seed: int):
        """`augmenter` is None where nothing is to be varied."""
        self._augmenter, self._seed = augmenter, seed
        self.count = augmenter.views if augmenter else 1

    def of_epoch(self, epoch: int) -> int:
        """Return the view that an epoch sees."""
        return epoch % self.count

    def keys(self, examples: Sequence[str], view: int) -> list[str]:
        """Return what the features of this view are kept under; `examples` are the hashes of their content."""
        if view == 0 or self._augmenter is None:
            return list(examples)
        recipe = *self._augmenter.recipe, self._seed, view
        return [sha256_of(example, *recipe) for example in examples]

    def apply(self, rows: np.ndarray, examples: Sequence[str], view: int) -> np.ndarray:
        """Return prepared rows [n, …] as this view shows them, of the same shape and type."""
        if view == 0 or self._augmenter is None:
            return rows
        chances = [np.random.default_rng(int(sha256_of(example, self._seed, view)[:16], 16)) for example in examples]
        return self._augmenter.varied(rows, chances)
