"""ConfusionFigure: which classes a model takes for which."""

from __future__ import annotations

from dataclasses import dataclass

from core.targets.class_metrics import Metrics


@dataclass(frozen=True)
class Cell:
    """How many images of a true class were predicted as a class; `share` is of the true class, None of none."""

    count: int
    share: float | None
    is_right: bool


@dataclass(frozen=True, kw_only=True)
class ConfusionFigure:
    """A square: rows are the true classes, columns the predicted ones."""

    classes: tuple[str, ...]
    #: images of each true class
    supports: tuple[int, ...]
    cells: tuple[tuple[Cell, ...], ...]


def confusion_figure(metrics: Metrics) -> ConfusionFigure:
    """Return the matrix of these metrics."""
    supports = tuple(of_class.support for of_class in metrics.classes)
    return ConfusionFigure(
        classes=tuple(of_class.label for of_class in metrics.classes),
        supports=supports,
        cells=tuple(
            tuple(
                Cell(count, count / support if support else None, true == predicted)
                for predicted, count in enumerate(counts)
            )
            for true, (counts, support) in enumerate(zip(metrics.confusion, supports, strict=True))
        ),
    )
