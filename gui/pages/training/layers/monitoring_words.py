"""Say what was watched while a run trained, as its user reads it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.events import AlarmKind
from core.figures.layer_history import Quantity
from core.targets.metrics import scale_of
from core.targets.selecting import metric_of
from core.training.alarms import HEAD_LAYER
from core.training.monitoring_records import AlarmRecord, DepthRecord
from gui.translation import tr
from gui.widgets.metric_words import metric_on_validation
from gui.widgets.words import phase_name, plain_number


def quantity_name(quantity: Quantity) -> str:
    return {
        Quantity.GRADIENT_NORM: tr("Gradient norm"),
        Quantity.UPDATE_RATIO: tr("Update-to-weight ratio"),
        Quantity.DISTANCE: tr("Distance from the pretrained weights"),
    }[quantity]


def quantity_unit(quantity: Quantity) -> str:
    """Return what stands at the axis."""
    return {
        Quantity.GRADIENT_NORM: tr("Norm"),
        Quantity.UPDATE_RATIO: tr("Share of the weights"),
        Quantity.DISTANCE: tr("Share of the weights"),
    }[quantity]


def quantity_explained(quantity: Quantity) -> str:
    return {
        Quantity.GRADIENT_NORM: tr("How strongly the loss asks a layer to change."),
        Quantity.UPDATE_RATIO: tr("How far a step moves a layer, as a share of its weights. About 0.001 is healthy."),
        Quantity.DISTANCE: tr("How far a layer has moved from its pretrained weights, as a share of these."),
    }[quantity]


def measured_text(value: float) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:.1e}" if 0 < value < 1e-3 else f"{value:.3g}"


def layer_name(path: str) -> str:
    return tr("New head") if path == HEAD_LAYER else path


def mark_of(alarms: Sequence[AlarmRecord]) -> str:
    """Return what is wrong with a layer, in a word or two; "" where nothing is."""
    words = {
        AlarmKind.DEAD: tr("dead"),
        AlarmKind.EXPLODING: tr("exploding"),
        AlarmKind.RUN_AWAY: tr("drifted"),
    }
    return ", ".join(dict.fromkeys(words[alarm.kind] for alarm in alarms if alarm.kind in words))


def depth_text(phase: str, decided: DepthRecord) -> str:
    """Return "Stopped at the last 2 blocks: …"; `phase` is the name of the one that was weighed."""
    name = phase_name(phase)
    depth = name[:1].lower() + name[1:]
    gain, noise = (plain_number(float(f"{value:.2g}")) for value in (decided.improvement, decided.noise))
    if math.isinf(decided.noise) and not decided.goes_deeper:
        return tr("Stopped at the {depth}: too few validation subjects to measure what helps.").format(depth=depth)
    metric = metric_of(decided.select_by)
    texts = _went_deeper() if decided.goes_deeper else _not_bettered() if decided.improvement <= 0 else _too_little()
    lowered, raised = texts
    text = lowered if scale_of(metric).is_less_better else raised
    return text.format(depth=depth, metric=metric_on_validation(metric), gain=gain, noise=noise)


def _went_deeper() -> tuple[str, str]:
    """Return what is said where a step was worth it, of a metric that is better the lower it is, and of another."""
    return (
        tr("Went deeper than the {depth}: that lowered {metric} by {gain}, with a standard error of {noise}."),
        tr("Went deeper than the {depth}: that raised {metric} by {gain}, with a standard error of {noise}."),
    )


def _too_little() -> tuple[str, str]:
    return (
        tr("Stopped at the {depth}: this step lowered {metric} by {gain}, less than its standard error of {noise}."),
        tr("Stopped at the {depth}: this step raised {metric} by {gain}, less than its standard error of {noise}."),
    )


def _not_bettered() -> tuple[str, str]:
    return (
        tr("Stopped at the {depth}: {metric} was not lowered."),
        tr("Stopped at the {depth}: {metric} was not raised."),
    )
