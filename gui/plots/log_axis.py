"""LogAxis: numbers at even places of a logarithmic axis, and no more of them than can be read."""

from __future__ import annotations

import math

import pyqtgraph as pg

#: multiples of each power of ten that are marked, and over how many powers of ten at most
MARKS = (((1, 2, 5), 1.6), ((1, 3), 2.6), ((1,), 7.0))
#: of powers of ten where there are more of these
EVERY = 2
#: of a power of ten: where less of one is seen, marks stand evenly as on any axis
SHORT = 0.5
MOST_MARKS = 6

Levels = list[tuple[float, list[float]]]


class LogAxis(pg.AxisItem):
    """An axis of powers of ten; like any other while it is not logarithmic."""

    def logTickValues(self, low: float, high: float, size: float, ticks: object) -> Levels:
        return [(1.0, [place for place in log_places(low, high) if low <= place <= high])]

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [number_text(10.0**value * scale) for value in values]


def log_places(low: float, high: float) -> list[float]:
    """Return where marks stand from 10**low to 10**high, and some beyond; as powers of ten."""
    if high - low < SHORT:
        step = _even_step(10.0**high - 10.0**low)
        first, last = math.ceil(10.0**low / step), math.floor(10.0**high / step)
        return [math.log10(number * step) for number in range(max(first, 1), last + 1)]
    powers = range(math.floor(low), math.ceil(high) + 1)
    marks = next((marks for marks, most in MARKS if high - low <= most), None)
    if marks is None:
        return [float(power) for power in powers if power % EVERY == 0]
    return [power + math.log10(mark) for power in powers for mark in marks]


def number_text(number: float) -> str:
    """Return "0.02", "5e-5"."""
    if 0.999e-3 <= number < 1e4:
        return f"{number:.3g}"
    mantissa, _, power = f"{number:.2g}".partition("e")
    return f"{mantissa}e{int(power)}" if power else mantissa


def _even_step(span: float) -> float:
    """Return 1, 2 or 5 times a power of ten, so that few of them make the span."""
    size = 10.0 ** math.floor(math.log10(span))
    return next(step for step in (size / 10, size / 5, size / 2, size, 2 * size) if span / step <= MOST_MARKS)
