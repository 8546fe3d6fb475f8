"""ClassFigure: the classes of a dataset with their numbers of examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from core.dataset.dataset import Dataset


@dataclass(frozen=True)
class Bar:
    """One class."""

    label: str
    count: int
    #: of the largest class, from 0 to 1
    share: float


@dataclass(frozen=True)
class ClassFigure:
    """A bar for each class, in the order of the classes."""

    bars: tuple[Bar, ...] = ()
    #: of all examples, also of those without a class
    count: int = 0


def class_figure(dataset: Dataset) -> ClassFigure:
    """Return the bars of this dataset."""
    counts = Counter(example.label for example in dataset.examples)
    most = max(counts.values(), default=1)
    bars = tuple(Bar(label, counts[label], counts[label] / most) for label in dataset.classes)
    return ClassFigure(bars, counts.total())
