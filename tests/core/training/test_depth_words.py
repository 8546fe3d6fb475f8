"""Why incremental unfreezing went as deep as it did, in words."""

from __future__ import annotations

import math

import pytest

from core.training.depth_words import why_that_deep
from core.training.monitoring_records import DepthRecord
from core.wording.catalogue import text_of

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
    assert text_of(why_that_deep("last 2 blocks", decided)) == f"{begin} the last 2 blocks: {text}"
