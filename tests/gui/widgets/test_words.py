"""Numbers as people read them."""

from __future__ import annotations

import pytest

from core.wording.wording import size
from gui.translation import count
from gui.widgets.words import duration, layers_text, percent, phase_name, short_count, time_left


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (59, "59 s"), (60, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_time_left_is_coarse() -> None:
    assert time_left(3) == "a few seconds left"
    assert time_left(41) == "45 s left"
    assert time_left(185) == "3 min 30 s left"


def test_sizes_and_counts() -> None:
    assert count(1234567) == "1,234,567"
    assert short_count(2_257_984) == "2.26\u202fM"
    assert size(9_240_000) == "9.2\u00a0MB"
    assert size(2.5e9) == "2.5\u00a0GB"
    assert percent(0.925) == "92.5 %"
    assert percent(None) == "–"


def test_blocks_are_named_as_people_say_it() -> None:
    assert [layers_text([pattern]) for pattern in ("last:1", "last:3", "block_1*")] == [
        "last block", "last 3 blocks", "block_1*",
    ]  # fmt: skip
    assert [phase_name(name) for name in ("last 1 block", "last 3 blocks", "head", "my own")] == [
        "Last block", "Last 3 blocks", "Head", "my own",
    ]  # fmt: skip
