"""What the metrics of predictions are called, wherever they are named."""

from __future__ import annotations

from core.messages import Message, as_written
from core.targets.metrics import ACCURACY, AUC, BALANCED_ACCURACY, LOSS

_ALONE = {
    ACCURACY: Message("accuracy-alone"),
    BALANCED_ACCURACY: Message("balanced-accuracy-alone"),
    AUC: Message("auc"),
}
_WITHIN = {
    LOSS: Message("loss"),
    ACCURACY: Message("accuracy"),
    BALANCED_ACCURACY: Message("balanced-accuracy"),
    AUC: Message("auc"),
}
_ON_VALIDATION = {LOSS: Message("the-validation-loss"), AUC: Message("the-auc-on-validation")}


def metric_alone(name: str) -> Message:
    """Return the name of a metric as it stands by itself, at an axis or over a column."""
    return _ALONE.get(name) or as_written(name)


def metric_within(name: str) -> Message:
    """Return the name of a metric within a sentence."""
    return _WITHIN.get(name) or as_written(name)


def metric_on_validation(name: str) -> Message:
    """Return the name of a metric on validation, within a sentence."""
    return _ON_VALIDATION.get(name) or Message("metric-on-validation", metric=metric_within(name))
