"""The models that a run leaves: the one that it kept, and beside it the other of head and fine-tuning, if there is one.

Each is made of the weights of one epoch. A model of the head alone holds just the head: its backbone is as published.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from core.training.model import Head
from core.training.names import BACKBONE, BIAS, HEAD, KERNEL
from core.training.phase_state import Arrays, PhaseState
from core.training.run import Run, Variant
from core.training.trained_model import TrainedModel


def save_models(run: Run, model: TrainedModel, state: PhaseState, head: Head) -> TrainedModel:
    """Write them, the kept one last: with it the run counts as finished. `model` holds all that may have been trained.

    `head` is built; it only says which of its variables is which. Return the kept one.
    """
    is_head_kept = run.plan.is_of_head(state.best_phase)
    _save_beside(run, model, state, head, is_head_kept)
    kept = model if not is_head_kept else replace(model, weights=_of_head_alone(model.weights))
    kept.save(run.model_folder)
    return kept


def beside_of(run: Run, state: PhaseState) -> tuple[int, int] | None:
    """Return phase and epoch of what is to be kept beside."""
    beside = state.beside
    if beside is None or run.plan.is_of_head(beside.phase) == run.plan.is_of_head(state.best_phase):
        return None  # fine-tuning had ended no epoch
    return beside.phase, beside.epoch


def model_weights(head: Head, weights: Mapping[str, np.ndarray]) -> Arrays:
    """Return the weights under the names of a model, from those that a checkpoint has for them."""
    names = {id(head.dense.kernel): KERNEL, id(head.dense.bias): BIAS}
    of_head = {f"{HEAD}{place}": names.get(id(variable)) for place, variable in enumerate(head.variables)}
    named = {name: weights[stored] for stored, name in of_head.items() if name}
    return {**named, **{name: values for name, values in weights.items() if name.startswith(BACKBONE)}}


def _save_beside(run: Run, model: TrainedModel, state: PhaseState, head: Head, is_head_kept: bool) -> None:
    variant = Variant.FINE_TUNED if is_head_kept else Variant.HEAD
    for other in Variant:
        if other is not Variant.KEPT:  # what a killed process may have left
            shutil.rmtree(run.variant_of(other).model_folder, ignore_errors=True)
    if state.beside is not None and beside_of(run, state):
        weights = model_weights(head, state.beside.weights)
        replace(model, weights=weights).save(run.variant_of(variant).model_folder)


def _of_head_alone(weights: Mapping[str, np.ndarray]) -> Arrays:
    return {name: weights[name] for name in (KERNEL, BIAS)}
