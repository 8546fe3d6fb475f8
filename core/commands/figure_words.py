"""Name the figures of predictions, within a sentence."""

from __future__ import annotations

from core.targets.figures import ACCURACY, AUC, BALANCED_ACCURACY

NAMES = {ACCURACY: "accuracy", BALANCED_ACCURACY: "balanced accuracy", AUC: "AUC"}


def figure_name(name: str) -> str:
    """Return what a figure is called."""
    return NAMES.get(name, name)
