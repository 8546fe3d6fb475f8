"""Figures: what is drawn, without a word or a colour of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.events import BatchEnded, EpochEnded, PhaseStarted
from core.figures.confusion import Cell, confusion_figure
from core.figures.epoch_curves import loss_curves, score_curves
from core.figures.forest import ForestFigure, Measured
from core.figures.rate_figure import rate_figure
from core.figures.roc import MOST_NAMED, RocFigure, roc_figure
from core.figures.span import Span
from core.figures.training_history import TrainingHistory
from core.targets.class_measures import measure
from core.targets.class_metrics import RocCurve
from core.training.rate_finder import RateCurve


def a_history() -> TrainingHistory:
    history = TrainingHistory()
    history.add(PhaseStarted(phase=0, phases=1, name="head", epochs=2, trainable_parameters=1, parameters=2))
    for batch in range(2):
        history.add(
            BatchEnded(phase=0, epoch=0, batch=batch, batches=2, part="train", loss=0.5 - 0.1 * batch, score=0.75)
        )
    history.add(
        EpochEnded(
            phase=0,
            epoch=0,
            loss=0.45,
            score=0.75,
            validation_loss=0.5,
            validation_score=0.5,
            learning_rate=1e-3,
            seconds=1.0,
            best=True,
        )
    )
    return history


def test_curves_over_epochs_have_their_batches_their_phases_and_the_best_epoch() -> None:
    curves = loss_curves(a_history())

    assert (curves.train.tolist(), curves.validation.tolist()) == ([0.45], [0.5])
    assert curves.batches is not None
    assert [values.tolist() for values in curves.batches] == [[0.5, 1.0], [0.5, 0.4]]
    assert (curves.spans, curves.end, curves.best) == ((Span("head", 0.0),), 1.0, 0)


def test_accuracies_are_in_percent() -> None:
    curves = score_curves(a_history())

    assert (curves.train.tolist(), curves.validation.tolist()) == ([75.0], [50.0])
    assert curves.batches is not None
    assert curves.batches[1].tolist() == [75.0, 75.0]


def test_a_confusion_matrix_has_the_share_of_each_true_class() -> None:
    probabilities = np.array([[0.9, 0.1, 0], [0.3, 0.7, 0], [0.4, 0.6, 0]])
    figure = confusion_figure(measure(np.array([0, 0, 1]), probabilities, ("cat", "dog", "none")))

    assert (figure.classes, figure.supports) == (("cat", "dog", "none"), (2, 1, 0))
    assert figure.cells[0] == (Cell(1, 0.5, True), Cell(1, 0.5, False), Cell(0, 0.0, False))
    assert figure.cells[2][2] == Cell(0, None, True)


def test_of_many_roc_curves_only_the_chosen_one_is_named() -> None:
    curves = tuple(RocCurve(label=str(n), auc=0.5, false_positive_rate=(0, 1), sensitivity=(0, 1)) for n in range(9))
    few, many = RocFigure(curves=curves[:MOST_NAMED]), RocFigure(curves=curves)

    assert few.named == few.curves
    assert many.named == ()
    assert replace(many, chosen="3").named == (curves[3],)


def test_roc_curves_are_those_of_the_metrics() -> None:
    metrics = measure(np.array([0, 1]), np.eye(2), ("a", "b"))

    assert roc_figure(metrics).curves == metrics.roc != ()


def test_a_forest_reaches_from_the_lowest_to_the_highest_end_of_an_interval() -> None:
    runs = (Measured("a", 0.8, (0.7, 0.9)), Measured("b", 0.5, None), Measured("c", None, None))

    assert ForestFigure(runs=runs).range == pytest.approx((0.476, 0.924))
    assert ForestFigure(runs=runs[2:], highest=100).range == pytest.approx((0, 101))


def test_losses_that_say_only_that_a_rate_is_too_high_are_not_shown() -> None:
    curve = RateCurve(phase=0, rates=(1e-4, 1e-3, 1e-2), losses=(1.0, 0.5, float("nan")), suggestion=None)
    figure = rate_figure(curve)
    assert figure.range == pytest.approx((0.47, 1.03))
    assert figure.marked == 1e-3

    too_high = rate_figure(replace(curve, losses=(1.0, 0.5, 50.0), suggestion=1e-4))
    assert too_high.range[1] < 2
    assert too_high.marked == 1e-4
