"""Curves are taken away as a picture, as a drawing, and as a table of their values."""

from __future__ import annotations

import csv
import io

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from core.figures.training_history import TrainingHistory
from gui.pages.training.live.history_csv import as_csv
from gui.pages.training.live.live_plot import LivePlot
from gui.plots.plot_export import as_png, as_svg
from tests.gui.runs import batch_ended, epoch_ended, phase_started, plan


@pytest.fixture
def history() -> TrainingHistory:
    made = TrainingHistory()
    for event in (
        phase_started(0, plan()),
        batch_ended(0, 0, 0, 0.75),
        epoch_ended(0, 0, 0.5),
        phase_started(1, plan()),
        batch_ended(1, 0, 3, 0.25),
        epoch_ended(1, 0, 0.5, best=False),
    ):
        made.add(event)
    return made


@pytest.fixture
def plot(qtbot: QtBot, history: TrainingHistory) -> LivePlot:
    made = LivePlot()
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show_history(history)
    with qtbot.waitExposed(made):
        made.show()
    made.redraw()
    return made


def test_the_picture_holds_both_plots_at_twice_the_size(plot: LivePlot) -> None:
    plots = [plot.loss.plot, plot.score.plot]

    picture = QImage.fromData(as_png(plots))

    assert picture.width() > 2 * (plots[0].width() + plots[1].width())
    assert picture.height() == 2 * plots[0].height()
    halves = [picture.copy(0, 0, 600, 600), picture.copy(picture.width() - 600, 0, 600, 600)]
    for half in halves:
        assert len({half.pixel(x, y) for x in range(0, 600, 3) for y in range(0, 600, 3)}) > 5


def test_the_drawing_is_made_of_lines_and_texts(plot: LivePlot) -> None:
    drawing = as_svg([plot.loss.plot, plot.score.plot])

    assert QSvgRenderer(QByteArray(drawing)).isValid()
    assert b"Validation" in drawing
    assert b"Accuracy (%)" in drawing
    assert drawing.count(b"<path") > 10
    assert b"<image" not in drawing


def test_the_table_holds_epochs_and_batches(history: TrainingHistory) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv([("Mine, “new”", history)]).decode("utf-8"))))

    assert [(row["run"], row["what"], row["phase"]) for row in rows] == [
        ("Mine, “new”", "epoch", "head"),
        ("Mine, “new”", "epoch", "fine-tuning"),
        ("Mine, “new”", "batch", "head"),
        ("Mine, “new”", "batch", "fine-tuning"),
    ]
    assert [row["epoch"] for row in rows] == ["1", "2", "0.25", "2.0"]
    assert [row["epoch_of_phase"] for row in rows] == ["1", "1", "1", "1"]
    assert (rows[0]["loss"], rows[0]["validation_accuracy"], rows[0]["best"]) == ("0.5", "0.7", "yes")
    assert (rows[1]["learning_rate"], rows[1]["best"]) == ("1e-05", "")
    assert (rows[3]["batch"], rows[3]["loss"], rows[3]["validation_loss"]) == ("4", "0.25", "")


def test_several_runs_stand_in_one_table(history: TrainingHistory) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv([("a", history), ("b", history)]).decode("utf-8"))))

    assert [row["run"] for row in rows] == ["a"] * 4 + ["b"] * 4
