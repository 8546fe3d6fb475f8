"""What was watched, in words."""

from __future__ import annotations

import math

import pytest

from core.events import AlarmKind
from core.training.monitoring_records import AlarmRecord
from gui.pages.training.layers.monitoring_words import mark_of, measured_text
from tests.gui.runs import alarm


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
