"""Records in monitoring.json of a run: what was measured of layers, alarms, and how deep unfreezing went."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Alarm, AlarmKind, DepthDecided, LayersMeasured
from core.messages import Message
from core.training.record import Record


@dataclass(frozen=True, kw_only=True)
class LayersRecord(Record[LayersMeasured]):
    """What an epoch did to each layer that trains, as `LayersMeasured` reports it."""

    reported_as = LayersMeasured

    phase: int
    epoch: int
    layers: tuple[str, ...]
    gradient_norms: tuple[float, ...]
    update_ratios: tuple[float, ...]
    distances: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class AlarmRecord(Record[Alarm]):
    """What went wrong, as `Alarm` reports it."""

    reported_as = Alarm

    kind: AlarmKind
    phase: int
    epoch: int
    message: Message
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DepthRecord(Record[DepthDecided]):
    """Whether more was unfrozen after a phase, as `DepthDecided` reports it."""

    reported_as = DepthDecided

    phase: int
    improvement: float
    noise: float
    goes_deeper: bool
    select_by: str = "loss"
