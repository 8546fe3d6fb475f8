"""What was watched, in words."""

from __future__ import annotations

import math

import pytest

from core.events import AlarmKind
from core.training.monitoring_records import AlarmRecord, DepthRecord
from gui.pages.training.layers.monitoring_words import depth_text, mark_of, measured_text
from tests.gui.runs import alarm

LOWERED = "lowered the validation loss"


@pytest.mark.parametrize(
    ("gain", "noise", "deeper", "text"),
    [
        (
            0.00213,
            0.0041,
            False,
            f"this step {LOWERED} by 0.0021, less than its standard error of 0.0041.",
        ),
        (-0.1, 0.0041, False, "the validation loss was not lowered."),
        (0.1, math.inf, False, "too few validation subjects to measure what helps."),
        (0.05, 0.01, True, "that lowered the validation loss by 0.05, with a standard error of 0.01."),
    ],
)
def test_why_unfreezing_stopped_or_went_on(gain: float, noise: float, deeper: bool, text: str) -> None:
    decided = DepthRecord(phase=2, improvement=gain, noise=noise, goes_deeper=deeper)

    begin = "Went deeper than" if deeper else "Stopped at"
    assert depth_text("last 2 blocks", decided) == f"{begin} the last 2 blocks: {text}"


def test_a_layer_is_marked_with_all_that_is_wrong_with_it_and_once() -> None:
    alarms = [
        AlarmRecord.of(alarm(kind)) for kind in (AlarmKind.RUN_AWAY, AlarmKind.GAP, AlarmKind.DEAD, AlarmKind.RUN_AWAY)
    ]

    assert mark_of(alarms) == "drifted, dead"
    assert mark_of([]) == ""


@pytest.mark.parametrize(
    ("value", "text"), [(math.nan, "–"), (0.0, "0"), (3.2e-6, "3.2e-06"), (0.0456, "0.0456"), (12.34, "12.3")]
)
def test_measured_values_are_short(value: float, text: str) -> None:
    assert measured_text(value) == text
