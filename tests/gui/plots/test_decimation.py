"""A thinned curve looks like the whole one."""

from __future__ import annotations

import numpy as np

from gui.plots.decimation import peaks

X = np.arange(1, 100_001) / 1000
Y = np.sin(X)


def test_a_long_curve_has_a_few_points_for_each_column() -> None:
    x, _ = peaks(X, Y, 0, 100, 800)

    assert 800 < len(x) <= 4 * 800
    assert (x[0], x[-1]) == (X[0], X[-1])


def test_no_peak_is_lost() -> None:
    y = Y.copy()
    y[77_777], y[12_345] = 50, -50

    _, kept = peaks(X, y, 0, 100, 300)

    assert (kept.max(), kept.min()) == (50, -50)


def test_what_is_zoomed_into_is_shown_as_it_is() -> None:
    x, y = peaks(X, Y, 50.0, 50.1, 800)

    assert (x[0], x[-1]) == (49.999, 50.101)  # one more at each end, so that the line goes on
    assert np.array_equal(y, np.sin(x))


def test_an_empty_curve_stays_empty() -> None:
    x, _y = peaks(np.empty(0), np.empty(0), 0, 1, 100)

    assert len(x) == 0
