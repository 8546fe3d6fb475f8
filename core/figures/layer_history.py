"""LayerHistory: what was measured of each layer in each epoch, in arrays that a heat map can be drawn from at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from core.backbones.layer_tree import LayerTree, blocks_of
from core.events import Alarm, DepthDecided, Event, LayersMeasured, PhaseStarted
from core.figures.span import Span
from core.training.alarms import HEAD_LAYER
from core.training.monitoring import Monitoring
from core.training.monitoring_records import AlarmRecord, DepthRecord, LayersRecord
from core.training.plan import Phase
from core.training.record import Record


class Quantity(IntEnum):
    """What is measured of a layer; its place in the arrays."""

    GRADIENT_NORM = 0
    UPDATE_RATIO = 1
    DISTANCE = 2


@dataclass(frozen=True)
class Block:
    """Layers that belong together, by their places among all."""

    name: str
    places: tuple[int, ...]


class LayerHistory:
    """Fed with a run's events. Epochs of all phases stand one after the other, as in `TrainingHistory`.

    What is done again after an interruption takes the place of what was there.
    """

    def __init__(self) -> None:
        #: the paths of all layers that have trained so far, in network order, the head last
        self.layers: list[str] = []
        self._monitoring = Monitoring()
        self._names: dict[int, str] = {}
        self._measured: list[tuple[LayersRecord, np.ndarray]] = []
        self._values: np.ndarray | None = None

    @classmethod
    def of_run(cls, phases: Sequence[Phase], monitoring: Monitoring) -> LayerHistory:
        """Return the history of a run that was interrupted or is finished."""
        made = cls()
        made._names = {number: phase.name for number, phase in enumerate(phases)}
        kept: tuple[Record, ...] = (*monitoring.layers, *monitoring.alarms, *monitoring.decisions)
        for record in kept:
            made.add(record.event)
        return made

    def add(self, event: Event) -> None:
        match event:
            case PhaseStarted():
                self._names[event.phase] = event.name
            case LayersMeasured():
                self._monitoring.add(event)
                self._add_epoch(self._monitoring.layers[-1])
            case Alarm() | DepthDecided():
                self._monitoring.add(event)

    @property
    def is_empty(self) -> bool:
        return not self._measured

    @property
    def values(self) -> np.ndarray:
        """Return float64 [quantity, layer, epoch], NaN where a layer was frozen or the value means nothing."""
        if self._values is None:
            place = {layer: number for number, layer in enumerate(self.layers)}
            self._values = np.full((len(Quantity), len(self.layers), len(self._measured)), np.nan)
            for epoch, (record, values) in enumerate(self._measured):
                self._values[:, [place[layer] for layer in record.layers], epoch] = values
        return self._values

    @property
    def epochs(self) -> list[tuple[int, int]]:
        """Return phase, and epoch of the phase, in the order of the columns."""
        return [(record.phase, record.epoch) for record, _ in self._measured]

    @property
    def spans(self) -> list[Span]:
        """Return the phases, each from the column before which it begins."""
        epochs = self.epochs
        begins = [place for place, (phase, _) in enumerate(epochs) if not place or epochs[place - 1][0] != phase]
        return [Span(self.name_of(epochs[place][0]), float(place)) for place in begins]

    @property
    def alarms(self) -> list[AlarmRecord]:
        return self._monitoring.alarms

    @property
    def last_alarm(self) -> AlarmRecord | None:
        return self.alarms[-1] if self.alarms else None

    @property
    def decisions(self) -> list[DepthRecord]:
        return self._monitoring.decisions

    def alarms_of(self, layer: str) -> list[AlarmRecord]:
        return [alarm for alarm in self.alarms if layer in alarm.layers]

    def column_of(self, alarm: AlarmRecord) -> int:
        """Return the epoch of an alarm, counted over all phases."""
        return sum(epoch < (alarm.phase, alarm.epoch) for epoch in self.epochs)

    def name_of(self, phase: int) -> str:
        return self._names.get(phase, "")

    def blocks(self, tree: LayerTree | None = None) -> list[Block]:
        """Return the layers by their blocks, as they stand in `tree` where that is known.

        The head is one of its own.
        """
        known = {layer.path: layer.block for layer in tree.layers} if tree else {}
        backbone = [layer for layer in self.layers if layer != HEAD_LAYER]
        if any(layer not in known for layer in backbone):
            known = dict(zip(backbone, blocks_of(backbone), strict=True))
        places: dict[str, list[int]] = {}
        for place, layer in enumerate(self.layers):
            places.setdefault(known.get(layer, HEAD_LAYER), []).append(place)
        return [Block(name, tuple(inside)) for name, inside in places.items()]

    def _add_epoch(self, record: LayersRecord) -> None:
        while self._measured and self.epochs[-1] >= (record.phase, record.epoch):
            self._measured.pop()
        values = np.array([record.gradient_norms, record.update_ratios, record.distances], float)  # None becomes NaN
        if not self._measured or self._measured[-1][0].layers != record.layers:
            self.layers = merged(self.layers, record.layers)
        self._measured.append((record, values))
        self._values = None


def merged(known: Sequence[str], layers: Sequence[str]) -> list[str]:
    """Return both in their order: a layer that is new stands before the one that follows it in `layers`."""
    both = list(known)
    place = len(both)
    for layer in reversed(layers):
        if layer in both:
            place = both.index(layer)
        else:
            both.insert(place, layer)
    return both
