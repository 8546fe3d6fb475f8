"""LineRows: the values at one frost line, as the layers behind it are given them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import tensorflow as tf

from core.backbones.frost_line import FrostLine
from core.features.lengths import Lengths
from core.features.views import Views
from core.jobs import Job
from core.modalities.prepared_rows import PreparedRows
from core.storage.row_store import RowStore

#: the place of the one value behind the last layer
POOLED = (0,)

#: from a length of rows, None where these have one only
StoreOf = Callable[[int | None], RowStore]


class LineRows:
    """What was computed is kept on disk; what is the example itself is read as it was prepared.

    Texts can be read back from their tokens, and are patients' words: so these never lie in a cache. Where rows are
    padded there is a store for each length, so that no padding is kept.
    """

    def __init__(
        self,
        key: str,
        store_of: StoreOf,
        line: FrostLine | None,
        prepared: PreparedRows,
        views: Views,
        lengths: Lengths,
    ):
        """`line` is None of pooled values behind the last layer; `store_of` gives what is kept of rows of a length."""
        self.key, self._prepared, self._views = key, prepared, views
        self._store_of, self._lengths = store_of, lengths
        self._kept = POOLED if line is None else line.kept
        self._is_padded = line is not None and line.is_of_any_length
        self.specs = _specs_of(store_of(None).dtype) if line is None else line.specs

    def missing(self, examples: Iterable[str], view: int, job: Job) -> list[str]:
        """Return those of the examples of which this view has no sound values; once each, in order."""
        wanted = list(dict.fromkeys(examples))
        keys = self._views.keys(wanted, view)
        lost: set[str] = set()
        for length, places in _by_length(self.lengths_of_values(wanted), len(wanted)):
            lost.update(self._store_of(length).missing([keys[place] for place in places], job))
        return [example for example, key in zip(wanted, keys, strict=True) if key in lost]

    def append(self, examples: Sequence[str], view: int, values: Sequence[tf.Tensor], length: int | None) -> None:
        """Keep what is to be kept of values of rows of this length: one tensor for each spec, a row each and more."""
        store = self._store_of(length if self._is_padded else None)
        rows = np.empty(len(examples), store.dtype)
        for place in self._kept:
            rows[str(place)] = values[place].numpy()[: len(examples)]
        store.append(self._views.keys(examples, view), rows)

    def sync(self, lengths: Iterable[int | None]) -> None:
        """Make all rows of these lengths so far survive a power cut."""
        for length in set(lengths) if self._is_padded else (None,):
            self._store_of(length).sync()

    def read(self, examples: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        """Return one array [n, …] for each spec, no longer than the longest. Raise KeyError where one is missing."""
        lengths = self.lengths_of_values(examples)
        own = None if len(self._kept) == len(self.specs) else self._own(examples, view, lengths)
        keys = self._views.keys(examples, view)
        parts = [
            (places, self._store_of(length).read([keys[place] for place in places]))
            for length, places in _by_length(lengths, len(examples))
        ]
        return tuple(
            _joined([(places, rows[str(place)]) for places, rows in parts], len(examples))
            if own is None or place in self._kept
            else own.astype(spec.dtype.as_numpy_dtype, copy=False)
            for place, spec in enumerate(self.specs)
        )

    def examples(self, examples: Sequence[str], view: int) -> np.ndarray:
        """Return the prepared rows themselves as this view shows them."""
        return self._views.apply(self._prepared.read(examples), examples, view)

    def lengths(self, examples: Sequence[str]) -> np.ndarray | None:
        """Return how long the rows of these examples are, [n]; None where they are not padded."""
        return self._lengths.of(examples)

    def lengths_of_values(self, examples: Sequence[str]) -> np.ndarray | None:
        """Return the lengths by which values are kept; None where these are not as long as rows are."""
        return self._lengths.of(examples) if self._is_padded else None

    def _own(self, examples: Sequence[str], view: int, lengths: np.ndarray | None) -> np.ndarray:
        """Return the prepared rows, which cross themselves, cut to the longest of them."""
        rows = self.examples(examples, view)
        return rows if lengths is None else rows[:, : lengths.max()]


def _by_length(lengths: np.ndarray | None, count: int) -> list[tuple[int | None, np.ndarray]]:
    """Return each length with the places of what has it; all places together where there are no lengths."""
    if lengths is None:
        return [(None, np.arange(count))]
    return [(int(length), np.flatnonzero(lengths == length)) for length in np.unique(lengths)]


def _joined(parts: Sequence[tuple[np.ndarray, np.ndarray]], count: int) -> np.ndarray:
    """Return [count, …]: the parts at their places, padded with 0 to the largest of them."""
    shape = np.max([values.shape[1:] for _, values in parts], axis=0)
    joined = np.zeros([count, *shape.astype(int)], parts[0][1].dtype)
    for places, values in parts:
        margins = [(0, most - side) for most, side in zip(joined.shape[1:], values.shape[1:], strict=True)]
        joined[places] = np.pad(values, [(0, 0), *margins]) if any(map(any, margins)) else values
    return joined


def _specs_of(row: np.dtype) -> list[tf.TensorSpec]:
    fields = [row[name] for name in row.names or ()]
    return [tf.TensorSpec([None, *field.shape], field.base) for field in fields]
