"""Events: plain facts that print as JSON and cross between processes."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

from core.errors import UserError
from core.events import BatchEnded, CheckpointWritten, Finished, Progress, RunBegun
from core.messages import Message, as_written


def test_an_event_prints_as_json_under_its_name() -> None:
    event = BatchEnded(phase=0, epoch=1, batch=2, batches=3, part="train", loss=0.5, score=1.0)

    assert json.loads(json.dumps(event.as_json())) == {
        "event": "batch_ended", "phase": 0, "epoch": 1, "batch": 2, "batches": 3, "part": "train",
        "loss": 0.5, "accuracy": 1.0,
    }  # fmt: skip
    assert RunBegun(folder=Path("p", "run-001"), fine_tunes=True).as_json() == {
        "event": "run_begun", "folder": str(Path("p", "run-001")), "fine_tunes": True,
    }  # fmt: skip
    assert CheckpointWritten(phase=0, epoch=1, batch=0).as_json()["event"] == "checkpoint_written"
    assert Progress(step=Message("reading-the-images"), done=1, total=None).as_json() == {
        "event": "progress", "step": {"code": "reading-the-images", "arguments": {}}, "done": 1,
        "total": None, "seconds_left": None,
    }  # fmt: skip


def test_events_and_errors_cross_between_processes() -> None:
    event = Finished(results={"run": "run-001", "epochs": 3})
    error = UserError(as_written("The disk is full.", "Free some space."))

    assert pickle.loads(pickle.dumps(event)) == event
    again = pickle.loads(pickle.dumps(error))
    assert again.message == error.message
    assert str(again) == "The disk is full. Free some space."
