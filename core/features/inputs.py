"""Say what a phase reads of each example: its values at the frost line, kept on disk; or the example itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
import tensorflow as tf

from core.backbones.frost_line import as_constant_function
from core.features.views import Views
from core.jobs import Job
from core.messages import Message
from core.modalities.prepared_rows import PreparedRows
from core.process.device import this_device
from core.storage.row_store import RowStore

Compute = Callable[[tf.Tensor], Sequence[tf.Tensor]]
#: from the keys of some examples
ComputeGroup = Callable[[Sequence[str]], Sequence[tf.Tensor]]


class Inputs(Protocol):
    """`examples` are the sha256 of the files, in the order wanted."""

    specs: list[tf.TensorSpec]

    def make_ready(self, examples: Sequence[str], view: int, job: Job) -> None:
        """Compute what is not there yet, before training reads it."""

    def read(self, examples: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        """Return one array [n, …] for each spec."""


class RawInputs:
    """The prepared rows as they are: no layer is frozen below the first unfrozen one."""

    def __init__(self, prepared: PreparedRows, views: Views):
        self._prepared, self._views = prepared, views
        recipe = prepared.preprocessing
        self.specs = [tf.TensorSpec([None, *recipe.row_shape], recipe.dtype)]

    def make_ready(self, examples: Sequence[str], view: int, job: Job) -> None:
        """Images are ready when they are prepared; views are drawn as they are read."""

    def read(self, examples: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        return (self._views.apply(self._prepared.read(examples), examples, view),)


@dataclass(frozen=True)
class Source:
    """Values at an earlier frost line, from which those at a later one can be computed."""

    rows: RowStore
    #: makes the function from one tensor [n, …] for each field of a row to the values
    function: Callable[[], Callable[..., Sequence[tf.Tensor]]]

    def read(self, keys: Sequence[str]) -> list[tf.Tensor]:
        rows = self.rows.read(keys)
        return [tf.constant(rows[name]) for name in rows.dtype.names or ()]


class FeatureInputs:
    """The values at the frost line: computed once for each view of an example, then read from disk."""

    def __init__(
        self,
        store: RowStore,
        prefix: Callable[[], Compute],
        prepared: PreparedRows,
        views: Views,
        sources: Callable[[], Iterable[Source]] = lambda: (),
        base: FeatureInputs | None = None,
    ):
        """All functions are asked for only when a value is missing: `prefix` goes from prepared rows to the values.

        `sources` are tried before it, the first ones first; `base` is made ready before they are.
        """
        self._store, self._prefix, self._sources, self._base = store, prefix, sources, base
        self._fields = store.dtype.names or ()
        self._prepared, self._views = prepared, views
        dtypes = [store.dtype[name] for name in self._fields]
        self.specs = [tf.TensorSpec([None, *dtype.shape], dtype.base) for dtype in dtypes]

    def make_ready(self, examples: Sequence[str], view: int, job: Job) -> None:
        keys = dict(zip(self._views.keys(examples, view), examples, strict=True))
        missing = set(self._store.missing(keys, job))
        if not missing:
            return
        if self._base is not None:
            self._base.make_ready(examples, view, job)
        # always in the same groups: how many examples are computed together shows in the last bits
        ordered = list(keys)
        all_groups = [ordered[group] for group in this_device().groups(len(ordered))]
        groups = [group for group in all_groups if missing.intersection(group)]
        compute = self._from_source(groups, job) or self._from_examples(keys, view)
        for group in job.steps(_step(view), groups, len(groups)):
            self._store.append(group, self._as_rows(compute(group)))
        self._store.sync()

    def read(self, examples: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        rows = self._store.read(self._views.keys(examples, view))
        return tuple(rows[name] for name in self._fields)

    def _from_source(self, groups: Sequence[Sequence[str]], job: Job) -> ComputeGroup | None:
        """Return the first source that has all that is wanted."""
        wanted = [key for group in groups for key in group]
        for source in self._sources():
            if not source.rows.missing(wanted, job):
                return partial(_computed, source, source.function())
        return None

    def _from_examples(self, keys: Mapping[str, str], view: int) -> ComputeGroup:
        compute = self._compiled_prefix

        def values(group: Sequence[str]) -> Sequence[tf.Tensor]:
            files = [keys[key] for key in group]
            return compute(tf.constant(self._views.apply(self._prepared.read(files), files, view)))

        return values

    @property
    def _compiled_prefix(self) -> Compute:
        recipe = self._prepared.preprocessing
        if not hasattr(self, "_compiled"):
            signature = [tf.TensorSpec([None, *recipe.row_shape], recipe.dtype)]
            self._compiled = as_constant_function(self._prefix(), signature)
        return self._compiled

    def _as_rows(self, values: Sequence[tf.Tensor]) -> np.ndarray:
        rows = np.empty(len(values[0]), self._store.dtype)
        for name, value in zip(self._fields, values, strict=True):
            rows[name] = value.numpy()
        return rows


def _computed(source: Source, function: Callable, keys: Sequence[str]) -> Sequence[tf.Tensor]:
    values: Sequence[tf.Tensor] = function(*source.read(keys))
    return values


def _step(view: int) -> Message:
    return Message("computing-features") if view == 0 else Message("computing-features-of-view", view=view + 1)
