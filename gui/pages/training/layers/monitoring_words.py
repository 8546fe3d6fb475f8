"""Say what was watched while a run trained, as its user reads it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.events import AlarmKind
from core.figures.layer_history import Quantity
from core.training.alarms import HEAD_LAYER
from core.training.monitoring_records import AlarmRecord, DepthRecord
from gui.translation import tr
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
    texts = _went_deeper() if decided.goes_deeper else _not_bettered() if decided.improvement <= 0 else _too_little()
    return texts[decided.select_by].format(depth=depth, gain=gain, noise=noise)


def _went_deeper() -> dict[str, str]:
    """Return what is said where a step was worth it, by the metric that selects."""
    return {
        "loss": tr(
            "Went deeper than the {depth}: that lowered the validation loss by {gain}, with a standard error of "
            "{noise}."
        ),
        "balanced-accuracy": tr(
            "Went deeper than the {depth}: that raised balanced accuracy on validation by {gain}, with a standard "
            "error of {noise}."
        ),
        "auc": tr(
            "Went deeper than the {depth}: that raised the AUC on validation by {gain}, with a standard error of "
            "{noise}."
        ),
    }


def _too_little() -> dict[str, str]:
    return {
        "loss": tr(
            "Stopped at the {depth}: this step lowered the validation loss by {gain}, less than its standard error of "
            "{noise}."
        ),
        "balanced-accuracy": tr(
            "Stopped at the {depth}: this step raised balanced accuracy on validation by {gain}, less than its "
            "standard error of {noise}."
        ),
        "auc": tr(
            "Stopped at the {depth}: this step raised the AUC on validation by {gain}, less than its standard error of "
            "{noise}."
        ),
    }


def _not_bettered() -> dict[str, str]:
    return {
        "loss": tr("Stopped at the {depth}: the validation loss was not lowered."),
        "balanced-accuracy": tr("Stopped at the {depth}: balanced accuracy on validation was not raised."),
        "auc": tr("Stopped at the {depth}: the AUC on validation was not raised."),
    }
