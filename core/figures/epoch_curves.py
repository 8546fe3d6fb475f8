"""EpochCurves: how a metric went over the epochs of a run, on training and on validation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.figures.span import Span
from core.figures.training_history import TrainingHistory
from core.messages import Message
from core.targets.metrics import scale_of


@dataclass(frozen=True, kw_only=True, eq=False)
class EpochCurves:
    """One value an epoch, of all phases one after the other; epoch 1 stands at x = 1."""

    #: float64 [epochs]
    train: np.ndarray
    validation: np.ndarray
    #: x and y of each batch of training, with x rising; None where they are not known
    batches: tuple[np.ndarray, np.ndarray] | None = None
    spans: tuple[Span, ...] = ()
    #: the end of the last epoch or batch
    end: float = 0.0
    #: place of the epoch whose weights are kept
    best: int | None = None
    #: by what it was chosen
    best_means: Message | None = None


def loss_curves(history: TrainingHistory) -> EpochCurves:
    """Return how the loss of a run went."""
    epochs = history.epochs
    train, validation = [epoch.loss for epoch in epochs], [epoch.validation_loss for epoch in epochs]
    return _curves(history, train, validation, "loss", 1)


def score_curves(history: TrainingHistory) -> EpochCurves:
    """Return how the score of a run went, as people read it."""
    epochs = history.epochs
    train, validation = [epoch.score for epoch in epochs], [epoch.validation_score for epoch in epochs]
    return _curves(history, train, validation, "score", scale_of(history.score_name).factor)


def _curves(
    history: TrainingHistory, train: Sequence[float], validation: Sequence[float], column: str, scale: float
) -> EpochCurves:
    batches = history.batches
    return EpochCurves(
        train=scale * np.array(train, float),
        validation=scale * np.array(validation, float),
        batches=(batches["x"], batches[column] * scale if scale != 1 else batches[column]),
        spans=tuple(history.spans),
        end=history.end,
        best=history.best,
        best_means=history.best_means,
    )
