"""RocFigure: sensitivity over the rate of false positives, a curve for each class that can be told from others."""

from __future__ import annotations

from dataclasses import dataclass

from core.targets.class_metrics import Metrics, RocCurve

#: of more curves only the one is named that is set apart
MOST_NAMED = 6


@dataclass(frozen=True, kw_only=True)
class RocFigure:
    """Curves in a square from 0 to 1, with a line of those who guess."""

    curves: tuple[RocCurve, ...] = ()
    #: the class whose curve is set apart from the others; "" where none is
    chosen: str = ""

    @property
    def named(self) -> tuple[RocCurve, ...]:
        """Return those that a legend names."""
        if len(self.curves) <= MOST_NAMED:
            return self.curves
        return tuple(curve for curve in self.curves if curve.label == self.chosen)


def roc_figure(metrics: Metrics) -> RocFigure:
    """Return the curves of these metrics."""
    return RocFigure(curves=metrics.roc)
