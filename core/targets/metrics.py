"""Metrics: what predictions are worth, each under its name and written on its scale. Plain values."""

from __future__ import annotations

from dataclasses import dataclass

LOSS, ACCURACY, BALANCED_ACCURACY, AUC = "loss", "accuracy", "balanced_accuracy", "auc"
#: what a loss is, which is shown as `LOSS` all the same
CROSS_ENTROPY = "cross_entropy"


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How people read the values of a metric."""

    #: what one is multiplied with before it is written
    factor: float = 1.0
    digits: int = 3
    #: what stands behind it, "" for nothing
    unit: str = ""
    #: between which values it lies, so multiplied; None where it can be any number
    limits: tuple[float, float] | None = None
    is_less_better: bool = False

    def written(self, value: float) -> str:
        """Return a value as it stands in the window."""
        return self.written_as_shown(value * self.factor)

    def written_as_shown(self, value: float) -> str:
        """Return a value that is multiplied already."""
        return f"{value:.{self.digits}f} {self.unit}".rstrip()

    def written_range(self, low: float, high: float) -> str:
        """Return the two ends of an interval."""
        ends = (f"{end * self.factor:.{self.digits}f}" for end in (low, high))
        return f"{' – '.join(ends)} {self.unit}".rstrip()


SHARE = Scale(factor=100.0, digits=1, unit="%", limits=(0.0, 100.0))
AREA = Scale(limits=(0.0, 1.0))
SCALES = {LOSS: Scale(digits=4, is_less_better=True), ACCURACY: SHARE, BALANCED_ACCURACY: SHARE, AUC: AREA}


def scale_of(name: str) -> Scale:
    """Return the scale of a metric; that of plain numbers where it has none of its own."""
    return SCALES.get(name, Scale())
