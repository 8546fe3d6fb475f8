"""Groups: which examples pass the frozen layers together, and how far their rows are padded.

How many numbers are computed together shows in the last bits. So a group of images has always the same size; one of
texts is of texts of one length, and filled up where there are too few: what is computed of a text is the same to the
bit whichever others there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from core.backbones.frost_line import as_constant_function
from core.modalities.prepared_rows import Recipe
from core.process.device import this_device


@dataclass(frozen=True)
class Group:
    """The places of some examples that pass together."""

    places: np.ndarray
    #: how many rows are computed
    size: int
    #: of their rows; None where these are not padded
    length: int | None = None

    def trimmed(self, rows: np.ndarray) -> np.ndarray:
        """Return prepared rows [n, …] of its examples, no longer than these are."""
        return rows if self.length is None else rows[:, : self.length]

    def filled(self, values: np.ndarray) -> np.ndarray:
        """Return what there is of its examples [n, …], and the last of it as often as it takes."""
        return np.concatenate([values, np.repeat(values[-1:], self.size - len(values), axis=0)])


def groups_of(lengths: np.ndarray | None, count: int) -> list[Group]:
    """Return the groups of so many examples; `lengths` [count] are those of their rows where these are padded."""
    device = this_device()
    if lengths is None:
        places = [np.arange(count)[group] for group in device.groups(count)]
        return [Group(group, len(group)) for group in places]
    groups = []
    for length in np.unique(lengths):
        size = device.group_of_texts(int(length))
        places_of_length = np.flatnonzero(lengths == length)
        starts = range(0, len(places_of_length), size)
        groups += [Group(places_of_length[start : start + size], size, int(length)) for start in starts]
    return groups


class InGroups:
    """A function of prepared rows with the present values of its variables, which rows pass in groups."""

    def __init__(self, function: Callable[[tf.Tensor], Sequence[tf.Tensor]], recipe: Recipe, any_length: bool):
        """`any_length` says whether rows may be cut to what is no padding."""
        self._recipe, self._any_length = recipe, any_length
        shape = [None] if any_length else recipe.row_shape
        self._compiled = as_constant_function(function, [tf.TensorSpec([None, *shape], recipe.dtype)])

    def of_group(self, group: Group, rows: np.ndarray) -> Sequence[tf.Tensor]:
        """Return what the function makes of the prepared rows of a group, and of what fills it up."""
        values: Sequence[tf.Tensor] = self._compiled(tf.constant(group.filled(group.trimmed(rows))))
        return values

    @property
    def read_together(self) -> int:
        """Return of how many rows `of` makes the most of the groups."""
        return this_device().read_together(self._recipe.row_shape[0] if self._any_length else None)

    def of(self, rows: np.ndarray, after_group: Callable[[], None] = lambda: None) -> np.ndarray:
        """Return the first value of what the function makes of prepared rows [n, …], [n, …] in their order."""
        lengths = self._recipe.lengths(rows) if self._any_length else None
        groups = groups_of(lengths, len(rows))
        made = []
        for group in groups:
            made.append(self.of_group(group, rows[group.places])[0].numpy()[: len(group.places)])
            after_group()
        values = np.concatenate(made)
        in_order = np.empty_like(values)
        in_order[np.concatenate([group.places for group in groups])] = values
        return in_order
