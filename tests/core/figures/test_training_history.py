"""What a run reports becomes curves; what is done again takes the place of what was there."""

from __future__ import annotations

import numpy as np

from core.events import Event
from core.figures.span import Span
from core.figures.training_history import TrainingHistory
from tests.gui.runs import batch_ended, epoch_ended, epochs_of, events_of, phase_started, plan


def history_of(*events: Event) -> TrainingHistory:
    history = TrainingHistory()
    for event in events:
        history.add(event)
    return history


def test_batches_are_fractions_of_epochs() -> None:
    history = history_of(phase_started(0, plan()), batch_ended(0, 0, 0), batch_ended(0, 0, 1, loss=0.25))

    assert history.batches["x"].tolist() == [0.25, 0.5]
    assert history.batches["loss"].tolist() == [0.5, 0.25]
    assert history.end == 0.5


def test_phases_follow_one_another_also_when_one_ended_early() -> None:
    history = history_of(
        phase_started(0, plan(epochs=20)),
        epoch_ended(0, 0),
        epoch_ended(0, 1),
        phase_started(1, plan()),
        batch_ended(1, 0, 1),
    )

    assert history.spans == [Span("head", 0.0), Span("fine-tuning", 2.0)]
    assert history.batches["x"].tolist() == [2.5]


def test_it_grows_as_far_as_the_run_does() -> None:
    history = history_of(*events_of(plan(epochs=2, fine_tune_epochs=1), batches=1000))

    assert len(history.batches["x"]) == 3000
    assert np.all(np.diff(history.batches["x"]) > 0)
    assert history.end == 3.0


def test_the_best_epoch_is_the_last_that_was_better_than_all_before() -> None:
    history = history_of(epoch_ended(0, 0, best=True), epoch_ended(0, 1, best=True), epoch_ended(0, 2, best=False))

    assert history.best == 1
    assert TrainingHistory().best is None


def test_batches_done_again_after_an_interruption_replace_the_former_ones() -> None:
    started = phase_started(0, plan())
    before = [batch_ended(0, 0, batch, loss=9) for batch in range(4)]
    history = history_of(started, *before, started, batch_ended(0, 0, 1, loss=1), batch_ended(0, 0, 2, loss=1))

    assert history.batches["x"].tolist() == [0.25, 0.5, 0.75]
    assert history.batches["loss"].tolist() == [9, 1, 1]


def test_an_epoch_done_again_takes_the_place_of_the_former_one() -> None:
    history = history_of(epoch_ended(0, 0), epoch_ended(0, 1, loss=9), epoch_ended(0, 1, loss=1))

    assert [epoch.loss for epoch in history.epochs] == [0.5, 1]


def test_a_run_read_from_its_files_goes_on_where_it_ended() -> None:
    epochs = epochs_of(plan())
    history = TrainingHistory.of_run(plan(), epochs[:4])

    history.add(phase_started(1, plan()))
    history.add(batch_ended(1, 1, 0))

    assert history.spans == [Span("head", 0.0), Span("fine-tuning", 3.0)]
    assert history.batches["x"].tolist() == [4.25]
    assert history.epochs == epochs[:4]


def test_a_copy_does_not_change_any_more() -> None:
    history = history_of(phase_started(0, plan()), batch_ended(0, 0, 0))
    copy = history.copy()

    history.add(batch_ended(0, 0, 1))
    history.add(epoch_ended(0, 0))

    assert len(copy.batches["x"]) == 1
    assert copy.epochs == []
