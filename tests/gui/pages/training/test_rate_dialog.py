"""The dialog of the learning-rate finder: waiting, the curve, and the rate that is taken."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.events import Progress
from core.messages import Message
from core.training.rate_finder import RateCurve, curve_of, rates_to_try
from gui.pages.training.rate_dialog import RateDialog


def a_curve(suggestion: float | None = 2e-3) -> RateCurve:
    rates = rates_to_try()
    losses = 0.7 - 0.4 / (1 + np.exp(-3 * (np.log10(rates) + 3)))
    return RateCurve(phase=0, rates=tuple(rates.tolist()), losses=tuple(losses.tolist()), suggestion=suggestion)


@pytest.fixture
def dialog(qtbot: QtBot) -> RateDialog:
    made = RateDialog("Head")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_it_waits_and_shows_how_far_it_is(dialog: RateDialog) -> None:
    dialog.show_progress(Progress(step=Message("trying-learning-rates"), done=30, total=100))

    assert (dialog._bar.value(), dialog._bar.maximum()) == (30, 100)
    assert not dialog.plot.isVisible()
    assert not dialog.use_button.isVisible()


def test_the_suggestion_is_marked_and_used(dialog: RateDialog, qtbot: QtBot) -> None:
    dialog.show_curve(a_curve())

    assert "most steeply at 0.002" in dialog.says.text()
    assert dialog.use_button.text() == "Use 0.002"
    with qtbot.waitSignal(dialog.rate_chosen) as chosen:
        qtbot.mouseClick(dialog.use_button, Qt.MouseButton.LeftButton)
    assert chosen.args == [0.002]
    assert not dialog.isVisible()


def test_another_rate_is_chosen_by_moving_the_line(dialog: RateDialog, qtbot: QtBot) -> None:
    dialog.show_curve(a_curve())
    dialog._line.setPos(-5.0)
    assert dialog.use_button.text() == "Use 1e-5"

    dialog.plot.setFocus()
    qtbot.keyClick(dialog.plot, Qt.Key.Key_Right)

    assert dialog.rate is not None
    assert dialog.rate > 1e-5
    assert dialog.rate <= 1.5e-5


def test_where_nothing_is_suggested_the_lowest_loss_is_marked(dialog: RateDialog) -> None:
    dialog.show_curve(a_curve(suggestion=None))

    assert "hardly falls" in dialog.says.text()
    assert dialog.rate == 1.0


def test_a_curve_that_came_apart_is_drawn_as_far_as_it_goes(dialog: RateDialog) -> None:
    losses = [0.7] * 40 + [0.7 - 0.01 * step for step in range(40)] + [0.9, 5.0, float("inf")]
    dialog.show_curve(curve_of(0, rates_to_try().tolist()[: len(losses)], losses))

    (_, high) = dialog.plot.getViewBox().viewRange()[1]
    assert high < 1.5
