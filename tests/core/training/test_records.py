"""What a run keeps of its events: records, which files hold, apart from what is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.events import Alarm, AlarmKind, DepthDecided, EpochEnded, Event, LayersMeasured
from core.messages import Message
from core.training.epoch_record import EpochRecord
from core.training.monitoring import Monitoring
from core.training.monitoring_records import AlarmRecord, DepthRecord, LayersRecord
from core.training.record import Record

MEASURED = LayersMeasured(
    phase=1, epoch=2, layers=("a", "b"), gradient_norms=(1.0, 2.0), update_ratios=(0.1, 0.2), distances=(0.5, None)
)
ALARM = Alarm(kind=AlarmKind.DEAD, phase=1, epoch=2, message=Message("layers-dead", layers="a"), layers=("a",))
DECIDED = DepthDecided(phase=1, improvement=0.1, noise=0.2, goes_deeper=False, select_by="auc")
ENDED = EpochEnded(
    phase=0, epoch=1, loss=0.5, score=0.75, validation_loss=0.6, validation_score=0.7, learning_rate=1e-3,
    seconds=2.0, best=True, figure=0.9,
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "event"),
    [(LayersRecord, MEASURED), (AlarmRecord, ALARM), (DepthRecord, DECIDED), (EpochRecord, ENDED)],
)
def test_what_is_kept_of_an_event_is_all_that_was_reported(kind: type[Record], event: Event) -> None:
    assert kind.of(event).event == event


def test_what_was_found_is_read_as_it_was_written(tmp_path: Path) -> None:
    monitoring = Monitoring()
    for event in (MEASURED, ALARM, DECIDED):
        monitoring.add(event)

    monitoring.save(tmp_path / "monitoring.json")

    assert Monitoring.load(tmp_path / "monitoring.json") == monitoring
