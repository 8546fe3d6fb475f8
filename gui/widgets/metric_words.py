"""Name the metrics of predictions in the window, and write their values."""

from __future__ import annotations

from core.targets.metric_names import metric_alone
from core.targets.metrics import ACCURACY, AUC, BALANCED_ACCURACY, CROSS_ENTROPY, LOSS, scale_of
from core.wording.catalogue import text_of
from gui.translation import tr


def metric_name(name: str) -> str:
    """Return the name of a metric as it stands by itself."""
    return text_of(metric_alone(name))


def explanation(name: str) -> str:
    """Return what a metric is; "" where nobody has to be told."""
    explanations = {
        ACCURACY: tr("Share of the images whose class was predicted correctly."),
        BALANCED_ACCURACY: tr("The mean sensitivity of the classes: a rare class counts as much as a frequent one."),
        AUC: tr("The area under the ROC curve: 1 is perfect, 0.5 is guessing. Of several classes the mean."),
    }
    return explanations.get(name, "")


def validation_name(name: str) -> str:
    """Return the name of a metric on validation, short, for the head of a column."""
    names = {LOSS: tr("Validation loss"), ACCURACY: tr("Validation accuracy")}
    return names.get(name) or tr("Validation: {metric}").format(metric=metric_name(name))


def axis_name(name: str) -> str:
    """Return the name of a metric with its unit."""
    unit = scale_of(name).unit
    return tr("{metric} ({unit})").format(metric=metric_name(name), unit=unit) if unit else metric_name(name)


def loss_axis_name(name: str) -> str:
    """Return the name of the axis of a loss, with what it is where that has a name."""
    return tr("Loss (cross-entropy)") if name == CROSS_ENTROPY else tr("Loss")


def metric_value(name: str, value: float | None) -> str:
    """Return a value of a metric; a dash where there is none."""
    return "–" if value is None else scale_of(name).written(value)


def validation_score(name: str, value: float | None) -> str:
    """Return what a model scores on validation, within a sentence."""
    shown = metric_value(name, value)
    if name == ACCURACY:
        return tr("validation accuracy {accuracy}").format(accuracy=shown)
    return tr("{metric} on validation {value}").format(metric=metric_name(name), value=shown)
