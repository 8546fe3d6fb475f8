"""The curves show what was reported, as the user wants to see them, and are not drawn where nobody looks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.events import Event
from core.figures.training_history import TrainingHistory
from gui.pages.training.live.live_plot import LivePlot
from gui.plots.curve_panel import CurvePanel
from gui.plots.drawing import Curve, Drawing
from gui.widgets.theme import Appearance, colour, theme
from tests.gui.runs import batch_ended, epoch_ended, events_of, phase_started, plan


@pytest.fixture
def plot(qtbot: QtBot) -> LivePlot:
    made = LivePlot()
    qtbot.addWidget(made)
    made.resize(900, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def show(plot: LivePlot, *events: Event) -> TrainingHistory:
    history = TrainingHistory()
    for event in events:
        history.add(event)
    plot.show_history(history)
    plot.redraw()
    return history


def drawn(panel: CurvePanel, place: int) -> tuple[list[float], list[float]]:
    x, y = panel.items.curves[place].getData()
    return ([], []) if x is None else (list(x), list(y))


def test_each_epoch_has_a_mark_on_the_curves_of_training_and_validation(plot: LivePlot) -> None:
    show(plot, phase_started(0, plan()), epoch_ended(0, 0, 0.8), epoch_ended(0, 1, 0.4))

    assert drawn(plot.loss, 0) == ([1, 2], [0.8, 0.4])
    assert drawn(plot.loss, 1)[1] == pytest.approx([0.88, 0.44])
    assert drawn(plot.score, 0)[1] == pytest.approx([60, 80])
    assert drawn(plot.score, 1)[1] == pytest.approx([55, 75])


def test_training_and_validation_are_told_apart_by_more_than_colour(plot: LivePlot) -> None:
    show(plot, epoch_ended(0, 0), epoch_ended(0, 1))

    training, validation = plot.loss.items.curves
    assert training.opts["pen"].style() != validation.opts["pen"].style()
    assert training.opts["symbol"] != validation.opts["symbol"]


def test_batches_are_drawn_behind(plot: LivePlot) -> None:
    show(plot, phase_started(0, plan()), batch_ended(0, 0, 0, 0.9), batch_ended(0, 0, 1, 0.7))

    x, y = plot.loss.items.dense.getData()
    assert (list(x), list(y)) == ([0.25, 0.5], [0.9, 0.7])
    assert plot.loss.items.dense.zValue() < 2


def test_phases_are_shaded_and_named(plot: LivePlot) -> None:
    show(plot, *events_of(plan(epochs=3, fine_tune_epochs=2)))

    (head, head_name), (tuning, tuning_name) = plot.loss.items.shades
    assert head.getRegion() == (0, 3)
    assert tuning.getRegion()[0] == 3
    assert (head_name.toPlainText(), tuning_name.toPlainText()) == ("Head", "Fine-tuning")


def test_the_best_epoch_is_marked_on_validation(plot: LivePlot) -> None:
    show(plot, epoch_ended(0, 0, 0.8), epoch_ended(0, 1, 0.4), epoch_ended(0, 2, 0.6, best=False))

    assert plot.loss.items.star.isVisible()
    x, y = plot.loss.items.star.getData()
    assert (x[0], y[0]) == (2, pytest.approx(0.44))


def test_the_axis_of_the_loss_says_which_one_it_is(plot: LivePlot) -> None:
    axis = plot.loss.plot.getAxis("left")
    assert axis.labelText == "Loss"

    plot.name_loss("cross_entropy")
    assert axis.labelText == "Loss (cross-entropy)"


@pytest.mark.parametrize(
    ("select_by", "text"),
    [
        ("loss", "Best: lowest validation loss"),
        ("balanced-accuracy", "Best: highest balanced accuracy on validation"),
        ("auc", "Best: highest AUC on validation"),
    ],
)
def test_the_legend_says_what_best_means(select_by: str, text: str, plot: LivePlot) -> None:
    show(plot, epoch_ended(0, 0, 0.8), epoch_ended(0, 1, 0.4))
    plot.history.select_by = select_by
    plot.redraw()

    for panel in (plot.loss, plot.score):
        item, name = panel.items.legend.items[-1]
        assert item.item is panel.items.star
        assert name.text == text
        assert panel.items.best.toPlainText() == "best"  # more would hide the curves; the last epoch stands at the edge
        seen = panel._view.mapRectToScene(panel._view.boundingRect())
        assert panel.items.best.mapRectToScene(panel.items.best.boundingRect()).right() <= seen.right() + 1


def test_the_last_epoch_is_read_off_until_the_mouse_asks_for_another(plot: LivePlot) -> None:
    show(plot, epoch_ended(0, 0, 0.8), epoch_ended(0, 1, 0.4))
    assert plot.loss.readout.text() == "Epoch 2 · Training 0.4 · Validation 0.44"

    plot.score.cross_moved.emit(1.2)

    assert plot.loss.readout.text() == "Epoch 1 · Training 0.8 · Validation 0.88"
    assert plot.score.readout.text() == "Epoch 1 · Training 60.0 % · Validation 55.0 %"
    assert plot.loss._line.isVisible()
    assert plot.loss._line.value() == 1

    plot.score.cross_left.emit()
    assert not plot.loss._line.isVisible()


def test_the_mouse_over_a_plot_moves_the_cross_hair(plot: LivePlot, qtbot: QtBot) -> None:
    show(plot, *[epoch_ended(0, epoch, 0.5) for epoch in range(5)])
    view = plot.loss.plot.getViewBox()
    at = plot.loss.plot.mapFromScene(view.mapViewToScene(view.viewRect().center()))

    with qtbot.waitSignal(plot.loss.cross_moved):
        qtbot.mouseMove(plot.loss.plot.viewport(), at)

    assert plot.loss.readout.text().startswith("Epoch 3 ·")


def test_keys_read_zoom_and_reset(plot: LivePlot, qtbot: QtBot) -> None:
    show(plot, *[epoch_ended(0, epoch, 0.5 + epoch) for epoch in range(5)])
    whole = plot.score.plot.viewRange()[0]

    qtbot.keyClick(plot.loss.plot, Qt.Key.Key_Left)
    assert plot.loss.readout.text().startswith("Epoch 4 ·")
    qtbot.keyClick(plot.loss.plot, Qt.Key.Key_Plus)
    assert plot.score.plot.viewRange()[0] == plot.loss.plot.viewRange()[0] != whole
    qtbot.keyClick(plot.loss.plot, Qt.Key.Key_Home)
    assert plot.loss.plot.viewRange()[0] == plot.score.plot.viewRange()[0] == whole


def test_who_has_zoomed_is_not_moved_by_new_epochs(plot: LivePlot, qtbot: QtBot) -> None:
    history = show(plot, *[epoch_ended(0, epoch) for epoch in range(10)])
    plot.loss.zoom(0.5)
    chosen = plot.loss.plot.viewRange()[0]

    history.add(epoch_ended(0, 10))
    plot.redraw()

    assert plot.loss.plot.viewRange()[0] == chosen
    qtbot.mouseClick(plot.reset_button, Qt.MouseButton.LeftButton)
    assert plot.loss.plot.viewRange()[0][1] > 11


def test_zooming_shows_more_of_the_batches_that_are_there(plot: LivePlot, qtbot: QtBot) -> None:
    show(plot, *events_of(plan(epochs=3, fine_tune_epochs=1), batches=5_000))
    coarse = np.diff(plot.loss.items.dense.getData()[0]).max()

    plot.loss.show_range(1.0, 1.01)

    qtbot.waitUntil(lambda: np.diff(plot.loss.items.dense.getData()[0]).max() < coarse)
    assert np.diff(plot.loss.items.dense.getData()[0]).max() == pytest.approx(1 / 5_000)


def test_the_loss_can_be_shown_on_a_logarithmic_scale(plot: LivePlot, qtbot: QtBot) -> None:
    show(plot, phase_started(0, plan()), batch_ended(0, 0, 0, 0.1), epoch_ended(0, 0, 0.01))

    plot.logarithmic.click()

    assert drawn(plot.loss, 0)[1] == pytest.approx([-2])
    assert plot.loss.items.dense.getData()[1] == pytest.approx([-1])
    assert drawn(plot.score, 0)[1] == pytest.approx([99.5])
    assert plot.loss.plot.getAxis("left").logMode


def test_a_loss_that_is_no_number_does_not_stop_the_plot(plot: LivePlot) -> None:
    show(plot, phase_started(0, plan()), batch_ended(0, 0, 0, 0.5), batch_ended(0, 0, 1, float("nan")))

    assert list(plot.loss.items.dense.getData()[1]) == [0.5]


def test_events_are_gathered_and_drawn_by_a_timer(
    plot: LivePlot, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = show(plot)
    drawings: list[Any] = []
    for panel in (plot.loss, plot.score):
        draw = panel.draw
        monkeypatch.setattr(panel, "draw", lambda drawing, draw=draw: (drawings.append(drawing), draw(drawing)))
    for event in events_of(plan(), batches=100):
        history.add(event)
        plot.history_changed()

    qtbot.waitUntil(lambda: len(drawn(plot.score, 0)[0]) == 5)
    assert len(drawn(plot.loss, 0)[0]) == 5
    assert len(drawings) == 2


def test_nothing_is_drawn_while_nobody_sees_it(plot: LivePlot, qtbot: QtBot) -> None:
    history = show(plot)
    plot.hide()
    history.add(epoch_ended(0, 0))
    plot.history_changed()
    assert not plot._timer.isActive()
    assert drawn(plot.loss, 0)[0] == []

    plot.show()

    assert drawn(plot.loss, 0)[0] == [1]


def test_plots_stand_one_above_the_other_where_there_is_little_room(plot: LivePlot, qtbot: QtBot) -> None:
    assert plot.score.x() > plot.loss.x()

    plot.resize(500, 700)

    qtbot.waitUntil(lambda: plot.score.y() > plot.loss.y() and plot.score.x() == plot.loss.x())


def test_the_colours_follow_the_theme(plot: LivePlot, qtbot: QtBot) -> None:
    show(plot, epoch_ended(0, 0), epoch_ended(0, 1))
    light = plot.loss.items.curves[0].opts["pen"].color().name()
    try:
        theme().choose(Appearance.DARK)
        qtbot.waitUntil(lambda: plot.loss.items.curves[0].opts["pen"].color().name() != light)
        assert drawn(plot.loss, 0)[0] == [1, 2]
    finally:
        theme().choose(Appearance.SYSTEM)


def test_a_title_in_the_legend_is_plain_text(plot: LivePlot) -> None:
    plot.loss.draw(Drawing(curves=[Curve("<b>2 < 3</b>", np.array([1.0]), colour("train"), "o")], end=1))

    (_, text) = plot.loss.items.legend.items[0]
    assert text.item.toPlainText() == "<b>2 < 3</b>"
