"""Monitoring: what is watched while a run trains, and the file of a run that keeps it. Needs no TensorFlow."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.events import Alarm, AlarmKind, DepthDecided, Event, LayersMeasured
from core.storage.kept_json import read_kept, write_kept
from core.storage.typed_values import read_as
from core.training.monitoring_records import AlarmRecord, DepthRecord, LayersRecord
from core.training.record import Record


@dataclass
class Monitoring:
    """What was found in a run, in the order in which it happened."""

    layers: list[LayersRecord] = field(default_factory=list)
    alarms: list[AlarmRecord] = field(default_factory=list)
    decisions: list[DepthRecord] = field(default_factory=list)

    def add(self, event: Event) -> None:
        """Take what is kept of a run's events. What is done again after an interruption replaces what was there."""
        match event:
            case LayersMeasured():
                self.drop_from(event.phase, event.epoch)
                self.layers.append(LayersRecord.of(event))
            case Alarm():
                self.alarms.append(AlarmRecord.of(event))
            case DepthDecided():
                self.decisions = [decision for decision in self.decisions if decision.phase < event.phase]
                self.decisions.append(DepthRecord.of(event))

    def drop_from(self, phase: int, epoch: int) -> None:
        """Forget what was found in this epoch and later."""
        place = phase, epoch
        self.layers = [measured for measured in self.layers if (measured.phase, measured.epoch) < place]
        self.alarms = [alarm for alarm in self.alarms if (alarm.phase, alarm.epoch) < place]
        self.decisions = [decision for decision in self.decisions if decision.phase < phase]

    def has_raised(self, kind: AlarmKind, phase: int) -> bool:
        return any((alarm.kind, alarm.phase) == (kind, phase) for alarm in self.alarms)

    def save(self, path: Path) -> None:
        write_kept(path, {name: [asdict(record) for record in getattr(self, name)] for name in _KINDS})

    @classmethod
    def load(cls, path: Path) -> Monitoring:
        """Return what was kept; nothing where there is no file, or a damaged one: training does not depend on it."""
        try:
            values = read_kept(path)
            return cls(**{name: _records(kind, values[name]) for name, kind in _KINDS.items()})
        except (OSError, ValueError, KeyError):
            return cls()


def _records(kind: type[Record], values: Any) -> list[Any]:
    if not isinstance(values, list):
        raise ValueError("no list of records")
    return [read_as(kind, one, is_finite=False) for one in values]


_KINDS: dict[str, type[Record]] = {"layers": LayersRecord, "alarms": AlarmRecord, "decisions": DepthRecord}
