"""Measures of what an epoch has done to each layer that trains, from sums that training steps have added up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from core.backbones.layer_tree import layer_path
from core.events import LayersMeasured
from core.training.alarms import HEAD_LAYER
from core.training.model import TransferModel
from core.training.names import BACKBONE

#: of a norm, so that weights that began as nothing can be told by how far they are from there
SMALLEST = 1e-30


def measured_layers(
    model: TransferModel, pretrained: Mapping[str, np.ndarray], steps: int, phase: int, epoch: int
) -> LayersMeasured:
    """`pretrained` values by the path of a variable of the backbone; `steps` are in the sums of the model."""
    layers: dict[str, list[int]] = {}
    for place, name in enumerate(model.trained_names):
        layer = layer_path(name.removeprefix(BACKBONE)) if name.startswith(BACKBONE) else HEAD_LAYER
        layers.setdefault(layer, []).append(place)
    gradients, updates = model.squares.numpy().astype(np.float64) / max(1, steps)
    values = [variable.numpy() for variable in model.trainable_variables]
    starts = [pretrained.get(name.removeprefix(BACKBONE)) for name in model.trained_names]
    weights = np.array([_square(value) for value in values])
    return LayersMeasured(
        phase=phase,
        epoch=epoch,
        layers=tuple(layers),
        gradient_norms=tuple(float(np.sqrt(gradients[places].sum())) for places in layers.values()),
        update_ratios=tuple(_ratio(updates[places].sum(), weights[places].sum()) for places in layers.values()),
        distances=tuple(_distance(places, values, starts) for places in layers.values()),
    )


def _distance(places: Sequence[int], values: Sequence[np.ndarray], starts: Sequence[np.ndarray | None]) -> float | None:
    pairs = [(values[place], start) for place in places if (start := starts[place]) is not None]
    if not pairs:
        return None
    moved = [_square(value - start) for value, start in pairs]
    return _ratio(sum(moved), sum(_square(start) for _, start in pairs))


def _square(values: np.ndarray) -> float:
    return float(np.square(values, dtype=np.float64).sum())


def _ratio(square: float, whole: float) -> float:
    return math.sqrt(square / max(whole, SMALLEST))
