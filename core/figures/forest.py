"""ForestFigure: a metric of several runs, one below the other, each with its 95 % interval."""

from __future__ import annotations

from dataclasses import dataclass

from core.evaluation.comparison import Comparison
from core.targets.metrics import scale_of
from core.targets.results import Metric

#: of the range, beside the outermost interval; and at least so much
MARGIN, LEAST_MARGIN = 0.06, 0.005
#: beyond the highest value that there can be, so that a mark on it is whole
BEYOND = 1.01


@dataclass(frozen=True)
class Measured:
    """The metric of one run."""

    title: str
    #: None where it is not known
    value: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class ForestFigure:
    """The first is the reference, with which the others are compared."""

    runs: tuple[Measured, ...] = ()
    #: the highest value that there can be, the lowest being 0; None where it can be any number
    highest: float | None = 1.0

    @property
    def range(self) -> tuple[float, float]:
        """Return from where to where values are shown, so that all intervals are in it."""
        ends = [end for run in self.runs if run.value is not None for end in (*(run.interval or ()), run.value)]
        low, high = (min(ends), max(ends)) if ends else (0.0, self.highest or 1.0)
        margin = max((high - low) * MARGIN, LEAST_MARGIN * (self.highest or max(abs(low), abs(high)) or 1.0))
        if self.highest is None:
            return low - margin, high + margin
        return max(low - margin, 0), min(high + margin, self.highest * BEYOND)


def forest(comparison: Comparison, name: str) -> ForestFigure:
    """Return a metric of the runs on the part that is compared, as people read it."""
    scale = scale_of(name)
    metrics = [(run.title, run.parts[comparison.part].metric(name)) for run in comparison.runs]
    return ForestFigure(
        runs=tuple(_measured(title, metric) for title, metric in metrics),
        highest=scale.limits[1] if scale.limits else None,
    )


def _measured(title: str, metric: Metric) -> Measured:
    factor, value, interval = metric.scale.factor, metric.value, metric.interval
    return Measured(
        title,
        None if value is None else factor * value,
        (factor * interval[0], factor * interval[1]) if interval else None,
    )
