"""ForestFigure: a figure of several runs, one below the other, each with its 95 % interval."""

from __future__ import annotations

from dataclasses import dataclass

from core.evaluation.comparison import Comparison

#: of the range, beside the outermost interval; and at least so much
MARGIN, LEAST_MARGIN = 0.06, 0.005
#: beyond the highest value that there can be, so that a mark on it is whole
BEYOND = 1.01


@dataclass(frozen=True)
class Measured:
    """The figure of one run."""

    title: str
    #: None where it cannot be told
    value: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class ForestFigure:
    """The first is the reference, with which the others are compared."""

    runs: tuple[Measured, ...] = ()
    #: the highest value that there can be
    highest: float = 1.0

    @property
    def range(self) -> tuple[float, float]:
        """Return from where to where values are shown, so that all intervals are in it."""
        ends = [end for run in self.runs if run.value is not None for end in (*(run.interval or ()), run.value)]
        low, high = (min(ends), max(ends)) if ends else (0.0, self.highest)
        margin = max((high - low) * MARGIN, LEAST_MARGIN * self.highest)
        return max(low - margin, 0), min(high + margin, self.highest * BEYOND)


def accuracy_forest(comparison: Comparison) -> ForestFigure:
    """Return the accuracies of the runs on the part that is compared, in percent."""
    figures = [(run.title, run.parts[comparison.part]) for run in comparison.runs]
    return ForestFigure(
        runs=tuple(
            _in_percent(Measured(title, metrics.accuracy, metrics.accuracy_interval)) for title, metrics in figures
        ),
        highest=100.0,
    )


def auc_forest(comparison: Comparison) -> ForestFigure:
    """Return the areas under the curves of the runs on the part that is compared."""
    figures = [(run.title, run.parts[comparison.part]) for run in comparison.runs]
    return ForestFigure(runs=tuple(Measured(title, metrics.auc, metrics.auc_interval) for title, metrics in figures))


def _in_percent(measured: Measured) -> Measured:
    value, interval = measured.value, measured.interval
    return Measured(
        measured.title,
        None if value is None else 100 * value,
        (100 * interval[0], 100 * interval[1]) if interval else None,
    )
