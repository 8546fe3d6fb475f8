"""Inputs of a phase: of each example its values at the frost line, kept on disk; or the example itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Protocol

import numpy as np
import tensorflow as tf

from core.features.groups import Group, InGroups, groups_of
from core.features.lengths import Lengths
from core.features.line_rows import LineRows
from core.features.views import Views
from core.jobs import Job
from core.messages import Message
from core.modalities.prepared_rows import PreparedRows

#: from a group and the hashes of its examples
ComputeGroup = Callable[[Group, Sequence[str]], Sequence[tf.Tensor]]


class Inputs(Protocol):
    """`examples` are the sha256 of the files, in the order wanted."""

    specs: list[tf.TensorSpec]

    def make_ready(self, examples: Sequence[str], view: int, job: Job) -> None:
        """Compute what is not there yet, before training reads it."""

    def read(self, examples: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        """Return one array [n, …] for each spec."""

    def lengths(self, examples: Sequence[str]) -> np.ndarray | None:
        """Return how long the values of each are, [n]; None where all are of one length."""


class RawInputs:
    """The prepared rows as they are: no layer is frozen below the first unfrozen one."""

    def __init__(self, prepared: PreparedRows, views: Views, any_length: bool = False):
        """`any_length` says whether the network takes rows that are cut to what is no padding."""
        self._prepared, self._views, self._any_length = prepared, views, any_length
        recipe = prepared.preprocessing
        self.specs = [tf.TensorSpec([None, *([None] if any_length else recipe.row_shape)], recipe.dtype)]

    def make_ready(self, examples: Sequence[str], view: int, job: Job) -> None:
        """Images are ready when they are prepared; views are drawn as they are read."""

    def read(self, examples: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        rows = self._views.apply(self._prepared.read(examples), examples, view)
        lengths = self._prepared.preprocessing.lengths(rows) if self._any_length else None
        return (rows if lengths is None else rows[:, : lengths.max()],)

    def lengths(self, examples: Sequence[str]) -> np.ndarray | None:
        return Lengths(self._prepared).of(examples) if self._any_length else None


@dataclass(frozen=True)
class Source:
    """Values at an earlier frost line, from which those at a later one can be computed."""

    rows: LineRows
    #: makes the function from one tensor [n, …] for each crossing value to the values
    function: Callable[[], Callable[..., Sequence[tf.Tensor]]]


class FeatureInputs:
    """The values at the frost line: computed once for each view of an example, then read from disk."""

    def __init__(
        self,
        rows: LineRows,
        prefix: Callable[[], InGroups],
        any_length: Callable[[], bool],
        sources: Callable[[], Iterable[Source]] = lambda: (),
        base: FeatureInputs | None = None,
    ):
        """All functions are asked for only when a value is missing: `prefix` goes from prepared rows to the values.

        `any_length` says whether it takes rows that are cut to what is no padding. `sources` are tried before it, the
        first ones first; `base` is made ready before they are.
        """
        self._rows, self._prefix, self._any_length = rows, prefix, any_length
        self._sources, self._base = sources, base
        self.specs = rows.specs

    def make_ready(self, examples: Sequence[str], view: int, job: Job) -> None:
        missing = set(self._rows.missing(examples, view, job))
        if not missing:
            return
        if self._base is not None:
            self._base.make_ready(examples, view, job)
        ordered = list(dict.fromkeys(examples))
        lengths = self._rows.lengths(ordered) if self._any_length() else None
        # always in the same groups: how many examples are computed together shows in the last bits
        found = groups_of(lengths, len(ordered))
        all_groups = [(group, [ordered[place] for place in group.places]) for group in found]
        groups = [(group, keys) for group, keys in all_groups if missing.intersection(keys)]
        compute = self._from_source(groups, view, job) or self._from_examples(view)
        for group, keys in job.steps(_step(view), groups, len(groups)):
            self._rows.append(keys, view, compute(group, keys), group.length)
        self._rows.sync(group.length for group, _ in groups)

    def read(self, examples: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        return self._rows.read(examples, view)

    def lengths(self, examples: Sequence[str]) -> np.ndarray | None:
        return self._rows.lengths_of_values(examples)

    def _from_source(self, groups: Sequence[tuple[Group, Sequence[str]]], view: int, job: Job) -> ComputeGroup | None:
        """Return the first source that has all that is wanted."""
        wanted = [example for _, keys in groups for example in keys]
        for source in self._sources():
            if not source.rows.missing(wanted, view, job):
                return partial(_computed, source, source.function(), view)
        return None

    def _from_examples(self, view: int) -> ComputeGroup:
        compute = self._compiled_prefix.of_group
        return lambda group, keys: compute(group, self._rows.examples(keys, view))

    @cached_property
    def _compiled_prefix(self) -> InGroups:
        return self._prefix()


def _computed(source: Source, function: Callable, view: int, group: Group, keys: Sequence[str]) -> Sequence[tf.Tensor]:
    rows = (tf.constant(group.filled(values)) for values in source.rows.read(keys, view))
    values: Sequence[tf.Tensor] = function(*rows)
    return values


def _step(view: int) -> Message:
    return Message("computing-features") if view == 0 else Message("computing-features-of-view", view=view + 1)
