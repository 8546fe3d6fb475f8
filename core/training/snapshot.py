"""Snapshots: the weights of a model as plain arrays, and from model and state to a checkpoint and back."""

from __future__ import annotations

from core.process.device import this_device
from core.training.checkpoint import Checkpoint
from core.training.model import TransferModel
from core.training.phase_state import Arrays, PhaseState, named


def checkpoint_of(model: TransferModel, state: PhaseState) -> Checkpoint:
    arrays = {f"weights/{name}": array for name, array in weights_of(model).items()}
    arrays |= {f"optimizer/{place}": variable.numpy() for place, variable in enumerate(model.optimizer.variables)}
    arrays |= state.arrays()
    arrays["squares"] = model.squares.numpy()
    facts = state.facts() | {"joined": model.optimizer.joined, "arithmetic": this_device().arithmetic}
    return Checkpoint(phase=state.phase, epoch=state.epoch, batch=state.batch, arrays=arrays, facts=facts)


def restore(model: TransferModel, checkpoint: Checkpoint) -> None:
    """Put a compiled model where it was when the checkpoint was written."""
    give_weights(model, named("weights", checkpoint.arrays))
    optimizer = named("optimizer", checkpoint.arrays)
    for place, variable in enumerate(model.optimizer.variables):
        variable.assign(optimizer[str(place)])
    model.optimizer.joined = list(checkpoint.facts["joined"])
    model.squares.assign(checkpoint.arrays["squares"])


def weights_to_keep(checkpoint: Checkpoint) -> Arrays:
    """Return the best ones of its phase; the present ones where no epoch of it has ended."""
    return named("best", checkpoint.arrays) or named("weights", checkpoint.arrays)


def weights_of(model: TransferModel) -> Arrays:
    return {name: variable.numpy() for name, variable in model.weights_by_name().items()}


def give_weights(model: TransferModel, weights: Arrays) -> None:
    for name, variable in model.weights_by_name().items():
        variable.assign(weights[name])
