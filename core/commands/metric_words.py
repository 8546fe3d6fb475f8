"""Name the metrics of predictions, within a sentence."""

from __future__ import annotations

from core.targets.metrics import ACCURACY, AUC, BALANCED_ACCURACY

NAMES = {ACCURACY: "accuracy", BALANCED_ACCURACY: "balanced accuracy", AUC: "AUC"}


def metric_name(name: str) -> str:
    """Return what a metric is called."""
    return NAMES.get(name, name)
