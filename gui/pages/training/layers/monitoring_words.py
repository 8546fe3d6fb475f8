"""The words for what was watched while a run trained."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.events import AlarmKind
from core.figures.layer_history import Quantity
from core.training.alarms import HEAD_LAYER
from core.training.monitoring_records import AlarmRecord
from core.wording.wording import listed
from gui.translation import tr


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
    return listed(list(dict.fromkeys(words[alarm.kind] for alarm in alarms if alarm.kind in words)))
