"""LineRows: the values at one frost line, as the layers behind it are given them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import tensorflow as tf

from core.backbones.frost_line import FrostLine
from core.features.views import Views
from core.jobs import Job
from core.modalities.prepared_rows import PreparedRows
from core.storage.row_store import RowStore

#: the place of the one value behind the last layer
POOLED = (0,)


class LineRows:
    """What was computed is kept on disk; what is the example itself is read as it was prepared.

    Texts can be read back from their tokens, and are patients' words: so these never lie in a cache.
    """

    def __init__(self, store: RowStore, line: FrostLine | None, prepared: PreparedRows, views: Views):
        """`line` is None of pooled values behind the last layer."""
        self.store, self._prepared, self._views = store, prepared, views
        self._kept = POOLED if line is None else line.kept
        self.specs = _specs_of(store.dtype) if line is None else line.specs

    def missing(self, examples: Iterable[str], view: int, job: Job) -> list[str]:
        """Return those of the examples of which this view has no sound values; once each, in order."""
        wanted = list(dict.fromkeys(examples))
        keys = dict(zip(self._views.keys(wanted, view), wanted, strict=True))
        return [keys[key] for key in self.store.missing(keys, job)]

    def append(self, examples: Sequence[str], view: int, values: Sequence[tf.Tensor]) -> None:
        """Keep what is to be kept of these values, one tensor [n, …] for each spec."""
        rows = np.empty(len(examples), self.store.dtype)
        for place in self._kept:
            rows[str(place)] = values[place].numpy()
        self.store.append(self._views.keys(examples, view), rows)

    def read(self, examples: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        """Return one array [n, …] for each spec. Raise KeyError where one is missing."""
        rows = self.store.read(self._views.keys(examples, view))
        return tuple(
            rows[str(place)] if place in self._kept else self.examples(examples, view).astype(spec.dtype.as_numpy_dtype)
            for place, spec in enumerate(self.specs)
        )

    def examples(self, examples: Sequence[str], view: int) -> np.ndarray:
        """Return the prepared rows themselves as this view shows them."""
        return self._views.apply(self._prepared.read(examples), examples, view)


def _specs_of(row: np.dtype) -> list[tf.TensorSpec]:
    fields = [row[name] for name in row.names or ()]
    return [tf.TensorSpec([None, *field.shape], field.base) for field in fields]
