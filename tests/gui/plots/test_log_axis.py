"""Marks of a logarithmic axis: some everywhere, too many nowhere."""

from __future__ import annotations

import numpy as np
import pytest

from gui.plots.log_axis import log_places, number_text


@pytest.mark.parametrize("low", [-7.0, -2.31, 0.4])
@pytest.mark.parametrize("span", [0.02, 0.2, 0.45, 0.8, 1.5, 2.5, 5.0, 12.0])
def test_there_are_always_two_marks_and_never_very_many(low: float, span: float) -> None:
    seen = [place for place in log_places(low, low + span) if low <= place <= low + span]

    assert 2 <= len(seen) <= 8
    assert np.all(np.diff(seen) > 0)


@pytest.mark.parametrize(
    ("number", "text"), [(0.02, "0.02"), (0.001, "0.001"), (5e-5, "5e-5"), (1.7e-6, "1.7e-6"), (300.0, "300")]
)
def test_numbers_are_short(number: float, text: str) -> None:
    assert number_text(number) == text
