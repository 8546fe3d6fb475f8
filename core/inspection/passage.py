"""Passage: one example on its way through a network. What was computed stays, so that a step back costs nothing."""

from __future__ import annotations

import functools
import statistics
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import tensorflow as tf

from core.backbones.tensor_names import full_name
from core.errors import UserError
from core.inspection.activation import ChannelStatistics, LayerFacts
from core.inspection.maps import statistics_of
from core.inspection.network import AT_INPUT, Function, InspectedNetwork
from core.messages import Message

#: of a step, after one that warms up; the median counts
TIMED_RUNS = 5

Values = Sequence[tf.Tensor]


class Passage(ABC):
    """Places count the layers, from 0, in the order in which the example passes them."""

    def __init__(self, network: InspectedNetwork, row: np.ndarray):
        """`row` is the prepared example."""
        self.network = network
        self._values: dict[int, Values] = {AT_INPUT: network.backbone.feeds(tf.constant(row[None]))}
        self._seconds: dict[int, float] = {}
        self._gradients: tuple[int, list[np.ndarray]] | None = None

    @abstractmethod
    def channels_last(self, place: int, values: np.ndarray) -> np.ndarray:
        """Return values of the layer at this place, as `output` has them, as float32 with the channels behind."""

    @functools.cached_property
    def probabilities(self) -> np.ndarray:
        """Return float32 [classes]; empty where there are none."""
        if not self.network.classes:
            return np.empty(0, np.float32)
        return self.network.probabilities(self.network.scores_of_example(self._values[AT_INPUT][0])).numpy()

    def place_of(self, path: str) -> int:
        """Return the place of the layer with this path. Raise UserError where there is none."""
        paths = [cut.layer.path for cut in self.network.cuts]
        if path not in paths:
            raise UserError(Message("layer-unknown", layer=path))
        return paths.index(path)

    def output(self, place: int) -> np.ndarray:
        """Return what the layer gives for this example, with its own shape, without the batch."""
        cut = self.network.cuts[place]
        value = self._at(place)[cut.crossing.index(cut.output)]
        return self._without_batch(place, value.numpy())

    def seconds(self, place: int) -> float:
        """Return the seconds from behind the layer before to behind this one: the median of `TIMED_RUNS` runs."""
        if place not in self._seconds:
            before, step = self._at(place - 1), self.network.between(place - 1, place)
            self._values.setdefault(place, step(*before))  # this run warms up
            self._seconds[place] = statistics.median(_seconds_of(step, before) for _ in range(TIMED_RUNS))
        return self._seconds[place]

    def facts(self, place: int, number: int | None = None) -> LayerFacts:
        """Return the layer's numbers; with the norm of its gradient where the number of a class is given."""
        values = self.channels_last(place, self.output(place))
        facts = self._facts(place, values)
        if number is None:
            return facts
        return replace(facts, gradient_norm=float(np.linalg.norm(self.gradient(place, number).astype(np.float32))))

    def gradient(self, place: int, number: int) -> np.ndarray:
        """Return the gradient of a class's score, before the softmax, with respect to and shaped as `output(place)`."""
        if self._gradients is None or self._gradients[0] != number:
            found = self.network.gradients(self._values[AT_INPUT][0], tf.constant(number))
            self._gradients = number, [gradient.numpy() for gradient in found]
        return self._without_batch(place, self._gradients[1][place])

    def statistics(self, place: int, values: np.ndarray, number: int | None) -> ChannelStatistics:
        """Return numbers of each channel of `channels_last` of what the layer gives."""
        measured = statistics_of(values)
        if number is None:
            return measured
        gradients = self.channels_last(place, self.gradient(place, number))
        return replace(measured, gradient=gradients.reshape(-1, gradients.shape[-1]).mean(0))

    def _facts(self, place: int, values: np.ndarray) -> LayerFacts:
        layer = self.network.cuts[place].layer
        return LayerFacts(
            path=layer.path,
            block=layer.block,
            kind=layer.kind,
            output_shape=self.output(place).shape,
            channels=values.shape[-1],
            seconds=self.seconds(place),
            mean=float(values.mean()),
            std=float(values.std()),
            min=float(values.min()),
            max=float(values.max()),
            zeros=float((values == 0).mean()),
            dead_channels=statistics_of(values).dead,
        )

    def _at(self, place: int) -> Values:
        """Return the values that cross there, computed from the nearest earlier place that was visited."""
        if place not in self._values:
            start = max(earlier for earlier in self._values if earlier < place)
            self._values[place] = self.network.between(start, place)(*self._values[start])
        return self._values[place]

    def _without_batch(self, place: int, value: np.ndarray) -> np.ndarray:
        """Some modules lay the tokens of all examples in one list, which then are those of this one."""
        tensor = full_name(self.network.cuts[place].output)
        return value[0] if self.network.backbone.graph.has_row_for_each_example(tensor) or len(value) == 1 else value


def _seconds_of(step: Function, before: Values) -> float:
    started = time.perf_counter()
    step(*before)
    tf.test.experimental.sync_devices()  # a graphics card goes on by itself
    return time.perf_counter() - started
