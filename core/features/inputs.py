"""Say what a phase reads of each example: its values at the frost line, kept on disk; or the example itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Protocol

import numpy as np
import tensorflow as tf

from core.backbones.frost_line import as_constant_function
from core.features.line_rows import LineRows
from core.features.views import Views
from core.jobs import Job
from core.messages import Message
from core.modalities.prepared_rows import PreparedRows, Recipe
from core.process.device import this_device

Compute = Callable[[tf.Tensor], Sequence[tf.Tensor]]
#: from the hashes of some examples
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

    rows: LineRows
    #: makes the function from one tensor [n, …] for each crossing value to the values
    function: Callable[[], Callable[..., Sequence[tf.Tensor]]]


class FeatureInputs:
    """The values at the frost line: computed once for each view of an example, then read from disk."""

    def __init__(
        self,
        rows: LineRows,
        prefix: Callable[[], Compute],
        recipe: Recipe,
        sources: Callable[[], Iterable[Source]] = lambda: (),
        base: FeatureInputs | None = None,
    ):
        """All functions are asked for only when a value is missing: `prefix` goes from prepared rows to the values.

        `sources` are tried before it, the first ones first; `base` is made ready before they are.
        """
        self._rows, self._prefix, self._recipe = rows, prefix, recipe
        self._sources, self._base = sources, base
        self.specs = rows.specs

    def make_ready(self, examples: Sequence[str], view: int, job: Job) -> None:
        missing = set(self._rows.missing(examples, view, job))
        if not missing:
            return
        if self._base is not None:
            self._base.make_ready(examples, view, job)
        # always in the same groups: how many examples are computed together shows in the last bits
        ordered = list(dict.fromkeys(examples))
        all_groups = [ordered[group] for group in this_device().groups(len(ordered))]
        groups = [group for group in all_groups if missing.intersection(group)]
        compute = self._from_source(groups, view, job) or self._from_examples(view)
        for group in job.steps(_step(view), groups, len(groups)):
            self._rows.append(group, view, compute(group))
        self._rows.store.sync()

    def read(self, examples: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        return self._rows.read(examples, view)

    def _from_source(self, groups: Sequence[Sequence[str]], view: int, job: Job) -> ComputeGroup | None:
        """Return the first source that has all that is wanted."""
        wanted = [example for group in groups for example in group]
        for source in self._sources():
            if not source.rows.missing(wanted, view, job):
                return partial(_computed, source, source.function(), view)
        return None

    def _from_examples(self, view: int) -> ComputeGroup:
        compute = self._compiled_prefix
        return lambda group: compute(tf.constant(self._rows.examples(group, view)))

    @cached_property
    def _compiled_prefix(self) -> Compute:
        signature = [tf.TensorSpec([None, *self._recipe.row_shape], self._recipe.dtype)]
        return as_constant_function(self._prefix(), signature)


def _computed(source: Source, function: Callable, view: int, group: Sequence[str]) -> Sequence[tf.Tensor]:
    values: Sequence[tf.Tensor] = function(*map(tf.constant, source.rows.read(group, view)))
    return values


def _step(view: int) -> Message:
    return Message("computing-features") if view == 0 else Message("computing-features-of-view", view=view + 1)
